package org.convzoo.train.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.convzoo.train.data.internal.tfrecord.Shards;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/**
 * Records with a label and the boxes of its objects, as TensorFlow's ImageNet script writes them:
 * square grey images with a rectangle of horizontal stripes, of the first class, or of vertical
 * ones, of the second.
 */
public final class LabelledBoxes {

  private static final List<String> SIDES = List.of("ymin", "xmin", "ymax", "xmax");

  private final int side;
  private final String[] labels;
  private final List<Features.Builder> records = new ArrayList<>();

  public LabelledBoxes(int side, String... labels) {
    this.side = side;
    this.labels = labels;
  }

  /** Adds an image of a class with a rectangle (y1, x1, y2, x2) in pixels. */
  public void add(int label, int[] box) throws IOException {
    Features.Builder record = image(label, box);
    for (int i = 0; i < 4; i++) {
      record.putFeature(
          "image/object/bbox/" + SIDES.get(i),
          Feature.newBuilder()
              .setFloatList(FloatList.newBuilder().addValue((float) box[i] / side))
              .build());
    }
    record.putFeature(
        "image/object/bbox/label",
        Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(label + 1)).build());
    records.add(record);
  }

  /** Adds an image of which nobody has said where its object is. */
  public void addWithoutBox(int label) throws IOException {
    records.add(image(label, new int[] {0, 0, side, side}));
  }

  private Features.Builder image(int label, int[] box) throws IOException {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(records.size());
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        boolean inside = y >= box[0] && y < box[2] && x >= box[1] && x < box[3];
        int grey = inside ? 255 * texture(label, y / 2, x / 2) : 110 + random.nextInt(20);
        image.setRGB(x, y, grey * 0x010101);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return Shards.label(
        Shards.image(png.toByteArray(), "PNG", side, side, 3, "x.png"), label + 1, labels[label]);
  }

  private static int texture(int label, int y, int x) {
    return switch (label) {
      case 0 -> y % 2;
      case 1 -> x % 2;
      case 2 -> (x + y) % 2;
      default -> x % 2 * (y % 2);
    };
  }

  /** Writes what was added as a split's only shard, and starts anew. */
  public void write(Path folder, String split) throws IOException {
    SmallFiles.write(folder.resolve("labels.txt"), labels);
    try (OutputStream out = Files.newOutputStream(folder.resolve(Shards.name(split, 0, 1)))) {
      for (Features.Builder record : records) {
        Shards.write(out, record);
      }
    }
    records.clear();
  }
}
