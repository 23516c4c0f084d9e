package org.convzoo.train.data.internal.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.convzoo.graphs.network.Spec;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.Sampled;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.registry.DataSets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of images and labels. */
class CsvFilesTest {

  @TempDir Path folder;

  @BeforeEach
  void write() {
    for (int i = 0; i < 3; i++) {
      SmallFiles.write(folder.resolve("images/a, %d.png".formatted(i)), SmallFiles.noise(2, 2, i));
    }
    SmallFiles.write(folder.resolve("val.csv"), "path,label", "\"images/a, 2.png\",dog");
  }

  private void training(String... labels) {
    String[] lines = new String[labels.length + 1];
    lines[0] = "path,label";
    for (int i = 0; i < labels.length; i++) {
      lines[i + 1] = "\"images/a, %d.png\",%s".formatted(i, labels[i]);
    }
    SmallFiles.write(folder.resolve("train.csv"), lines);
  }

  private DataSet open() {
    return DataSets.open("csv", folder, new Spec.Input(1, 1, 3));
  }

  @Test
  void classesAreTheTrainingLabelsInAlphabeticalOrder() {
    training("dog", "cat");
    try (DataSet set = open()) {
      assertEquals(List.of("cat", "dog"), set.labels());
      assertEquals(1, Sampled.of(set.training(), 0).label());
      assertEquals(0, Sampled.of(set.training(), 1).label());
      assertEquals(1, Sampled.of(set.test(), 0).label());
    }
  }

  @Test
  void labelsThatAreNumbersStandBySize() {
    training("10", "9", "2");
    SmallFiles.write(folder.resolve("val.csv"), "path,label", "\"images/a, 2.png\",10");
    try (DataSet set = open()) {
      assertEquals(List.of("2", "9", "10"), set.labels());
      assertEquals(2, Sampled.of(set.test(), 0).label());
    }
  }

  @Test
  void labelsTxtTakesNamesAndNumbers() {
    SmallFiles.write(folder.resolve("labels.txt"), "dog", "cat");
    training("1", "cat", "0");
    try (DataSet set = open()) {
      assertEquals(List.of("dog", "cat"), set.labels());
      assertEquals(1, Sampled.of(set.training(), 0).label());
      assertEquals(1, Sampled.of(set.training(), 1).label());
      assertEquals(0, Sampled.of(set.training(), 2).label());
    }
    training("2");
    assertRefused("train.csv, line 2: label 2 is not below 2");
  }

  @Test
  void classThatTrainingDoesNotHaveIsNamed() {
    training("dgo");
    assertRefused("val.csv, line 2: there is no class \"dog\": did you mean dgo?");
  }

  @Test
  void missingFileIsNamed() {
    SmallFiles.write(folder.resolve("train.csv"), "path,label", "b.png,dog");
    assertRefused("train.csv, line 2: there is no file " + folder.resolve("b.png"));
  }

  @Test
  void listOfAnotherFormIsNamed() {
    SmallFiles.write(folder.resolve("train.csv"), "file,class", "b.png,dog");
    assertRefused(
        "train.csv is no list of images with the header \"path,label\": it has the column \"file\"");
    SmallFiles.write(folder.resolve("train.csv"), "path,label");
    assertRefused("train.csv lists no image");
    SmallFiles.write(folder.resolve("train.csv"), "path,label", "b.png");
    assertRefused(
        "train.csv is no list of images with the header \"path,label\": line 2, Not enough column"
            + " values: expected 2, found 1");
    SmallFiles.write(folder.resolve("train.csv"), "path,label", "b.png,");
    assertRefused("train.csv, line 2 has no label");
    SmallFiles.write(folder.resolve("train.csv"), "path", "b.png");
    assertRefused(
        "train.csv is no list of images with the header \"path,label\": it has no column \"label\"");
  }

  private void assertRefused(String message) {
    assertEquals(folder + "/" + message, message());
  }

  private String message() {
    return assertThrows(DataException.class, this::open).getMessage();
  }
}
