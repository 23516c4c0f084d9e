package org.convzoo.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.awt.image.BufferedImage;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.convzoo.internal.files.TfRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The warm-up file, read back by the numbers that TensorFlow Serving's files of protobuf give:
 * PredictionLog.predict_log 6, PredictLog.request 1, PredictRequest.model_spec 1 and inputs 2,
 * ModelSpec.name 1 and signature_name 3.
 */
class WarmupRequestsTest {

  private record Request(String model, String signature, String input, TensorProto tensor) {

    String words() {
      List<Long> sizes =
          tensor.getTensorShape().getDimList().stream().map(TensorShapeProto.Dim::getSize).toList();
      return "%s %s %s %s".formatted(signature, input, tensor.getDtype(), sizes);
    }
  }

  @TempDir static Path folder;
  private static List<Request> requests;

  @BeforeAll
  static void export() throws IOException {
    Model lenet = Model.random("lenet", 28, Files.createDirectory(folder.resolve("checkpoint")));
    requests = read(lenet.export(folder.resolve("lenet")));
  }

  private static List<Request> read(Path model) throws IOException {
    Path file = model.resolve("assets.extra/tf_serving_warmup_requests");
    List<Request> all = new ArrayList<>();
    try (var in = new DataInputStream(Files.newInputStream(file))) {
      while (in.available() > 0) {
        byte[] length = in.readNBytes(8);
        assertEquals(TfRecord.checksum(length, 8), Integer.reverseBytes(in.readInt()));
        byte[] record = in.readNBytes(length[0] & 0xff | (length[1] & 0xff) << 8);
        assertEquals(TfRecord.checksum(record, record.length), Integer.reverseBytes(in.readInt()));
        all.add(request(ByteString.copyFrom(record)));
      }
    }
    return all;
  }

  private static Request request(ByteString log) throws IOException {
    ByteString request = field(field(log, 6), 1);
    ByteString spec = field(request, 1);
    ByteString entry = field(request, 2);
    return new Request(
        field(spec, 1).toStringUtf8(),
        field(spec, 3).toStringUtf8(),
        field(entry, 1).toStringUtf8(),
        TensorProto.parseFrom(field(entry, 2)));
  }

  private static ByteString field(ByteString message, int number) throws IOException {
    List<ByteString> values =
        UnknownFieldSet.parseFrom(message).getField(number).getLengthDelimitedList();
    assertEquals(1, values.size());
    return values.get(0);
  }

  @Test
  void everySignatureIsAskedAboutOneAndEightImages() {
    assertEquals(
        List.of(
            "serving_default images DT_FLOAT [1, 28, 28, 1]",
            "serving_default images DT_FLOAT [8, 28, 28, 1]",
            "classes images DT_FLOAT [1, 28, 28, 1]",
            "classes images DT_FLOAT [8, 28, 28, 1]",
            "features images DT_FLOAT [1, 28, 28, 1]",
            "features images DT_FLOAT [8, 28, 28, 1]",
            "bytes image_bytes DT_STRING [1]",
            "bytes image_bytes DT_STRING [8]"),
        requests.stream().map(Request::words).toList());
    assertTrue(requests.stream().allMatch(request -> request.model().equals("lenet")));
  }

  @Test
  void filesAreImagesOfTheNetworksSize() throws IOException {
    TensorProto files = requests.get(requests.size() - 1).tensor();
    assertEquals(DataType.DT_STRING, files.getDtype());
    assertEquals(8, files.getStringValCount());
    for (ByteString file : files.getStringValList()) {
      BufferedImage image = ImageIO.read(file.newInput());
      assertEquals(28, image.getWidth());
      assertEquals(28, image.getHeight());
    }
  }
}
