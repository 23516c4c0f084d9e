package org.convzoo.train.data.internal.binary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.ImageSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.types.family.TType;

/** Where Fashion-MNIST is found. */
class FashionMnistTest {

  @TempDir Path folder;

  @Test
  void embeddedSubsetIsTheBeginningOfTheWholeSet() {
    assumeTrue(
        Files.isDirectory(FashionMnist.DEBIAN),
        FashionMnist.DEBIAN + " is absent: apt install dataset-fashion-mnist");
    try (DataSet whole = FashionMnist.find(FashionMnist.DEBIAN);
        DataSet subset = FashionMnist.embedded()) {
      assertEquals(60_000, whole.training().size());
      assertEquals(10_000, whole.test().size());
      assertBeginning(10_000, subset.training(), whole.training());
      assertBeginning(2_000, subset.test(), whole.test());
    }
  }

  private static void assertBeginning(int size, ImageSet subset, ImageSet whole) {
    assertEquals(size, subset.size());
    assertArrayEquals(
        bytes(subset.content().get(0), size * 28 * 28),
        bytes(whole.content().get(0), size * 28 * 28),
        "images");
    assertArrayEquals(
        bytes(subset.content().get(1), size), bytes(whole.content().get(1), size), "labels");
  }

  private static byte[] bytes(TType tensor, int count) {
    byte[] bytes = new byte[count];
    tensor.asRawTensor().data().read(bytes, 0, count);
    return bytes;
  }

  @Test
  void embeddedSubsetHasEveryClassAndSaysWhatItIs() {
    try (DataSet subset = FashionMnist.embedded()) {
      int[] counts = new int[10];
      for (byte label : bytes(subset.training().content().get(1), 10_000)) {
        counts[label]++;
      }
      for (int count : counts) {
        assertEquals(1_000, count, 100); // the whole set has 6,000 of each, in no order
      }
      assertEquals(
          "the 10,000 + 2,000 images embedded in Convzoo, not the full set", subset.source());
      assertEquals(10, subset.labels().size());
    }
  }

  @Test
  void folderThatIsGivenIsTaken() {
    Path data = SmallData.write(folder, 5, 2);
    try (DataSet set = FashionMnist.find(data)) {
      assertEquals(data.toString(), set.source());
      assertEquals(5, set.training().size());
      assertEquals(2, set.test().size());
    }
  }

  @Test
  void plainFileIsPreferredToItsGzip() throws IOException {
    SmallData.write(folder, 5, 2);
    Files.writeString(folder.resolve("t10k-labels-idx1-ubyte.gz"), "not looked at");
    FashionMnist.find(folder).close();
  }

  @Test
  void missingFolderOrFileIsNamed() throws IOException {
    Path nowhere = folder.resolve("nowhere");
    assertEquals(nowhere + " is not a folder", message(nowhere));
    SmallData.write(folder, 5, 2);
    Files.delete(folder.resolve("train-labels-idx1-ubyte"));
    assertTrue(
        message(folder)
            .startsWith(
                folder + " holds no train-labels-idx1-ubyte (nor train-labels-idx1-ubyte.gz)"),
        message(folder));
  }

  private static String message(Path folder) {
    return assertThrows(DataException.class, () -> FashionMnist.find(folder)).getMessage();
  }
}
