package org.convzoo.train.data.internal.binary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.convzoo.train.data.DataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TUint8;

/** IDX files, whole and damaged: three images of 2x2 pixels and their labels. */
class IdxTest {

  private static final byte[] PIXELS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, (byte) 254, (byte) 255};
  private static final byte[] LABELS = {2, 0, 1};

  @TempDir Path folder;
  private Path images;
  private Path labels;

  @BeforeEach
  void write() throws IOException {
    images = SmallData.idx(folder.resolve("images"), PIXELS, 3, 2, 2);
    labels = SmallData.idx(folder.resolve("labels"), LABELS, 3);
  }

  @Test
  void plainAndGzippedFilesHoldTheSame() throws IOException {
    Path zipped = SmallData.idx(folder.resolve("images.gz"), PIXELS, 3, 2, 2);
    for (Path file : new Path[] {images, zipped}) {
      try (TUint8 tensor = Idx.read(file, 3)) {
        assertEquals(Shape.of(3, 2, 2), tensor.shape());
        byte[] bytes = new byte[12];
        tensor.asRawTensor().data().read(bytes, 0, 12);
        assertArrayEquals(PIXELS, bytes);
      }
    }
  }

  @Test
  void setKnowsItsSizeAndChannels() {
    try (IdxImages set = IdxImages.read(images, labels, 3)) {
      assertEquals(3, set.size());
      assertEquals(1, set.channels());
    }
  }

  @Test
  void fileCutShortIsNamed() throws IOException {
    byte[] whole = Files.readAllBytes(images); // 4 of magic, 12 of sizes, 12 of pixels
    Files.write(images, Arrays.copyOf(whole, 20));
    assertRefused(images + " is cut short: its header says 12 bytes, it holds 4");
    Files.write(images, Arrays.copyOf(whole, 10));
    assertRefused(images + " is cut short");
    Files.write(images, new byte[0]);
    assertRefused(images + " is cut short");
  }

  @Test
  void gzippedFileCutShortIsNamed() throws IOException {
    images = SmallData.idx(folder.resolve("images.gz"), PIXELS, 3, 2, 2);
    byte[] whole = Files.readAllBytes(images);
    for (int bytes = 0; bytes < whole.length; bytes++) {
      Files.write(images, Arrays.copyOf(whole, bytes));
      assertRefused(images + " is cut short");
    }
  }

  @Test
  void damagedGzipIsNamed() throws IOException {
    images = SmallData.idx(folder.resolve("images.gz"), PIXELS, 3, 2, 2);
    byte[] whole = Files.readAllBytes(images);
    whole[whole.length - 6] ^= 1; // its checksum
    Files.write(images, whole);
    assertRefused(images + " is damaged: Corrupt GZIP trailer");
    Files.writeString(images, "no gzip at all");
    assertRefused(images + " is damaged: Not in GZIP format");
  }

  @Test
  void fileLongerThanItsHeaderSaysIsNamed() throws IOException {
    Files.write(images, Arrays.copyOf(Files.readAllBytes(images), 29));
    assertRefused(images + " is longer than the 12 bytes of its header");
  }

  @Test
  void fileOfAnotherFormatIsNamed() throws IOException {
    Files.writeString(images, "these are words, not pixels");
    assertRefused(
        images
            + " is not an IDX file of unsigned bytes with 3 axes: it starts with 0x74686573"); // thes
    Files.copy(labels, images, StandardCopyOption.REPLACE_EXISTING);
    assertRefused(
        images + " is not an IDX file of unsigned bytes with 3 axes: it starts with 0x00000801");
  }

  @Test
  void headerThatPromisesTooMuchIsNamed() throws IOException {
    SmallData.idx(images, PIXELS, 1 << 20, 1 << 10, 1 << 10);
    assertTrue(message().startsWith(images + " says it holds "), message());
    SmallData.idx(images, PIXELS, 1 << 31, 1 << 31, 2); // 2^63 bytes: one more than a long holds
    assertTrue(message().startsWith(images + " says it holds "), message());
  }

  @Test
  void labelsOfAnotherNumberAreNamed() throws IOException {
    SmallData.idx(labels, new byte[] {0, 1}, 2);
    assertRefused("%s holds 3 images, but %s holds 2 labels".formatted(images, labels));
  }

  @Test
  void labelOutOfRangeIsNamed() throws IOException {
    SmallData.idx(labels, new byte[] {0, 3, 1}, 3);
    assertRefused(labels + ": label 3 of image 1 is not below 3");
    SmallData.idx(labels, new byte[] {0, 1, (byte) 200}, 3);
    assertRefused(labels + ": label 200 of image 2 is not below 3");
  }

  @Test
  void emptySetIsRefused() throws IOException {
    SmallData.idx(images, new byte[0], 0, 2, 2);
    SmallData.idx(labels, new byte[0], 0);
    assertRefused(images + " holds no pixels");
  }

  @Test
  void missingFileIsNamed() throws IOException {
    Files.delete(labels);
    assertRefused(labels + " does not exist");
    Files.delete(images);
    assertRefused(images + " does not exist");
  }

  private void assertRefused(String message) {
    assertEquals(message, message());
  }

  private String message() {
    return assertThrows(DataException.class, () -> IdxImages.read(images, labels, 3)).getMessage();
  }
}
