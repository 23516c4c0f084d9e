package org.convzoo.train.data.internal.binary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.graphs.network.Spec;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.Sampled;
import org.convzoo.train.data.registry.DataSets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kin of MNIST: two training images and a test image of 2x3 pixels. */
class IdxFilesTest {

  private static final byte[] PIXELS = {1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16};

  @TempDir Path folder;

  private void write(String training, String test, int... labels) throws IOException {
    byte[] first = {(byte) labels[0], (byte) labels[1]};
    byte[] second = {(byte) labels[2]};
    SmallData.idx(folder.resolve(training + "-images-idx3-ubyte.gz"), PIXELS, 2, 2, 3);
    SmallData.idx(folder.resolve(training + "-labels-idx1-ubyte.gz"), first, 2);
    SmallData.idx(folder.resolve(test + "-images-idx3-ubyte"), new byte[6], 1, 2, 3);
    SmallData.idx(folder.resolve(test + "-labels-idx1-ubyte"), second, 1);
  }

  private DataSet open(String name) {
    return DataSets.open(name, folder, new Spec.Input(1, 1, 1));
  }

  @Test
  void mnistHasTenDigits() throws IOException {
    write("train", "t10k", 9, 0, 5);
    try (DataSet set = open("mnist")) {
      assertEquals(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), set.labels());
      assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6}, Sampled.of(set.training(), 0).pixels());
      assertEquals(9, Sampled.of(set.training(), 0).label());
      assertEquals(5, Sampled.of(set.test(), 0).label());
    }
  }

  @Test
  void anyPairHasAsManyClassesAsItsHighestLabelSays() throws IOException {
    write("train", "t10k", 3, 0, 5);
    try (DataSet set = open("idx")) {
      assertEquals(List.of("0", "1", "2", "3", "4", "5"), set.labels());
    }
  }

  @Test
  void anyPairTakesTheNamesOfItsClassesFromLabelsTxt() throws IOException {
    write("train", "t10k", 1, 0, 1);
    Files.writeString(folder.resolve("labels.txt"), "cat\ndog\n\n");
    try (DataSet set = open("idx")) {
      assertEquals(List.of("cat", "dog"), set.labels());
    }
    write("train", "t10k", 1, 0, 2);
    assertRefused(
        "idx", folder.resolve("t10k-labels-idx1-ubyte") + ": label 2 of image 0 is not below 2");
    Files.writeString(folder.resolve("labels.txt"), "cat\ndog\ncat\n");
    assertRefused("idx", folder.resolve("labels.txt") + " names \"cat\" twice");
    Files.writeString(folder.resolve("labels.txt"), "\n");
    assertRefused("idx", folder.resolve("labels.txt") + " names no class");
  }

  @Test
  void emnistStandsUpright() throws IOException {
    write("emnist-digits-train", "emnist-digits-test", 1, 2, 3);
    try (DataSet set = open("emnist-digits")) {
      Sampled first = Sampled.of(set.training(), 0);
      assertEquals(3, first.shape().get(0));
      assertArrayEquals(new int[] {1, 4, 2, 5, 3, 6}, first.pixels()); // [[1,2,3],[4,5,6]] turned
    }
  }

  @Test
  void emnistCountsItsLettersFromOne() throws IOException {
    write("emnist-letters-train", "emnist-letters-test", 1, 26, 2);
    try (DataSet set = open("emnist-letters")) {
      assertEquals(26, set.labels().size());
      assertEquals("A", set.labels().get(Sampled.of(set.training(), 0).label()));
      assertEquals("Z", set.labels().get(Sampled.of(set.training(), 1).label()));
    }
    write("emnist-letters-train", "emnist-letters-test", 1, 2, 0);
    assertRefused(
        "emnist-letters",
        folder.resolve("emnist-letters-test-labels-idx1-ubyte")
            + ": label 0 of image 0 is below 1");
  }

  @Test
  void emnistHasTheClassesOfItsPaper() throws IOException { // table II
    write("emnist-byclass-train", "emnist-byclass-test", 0, 35, 61);
    write("emnist-balanced-train", "emnist-balanced-test", 0, 35, 46);
    try (DataSet all = open("emnist-byclass");
        DataSet merged = open("emnist-balanced")) {
      assertEquals(62, all.labels().size());
      assertEquals(List.of("0", "Z", "z"), List.of(name(all, 0), name(all, 35), name(all, 61)));
      assertEquals(47, merged.labels().size());
      assertEquals("t", name(merged, 46));
    }
  }

  private static String name(DataSet set, int label) {
    return set.labels().get(label);
  }

  @Test
  void missingFileSaysHowToGetIt() throws IOException {
    assertRefused(
        "kmnist",
        folder
            + " holds no train-images-idx3-ubyte (nor train-images-idx3-ubyte.gz):"
            + " \"convzoo data fetch kmnist\" downloads it");
    assertRefused(
        "idx", folder + " holds no train-images-idx3-ubyte (nor train-images-idx3-ubyte.gz)");
  }

  private void assertRefused(String name, String message) {
    assertEquals(message, assertThrows(DataException.class, () -> open(name)).getMessage());
  }
}
