package org.convzoo.train.data.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.convzoo.graphs.network.Spec;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.Sampled;
import org.convzoo.train.data.registry.DataSets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

/**
 * CIFAR's binary version: one image a file, red 10 + file, green 20, blue 30, but for one pixel.
 */
class CifarTest {

  @TempDir Path folder;

  @BeforeEach
  void writeTen() throws IOException {
    for (int file = 1; file <= 5; file++) {
      Files.write(folder.resolve("data_batch_%d.bin".formatted(file)), record(file, file % 2));
    }
    Files.write(folder.resolve("test_batch.bin"), record(9, 1));
    Files.writeString(folder.resolve("batches.meta.txt"), "airplane\nautomobile\n\n");
  }

  private static byte[] record(int number, int... labels) {
    byte[] record = new byte[labels.length + 3 * 1024];
    for (int i = 0; i < labels.length; i++) {
      record[i] = (byte) labels[i];
    }
    for (int channel = 0; channel < 3; channel++) {
      int from = labels.length + channel * 1024;
      Arrays.fill(record, from, from + 1024, (byte) (10 * (channel + 1) + number));
      record[from + 2 * 32 + 5] = (byte) (200 + channel); // row 2, column 5
    }
    return record;
  }

  private DataSet open(String name) {
    return DataSets.open(name, folder, new Spec.Input(32, 32, 3));
  }

  @Test
  void imagesOfAllFilesAreReadInTheirOrder() {
    try (DataSet set = open("cifar10")) {
      assertEquals(5, set.training().size());
      assertEquals(1, set.test().size());
      assertEquals(3, set.training().channels());
      assertEquals(List.of("airplane", "automobile"), set.labels());
      for (int i = 0; i < 5; i++) {
        Sampled image = Sampled.of(set.training(), i);
        assertEquals(Shape.of(32, 32, 3), image.shape());
        assertEquals(List.of(11 + i, 21 + i, 31 + i), image.pixel(31, 31));
        assertEquals(List.of(200, 201, 202), image.pixel(2, 5));
        assertEquals((i + 1) % 2, image.label());
      }
    }
  }

  @Test
  void hundredClassesAreTheFineLabels() throws IOException {
    Path unpacked = Files.createDirectory(folder.resolve("cifar-100-binary"));
    Files.write(unpacked.resolve("train.bin"), record(1, 19, 2));
    Files.write(unpacked.resolve("test.bin"), record(2, 18, 0));
    Files.writeString(unpacked.resolve("fine_label_names.txt"), "apple\naquarium_fish\nbaby\n");
    try (DataSet set = open("cifar100")) {
      assertEquals(2, Sampled.of(set.training(), 0).label());
      assertEquals(List.of(12, 22, 32), Sampled.of(set.test(), 0).pixel(0, 0));
    }
  }

  @Test
  void fileAByteShortIsNamed() throws IOException {
    Path file = folder.resolve("data_batch_3.bin");
    Files.write(file, Arrays.copyOf(record(3, 1), 3072));
    assertRefused(file + " has 3,072 bytes: no whole number of images of 3,073 bytes");
    Files.write(file, new byte[0]);
    assertRefused(file + " has 0 bytes: no whole number of images of 3,073 bytes");
  }

  @Test
  void labelOutOfRangeIsNamed() throws IOException {
    Path file = folder.resolve("data_batch_2.bin");
    Files.write(file, record(2, 2));
    assertRefused(file + ": label 2 of image 0 is not below 2");
  }

  @Test
  void missingFileSaysHowToGetIt() throws IOException {
    Files.delete(folder.resolve("data_batch_5.bin"));
    assertRefused(
        folder + " holds no data_batch_5.bin: \"convzoo data fetch cifar10\" downloads it");
  }

  private void assertRefused(String message) {
    assertEquals(message, assertThrows(DataException.class, () -> open("cifar10")).getMessage());
  }
}
