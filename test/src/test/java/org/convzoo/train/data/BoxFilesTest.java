package org.convzoo.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.Task;
import org.convzoo.train.data.registry.DataSets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boxes of COCO and of Pascal VOC around objects in images of 20x30 pixels. */
class BoxFilesTest {

  @TempDir Path folder;

  private DataSet open(String name) {
    return DataSets.open(name, folder, new Spec.Input(1, 1, 3));
  }

  private void assertRefused(String name, String message) {
    assertEquals(message, assertThrows(DataException.class, () -> open(name)).getMessage());
  }

  /** Annotations: image, category (3 face, 5 dog), x, y, width, height, crowd. */
  private void coco(String split, String... annotations) {
    StringBuilder boxes = new StringBuilder();
    for (String annotation : annotations) {
      String[] n = annotation.split(" ");
      boxes.append(boxes.isEmpty() ? "" : ",");
      boxes.append(
          """
          {"id": 1, "image_id": %s, "category_id": %s, "bbox": [%s, %s, %s, %s], "iscrowd": %s,
           "segmentation": [[1, 2]]}"""
              .formatted((Object[]) n));
    }
    SmallFiles.write(
        folder.resolve("annotations/instances_%s2017.json".formatted(split)),
        """
        {"info": {}, "images": [
           {"id": 7, "file_name": "a.png", "width": 30, "height": 20, "license": 1},
           {"id": 9, "file_name": "b.png", "width": 30, "height": 20}],
         "annotations": [%s],
         "categories": [{"id": 3, "name": "face"}, {"id": 5, "name": "dog"}]}"""
            .formatted(boxes));
    for (String name : List.of("a.png", "b.png")) {
      SmallFiles.write(folder.resolve(split + "2017/" + name), SmallFiles.noise(20, 30, 1));
    }
  }

  @Test
  void cocoHasWidthsWhereTheTruthHasCorners() {
    coco("train", "9 3 1 2 10 5 0", "9 5 0 0 30 20 0", "9 3 4 4 9 9 1");
    coco("val");
    try (DataSet set = open("coco")) {
      assertEquals(Task.DETECTION, set.task());
      assertEquals(List.of("face", "dog"), set.labels());
      assertArrayEquals(new int[8], Sampled.of(set.training(), 0).truth()); // no box
      assertArrayEquals( // y1, x1, y2, x2; the crowd is left out
          new int[] {2, 1, 7, 11, 0, 0, 20, 30}, Sampled.of(set.training(), 1).truth());
    }
  }

  @Test
  void labelsTxtNamesTheCategoriesToKeep() {
    coco("train", "9 3 1 2 10 5 0", "9 5 0 0 30 20 0");
    coco("val");
    SmallFiles.write(folder.resolve("labels.txt"), "dog");
    try (DataSet set = open("coco")) {
      assertEquals(List.of("dog"), set.labels());
      assertArrayEquals(new int[] {0, 0, 20, 30}, Sampled.of(set.training(), 1).truth());
    }
    SmallFiles.write(folder.resolve("labels.txt"), "dgo");
    assertRefused(
        "coco",
        folder.resolve("annotations/instances_train2017.json")
            + " has no category \"dgo\": did you mean dog?");
  }

  @Test
  void cocosBoxOutsideItsImageIsNamed() {
    coco("train", "9 3 25 2 10 5 0");
    coco("val");
    assertRefused(
        "coco",
        folder.resolve("annotations/instances_train2017.json")
            + ", b.png: the box from (25.0, 2.0) to (35.0, 7.0), x first, lies outside its 30x20 pixels");
  }

  @Test
  void boxOfNoImageIsNamed() {
    coco("train", "8 3 1 1 1 1 0");
    coco("val");
    assertRefused(
        "coco",
        folder.resolve("annotations/instances_train2017.json")
            + " has a box of image 8, but no such image");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"images": "categories", "annotations": [], "categories": []} | images
          {"images": [null], "annotations": [], "categories": []}       | images[0]
          {"images": ["a.png"], "annotations": [], "categories": []}    | images[0]
          {"images": [{"id": 7}], "annotations": [], "categories": []}  | images[0].file_name
          """)
  void annotationOfAnotherFormIsNamed(String annotations, String where) {
    coco("val");
    Path file = folder.resolve("annotations/instances_train2017.json");
    SmallFiles.write(file, annotations);
    assertRefused(
        "coco",
        "%s is no annotation of COCO: something is missing in %s, or of another kind than it should be"
            .formatted(file, where));
  }

  private void voc(String name, String objects) {
    SmallFiles.write(
        folder.resolve("Annotations/%s.xml".formatted(name)),
        """
        <annotation><filename>%s.png</filename>
          <size><width>30</width><height>20</height><depth>3</depth></size>%s
        </annotation>"""
            .formatted(name, objects));
    SmallFiles.write(
        folder.resolve("JPEGImages/%s.png".formatted(name)), SmallFiles.noise(20, 30, 1));
  }

  private void lists() {
    SmallFiles.write(folder.resolve("ImageSets/Main/train.txt"), "a", "b");
    SmallFiles.write(folder.resolve("ImageSets/Main/val.txt"), "b");
  }

  private static String object(String label, int xmin, int ymin, int xmax, int ymax) {
    return """
    <object><name>%s</name><part><name>head</name><bndbox><xmin>1</xmin></bndbox></part><bndbox>
      <ymax>%d</ymax><xmax>%d</xmax><xmin>%d</xmin><ymin>%d</ymin></bndbox></object>"""
        .formatted(label, ymax, xmax, xmin, ymin);
  }

  @Test
  void vocCountsPixelsFromOneAndTheLastIsInside() {
    voc("a", object("dog", 1, 1, 30, 20) + object("cat", 3, 2, 10, 5));
    voc("b", "");
    lists();
    try (DataSet set = open("voc")) {
      assertEquals(List.of("cat", "dog"), set.labels());
      assertEquals(1, set.test().size());
      assertArrayEquals(
          new int[] {0, 0, 20, 30, 1, 2, 5, 10}, Sampled.of(set.training(), 0).truth());
    }
  }

  @Test
  void vocsBoxOutsideItsImageIsNamed() {
    voc("a", object("dog", 1, 1, 30, 40));
    voc("b", "");
    lists();
    assertRefused(
        "voc",
        folder.resolve("Annotations/a.xml")
            + ": the box from (0.0, 0.0) to (30.0, 40.0), x first, lies outside its 30x20 pixels");
  }

  @Test
  void damagedAnnotationIsNamed() throws IOException {
    voc("a", "<object>");
    voc("b", "");
    lists();
    Path file = folder.resolve("Annotations/a.xml");
    assertRefused("voc", file + " is not XML: line 3");
    voc("a", "<object><name>dog</name></object>");
    assertRefused("voc", file + " has no annotation/object/bndbox/ymin");
    SmallFiles.write(
        file, "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>", "<a>&x;</a>");
    assertRefused("voc", file + " has no annotation/filename");
    Files.write(file, new byte[] {'<', 'a', '>', (byte) 0xff, '<', '/', 'a', '>'});
    assertRefused("voc", file + " is not XML: line 1");
  }
}
