package org.convzoo.train.data.internal.folder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.convzoo.graphs.task.Task;
import org.convzoo.train.data.Annotation;
import org.convzoo.train.data.Box;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.data.Sampled;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.registry.DataSets;
import org.convzoo.train.internal.input.Conversion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Annotations beside folders of classes, of images of 4x6 pixels: two of each class. */
class FolderAnnotationsTest {

  @TempDir private Path folder;

  private Path data() {
    return SmallFiles.folder(folder.resolve("data"), 2);
  }

  /** An XML file of objects, each a name and left, top, right and bottom from 1. */
  private static void xml(Path file, String... objects) {
    StringBuilder text = new StringBuilder();
    for (String object : objects) {
      String[] words = object.split(" ");
      text.append(
          """
          <object><name>%s</name><bndbox><xmin>%s</xmin><ymin>%s</ymin><xmax>%s</xmax>\
          <ymax>%s</ymax></bndbox></object>"""
              .formatted((Object[]) words));
    }
    SmallFiles.write(
        file,
        """
        <annotation><filename>x</filename>
          <size><width>6</width><height>4</height><depth>3</depth></size>%s
        </annotation>"""
            .formatted(text));
  }

  /** The class's alone, in the most specific of three places: cat/0, cat/1, dog/0, dog/1. */
  @Test
  void boxesOfTheFoldersClassAreRead() {
    Path data = data();
    Path xml = data.resolve("Annotations");
    xml(xml.resolve("val/cat/0.xml"), "cat 1 1 3 2", "dog 1 1 6 4", "cat 4 2 6 4");
    xml(xml.resolve("val/0.xml"), "dog 2 1 6 4");
    xml(xml.resolve("1.xml"), "dog 1 3 6 4");
    try (DataSet set = DataSets.open(data, 3)) {
      Annotation cats = new Annotation(4, 6, List.of(new Box(0, 0, 2, 3), new Box(1, 3, 4, 6)));
      Annotation dog = new Annotation(4, 6, List.of(new Box(0, 1, 4, 6)));
      Annotation last = new Annotation(4, 6, List.of(new Box(2, 0, 4, 6)));
      assertEquals(
          Optional.of(List.of(cats, Annotation.NONE, dog, last)), set.test().annotations());
      assertEquals( // of training, only 1.xml
          Optional.of(List.of(Annotation.NONE, Annotation.NONE, Annotation.NONE, last)),
          set.training().annotations());
    }
  }

  @Test
  void foldersWithoutAnnotationsHaveNone() {
    try (DataSet set = DataSets.open(data(), 3)) {
      assertEquals(Optional.empty(), set.test().annotations());
    }
  }

  @Test
  void damagedAnnotationsAreNamed() {
    Path data = data();
    Path file = data.resolve("Annotations/val/0.xml");
    xml(file, "cat 1 1 9 2");
    try (DataSet set = DataSets.open(data, 3)) {
      assertEquals(
          file + ": the box from (0.0, 0.0) to (9.0, 2.0), x first, lies outside its 6x4 pixels",
          assertThrows(DataException.class, set.test()::annotations).getMessage());
    }
  }

  /** Mixed as they are, each image keeps its label and its boxes. */
  @Test
  void shardsHaveTheBoxesBesideTheLabels() throws IOException {
    Path data = data();
    xml(data.resolve("Annotations/val/cat/0.xml"), "cat 1 1 3 2", "cat 4 2 6 4");
    xml(data.resolve("Annotations/val/dog/1.xml"), "dog 2 1 6 4");
    Path shards = folder.resolve("shards");
    try (DataSet files = DataSets.open(data, 3)) {
      Conversion.write(files, shards, 1, done -> {}, () -> false);
      try (DataSet records = DataSets.open(shards, 3)) {
        assertEquals(Task.CLASSIFICATION, records.task());
        assertEquals(Optional.empty(), records.training().annotations());
        assertEquals(described(files.test()), described(records.test()));
      }
    }
    assertArrayEquals(
        new float[] {0, 1 / 6f, 1, 1},
        new Annotation(4, 6, List.of(new Box(0, 1, 4, 6))).shares().get(0));
  }

  private static List<String> described(ImageSet set) {
    List<Annotation> annotations = set.annotations().orElseThrow();
    List<String> all = new ArrayList<>();
    IntStream.range(0, set.size())
        .forEach(
            number -> {
              Sampled one = Sampled.of(set, number);
              all.add(one.label() + " " + one.pixel(1, 2) + " " + annotations.get(number));
            });
    all.sort(Comparator.naturalOrder());
    return all;
  }
}
