package org.convzoo.train.data;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.Int64List;

/** Writes TFRecord shards in the layout that TensorFlow's tools give ImageNet. */
public final class Shards {

  private Shards() {}

  /** Returns the name of a shard's file. */
  public static String name(String split, int shard, int of) {
    return "%s-%05d-of-%05d".formatted(split, shard, of);
  }

  /**
   * Makes a record.
   *
   * @param encoded the bytes of an image's file
   * @param format JPEG, PNG, GIF or BMP
   * @param label from 1
   * @param text the label's name
   * @param file the file's name
   */
  public static Example example(
      byte[] encoded,
      String format,
      int label,
      String text,
      int height,
      int width,
      int channels,
      String file) {
    return Example.newBuilder()
        .setFeatures(
            Features.newBuilder()
                .putFeature(RecordImages.IMAGE, bytes(ByteString.copyFrom(encoded)))
                .putFeature("image/format", text(format))
                .putFeature("image/filename", text(file))
                .putFeature("image/height", number(height))
                .putFeature("image/width", number(width))
                .putFeature("image/channels", number(channels))
                .putFeature("image/colorspace", text(channels == 1 ? "Gray" : "RGB"))
                .putFeature(RecordImages.LABEL, number(label))
                .putFeature("image/class/text", text(text)))
        .build();
  }

  private static Feature text(String text) {
    return bytes(ByteString.copyFrom(text, StandardCharsets.UTF_8));
  }

  private static Feature bytes(ByteString bytes) {
    return Feature.newBuilder().setBytesList(BytesList.newBuilder().addValue(bytes)).build();
  }

  private static Feature number(long number) {
    return Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(number)).build();
  }

  /** Writes a record as {@link Records} reads it. */
  public static void write(OutputStream out, Example example) throws IOException {
    byte[] bytes = example.toByteArray();
    ByteBuffer around = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    around.putLong(bytes.length).putInt(Records.checksum(around.array(), 8));
    around.putInt(Records.checksum(bytes, bytes.length));
    out.write(around.array(), 0, 12);
    out.write(bytes);
    out.write(around.array(), 12, 4);
  }
}
