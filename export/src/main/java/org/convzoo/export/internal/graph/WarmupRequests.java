package org.convzoo.export.internal.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.convzoo.graphs.network.Spec;
import org.convzoo.internal.files.TfRecord;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Requests that TensorFlow Serving answers once when it loads a model, so that no client waits for
 * what is done at the first: a TFRecord file of {@code tensorflow.serving.PredictionLog}.
 */
public final class WarmupRequests {

  /** Where TensorFlow Serving looks for them in the folder of an exported model. */
  public static final Path FILE = Path.of("assets.extra", "tf_serving_warmup_requests");

  /** The numbers of fields in tensorflow_serving/apis/prediction_log.proto, ... */
  private static final int PREDICT_LOG = 6;

  private static final int REQUEST = 1;

  /** ... predict.proto, ... */
  private static final int MODEL_SPEC = 1;

  private static final int INPUTS = 2;

  /** ... and model.proto. */
  private static final int NAME = 1;

  private static final int SIGNATURE_NAME = 3;

  /** Of an entry of a map, by protobuf's encoding. */
  private static final int KEY = 1;

  private static final int VALUE = 2;

  private WarmupRequests() {}

  /**
   * Writes requests of black images.
   *
   * @param folder of the exported model
   * @param model its name
   * @param signatures which take pixels, float32 [N,H,W,C], or files, string [N]
   * @param size of the images
   * @param batches how many images a request has: one of each for each signature
   */
  public static void write(
      Path folder,
      String model,
      List<ServingSignature> signatures,
      Spec.Input size,
      List<Integer> batches)
      throws IOException {
    Path file = folder.resolve(FILE);
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file)) {
      for (ServingSignature signature : signatures) {
        for (int batch : batches) {
          TfRecord.write(out, log(model, signature, size, batch).toByteArray());
        }
      }
    }
  }

  private static ByteString log(
      String model, ServingSignature signature, Spec.Input size, int batch) throws IOException {
    ByteString spec =
        message(
            Map.of(
                NAME, ByteString.copyFromUtf8(model),
                SIGNATURE_NAME, ByteString.copyFromUtf8(signature.key())));
    var input = signature.inputs().entrySet().iterator().next(); // there is one
    boolean pixels = input.getValue().asOutput().dataType() == DataType.DT_FLOAT;
    TensorProto images = pixels ? pixels(size, batch) : files(size, batch);
    ByteString entry =
        message(Map.of(KEY, ByteString.copyFromUtf8(input.getKey()), VALUE, images.toByteString()));
    ByteString request = message(Map.of(MODEL_SPEC, spec, INPUTS, entry));
    return message(Map.of(PREDICT_LOG, message(Map.of(REQUEST, request))));
  }

  /** A message of such fields, all of which are messages, strings or bytes. */
  private static ByteString message(Map<Integer, ByteString> fields) {
    UnknownFieldSet.Builder message = UnknownFieldSet.newBuilder();
    fields.forEach(
        (number, value) ->
            message.addField(
                number, UnknownFieldSet.Field.newBuilder().addLengthDelimited(value).build()));
    return message.build().toByteString();
  }

  /** The one value stands for all: TensorFlow repeats the last that there is. */
  private static TensorProto pixels(Spec.Input size, int batch) {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_FLOAT)
        .setTensorShape(shape(batch, size.height(), size.width(), size.channels()))
        .addFloatVal(0)
        .build();
  }

  private static TensorProto files(Spec.Input size, int batch) throws IOException {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_STRING)
        .setTensorShape(shape(batch))
        .addAllStringVal(Collections.nCopies(batch, png(size)))
        .build();
  }

  private static TensorShapeProto shape(int... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int size : sizes) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return shape.build();
  }

  private static ByteString png(Spec.Input size) throws IOException {
    BufferedImage black =
        new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_BYTE_GRAY);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(png)) { // others want a temporary file
      ImageIO.write(black, "png", out);
    }
    return ByteString.copyFrom(png.toByteArray());
  }
}
