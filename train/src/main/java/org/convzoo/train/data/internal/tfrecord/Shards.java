package org.convzoo.train.data.internal.tfrecord;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.List;
import org.convzoo.internal.files.TfRecord;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/** Writes TFRecord shards in the layout that TensorFlow's tools give ImageNet. */
public final class Shards {

  private Shards() {}

  /** Returns the name of a shard's file. */
  public static String name(String split, int shard, int of) {
    return "%s-%05d-of-%05d".formatted(split, shard, of);
  }

  /**
   * Begins a record.
   *
   * @param encoded the bytes of an image's file
   * @param format JPEG, PNG, GIF or BMP
   * @param file the file's name
   */
  public static Features.Builder image(
      byte[] encoded, String format, int height, int width, int channels, String file) {
    return Features.newBuilder()
        .putFeature(RecordImages.IMAGE, bytes(ByteString.copyFrom(encoded)))
        .putFeature("image/format", text(format))
        .putFeature("image/filename", text(file))
        .putFeature(RecordBoxes.HEIGHT, number(height))
        .putFeature(RecordBoxes.WIDTH, number(width))
        .putFeature("image/channels", number(channels))
        .putFeature("image/colorspace", text(channels == 1 ? "Gray" : "RGB"));
  }

  /**
   * Adds the label of the whole image.
   *
   * @param label from 1
   * @param text its name
   */
  public static Features.Builder label(Features.Builder record, int label, String text) {
    return record
        .putFeature(RecordImages.LABEL, number(label))
        .putFeature("image/class/text", text(text));
  }

  /**
   * Adds boxes of one class.
   *
   * @param boxes (y1, x1, y2, x2) in shares of the image's height and width
   * @param label of the class, from 1
   * @param text the class's name
   */
  public static Features.Builder boxes(
      Features.Builder record, List<float[]> boxes, int label, String text) {
    for (int side = 0; side < 4; side++) {
      FloatList.Builder values = FloatList.newBuilder();
      for (float[] box : boxes) {
        values.addValue(box[side]);
      }
      record.putFeature(
          RecordBoxes.SIDES.get(side), Feature.newBuilder().setFloatList(values).build());
    }
    return record
        .putFeature(RecordBoxes.LABEL, numbers(Collections.nCopies(boxes.size(), (long) label)))
        .putFeature(
            "image/object/class/text",
            bytes(Collections.nCopies(boxes.size(), ByteString.copyFromUtf8(text))));
  }

  private static Feature text(String text) {
    return bytes(ByteString.copyFromUtf8(text));
  }

  private static Feature bytes(ByteString bytes) {
    return bytes(List.of(bytes));
  }

  private static Feature bytes(List<ByteString> all) {
    return Feature.newBuilder().setBytesList(BytesList.newBuilder().addAllValue(all)).build();
  }

  private static Feature number(long number) {
    return numbers(List.of(number));
  }

  private static Feature numbers(List<Long> all) {
    return Feature.newBuilder().setInt64List(Int64List.newBuilder().addAllValue(all)).build();
  }

  /** Writes a record as {@link Records} reads it. */
  public static void write(OutputStream out, Features.Builder record) throws IOException {
    TfRecord.write(out, Example.newBuilder().setFeatures(record).build().toByteArray());
  }
}
