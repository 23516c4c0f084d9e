package org.convzoo.train.data.internal.tfrecord;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Refusal;
import org.convzoo.train.data.Annotation;
import org.convzoo.train.data.Box;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.FilteredImageSet;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.data.Sampled;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.registry.DataSets;
import org.convzoo.train.internal.input.Conversion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/** Boxes in TFRecords, of images of 20x40 pixels. */
class RecordBoxesTest {

  private static final String[] SIDES = {"ymin", "xmin", "ymax", "xmax"};

  @TempDir private Path folder;

  /** A record of boxes (y1, x1, y2, x2) in shares, with a class each below {@code label}. */
  private static Features.Builder record(String label, long[] classes, float[]... boxes)
      throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(SmallFiles.noise(20, 40, 1), "png", png);
    Features.Builder record = Shards.image(png.toByteArray(), "PNG", 20, 40, 3, "x.png");
    for (int side = 0; side < 4; side++) {
      FloatList.Builder values = FloatList.newBuilder();
      for (float[] box : boxes) {
        values.addValue(box[side]);
      }
      record.putFeature(
          "image/object/bbox/" + SIDES[side], Feature.newBuilder().setFloatList(values).build());
    }
    Int64List.Builder labels = Int64List.newBuilder();
    for (long each : classes) {
      labels.addValue(each);
    }
    return record.putFeature(label, Feature.newBuilder().setInt64List(labels).build());
  }

  private Path shard(String name, Features.Builder... records) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (Features.Builder record : records) {
        Shards.write(out, record);
      }
    }
    return file;
  }

  private DataSet open() {
    return DataSets.open("tfrecord", folder, new Spec.Input(1, 1, 3));
  }

  private Path only(Features.Builder record) throws IOException {
    SmallFiles.write(folder.resolve("labels.txt"), "face");
    shard("validation-00000-of-00001", record);
    return shard("train-00000-of-00001", record);
  }

  @Test
  void boxesAreReadInPixelsOfTheirImages() throws IOException {
    float[] left = {0.1f, 0, 0.5f, 0.25f};
    float[] whole = {0, 0, 1, 1};
    String own = "image/object/class/label";
    shard(
        "train-00000-of-00002",
        record(own, new long[0]),
        record(own, new long[] {1, 2, 1}, left, whole, whole));
    shard("train-00001-of-00002", record("image/object/bbox/label", new long[] {1}, left));
    shard("validation-00000-of-00001", record(own, new long[] {1}, whole));
    SmallFiles.write(folder.resolve("labels.txt"), "face"); // the class 2 is another
    try (DataSet set = open()) {
      assertEquals(Task.DETECTION, set.task());
      assertEquals(3, set.training().size());
      assertArrayEquals(new int[8], Sampled.of(set.training(), 0).truth());
      assertArrayEquals(
          new int[] {2, 0, 10, 10, 0, 0, 20, 40}, Sampled.of(set.training(), 1).truth());
      assertArrayEquals(
          new int[] {2, 0, 10, 10, 0, 0, 0, 0}, Sampled.of(set.training(), 2).truth());
      assertArrayEquals(new int[] {0, 0, 20, 40}, Sampled.of(set.test(), 0).truth());
      int rgb = SmallFiles.noise(20, 40, 1).getRGB(30, 7);
      assertEquals(
          List.of(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255),
          Sampled.of(set.training(), 1).pixel(7, 30));
    }
  }

  @Test
  void recordsWithALabelOfTheWholeImageAreForClassification() throws IOException {
    float[] whole = {0, 0, 1, 1};
    only(Shards.label(record("image/object/bbox/label", new long[] {1}, whole), 1, "face"));
    try (DataSet set = open()) {
      assertEquals(Task.CLASSIFICATION, set.task());
      assertEquals(0, Sampled.of(set.training(), 0).label());
    }
  }

  /** In pixels of 20x40: of the label alone, of every shard, and none where none are said. */
  @Test
  void boxesOfTheLabelAreReadBesideIt() throws IOException {
    float[] left = {0.1f, 0, 0.5f, 0.25f};
    float[] whole = {0, 0, 1, 1};
    SmallFiles.write(folder.resolve("labels.txt"), "cat", "dog");
    shard("train-00000-of-00001", Shards.label(Features.newBuilder(), 1, "cat"));
    Features.Builder several =
        record("image/object/class/label", new long[] {2, 1, 2}, left, whole, whole);
    Features.Builder none = record("image/object/bbox/label", new long[0]);
    shard("validation-00000-of-00002", Shards.label(none, 1, "cat"));
    Features.Builder plain = record("image/object/bbox/label", new long[] {1}, whole);
    for (String side : SIDES) {
      plain.removeFeature("image/object/bbox/" + side);
    }
    shard(
        "validation-00001-of-00002",
        Shards.label(plain, 1, "cat"),
        Shards.label(several, 2, "dog"));
    try (DataSet set = open()) {
      assertEquals(Optional.empty(), set.training().annotations());
      Annotation two =
          new Annotation(20, 40, List.of(new Box(2, 0, 10, 10), new Box(0, 0, 20, 40)));
      List<Annotation> all = set.test().annotations().orElseThrow();
      assertEquals(List.of(Annotation.NONE, Annotation.NONE, two), all);
      assertArrayEquals(left, two.shares().get(0));
      assertArrayEquals(whole, two.shares().get(1));
      assertEquals(
          Optional.of(List.of(Annotation.NONE, two)),
          new FilteredImageSet(set.test(), Set.of(0L)).annotations());
    }
  }

  @Test
  void wrongBoxesAreNamed() throws IOException {
    String own = "image/object/class/label";
    float[] whole = {0, 0, 1, 1};
    Path file = only(record(own, new long[] {1}, new float[] {0, 0.5f, 1, 1.5f}));
    assertRefused(
        file
            + ", record at byte 0: the box from (20.0, 0.0) to (60.0, 20.0), x first,"
            + " lies outside its 40x20 pixels");
    only(record(own, new long[] {1, 1}, whole));
    assertRefused(
        file + ", record at byte 0 has not as many sides of each kind as labels of boxes");
    only(record(own, new long[] {1}, whole).removeFeature("image/height"));
    assertRefused(file + ", record at byte 0 has no image/height");
    only(record("image/object/label", new long[] {1}, whole));
    assertRefused(file + ", record at byte 0 has no image/object/bbox/label");
  }

  private void assertRefused(String message) {
    assertEquals(message, assertThrows(DataException.class, this::open).getMessage());
  }

  private Path voc(String... objects) {
    Path voc = folder.resolve("voc");
    for (int i = 0; i < 3; i++) {
      BufferedImage image = SmallFiles.noise(20 + i, 40, i);
      SmallFiles.write(voc.resolve("JPEGImages/%d.png".formatted(i)), image);
      SmallFiles.write(
          voc.resolve("Annotations/%d.xml".formatted(i)),
          """
          <annotation><filename>%d.png</filename>
            <size><width>40</width><height>%d</height><depth>3</depth></size>%s
          </annotation>"""
              .formatted(i, 20 + i, objects[i]));
    }
    SmallFiles.write(voc.resolve("ImageSets/Main/train.txt"), "0", "1");
    SmallFiles.write(voc.resolve("ImageSets/Main/val.txt"), "2");
    return voc;
  }

  private static String object(String name, int left, int top, int right, int bottom) {
    return """
        <object><name>%s</name><bndbox><xmin>%d</xmin><ymin>%d</ymin><xmax>%d</xmax>\
        <ymax>%d</ymax></bndbox></object>"""
        .formatted(name, left, top, right, bottom);
  }

  private static List<String> seen(ImageSet set) {
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < set.size(); i++) {
      Sampled one = Sampled.of(set, i);
      seen.add(one.shape() + " " + one.pixel(3, 5) + " " + Arrays.toString(one.truth()));
    }
    return seen.stream().sorted().toList();
  }

  @Test
  void convertedSetHasTheSameBoxes() throws IOException {
    Path voc = voc(object("face", 3, 5, 17, 11), "", object("face", 1, 1, 40, 22));
    Path shards = folder.resolve("shards");
    try (DataSet files = DataSets.open(voc, 3)) {
      Conversion.write(files, shards, 2, done -> {}, () -> false);
      try (DataSet records = DataSets.open(shards, 3)) {
        assertEquals(Task.DETECTION, records.task());
        assertEquals(List.of("face"), records.labels());
        assertEquals(seen(files.training()), seen(records.training()));
        assertEquals(seen(files.test()), seen(records.test()));
      }
    }
  }

  @Test
  void boxesOfSeveralClassesAreNotConverted() {
    Path voc = voc(object("face", 3, 5, 17, 11), object("dog", 3, 5, 17, 11), "");
    Path shards = folder.resolve("shards");
    try (DataSet files = DataSets.open(voc, 3)) {
      assertEquals(
          voc + " has boxes of 2 classes: a labels.txt in it says which one is wanted",
          Refusal.of(() -> Conversion.write(files, shards, 1, done -> {}, () -> false)));
    }
  }
}
