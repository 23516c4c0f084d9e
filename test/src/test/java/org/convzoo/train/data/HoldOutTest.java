package org.convzoo.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.convzoo.train.data.registry.DataSets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training images held out for validation: 20 in folders, which have names. */
class HoldOutTest {

  @TempDir private Path folder;

  private DataSet photos() throws Exception {
    return DataSets.open(SmallPhotos.write(folder.resolve("photos"), 10), 1);
  }

  private static List<String> names(ImageSet images) {
    return IntStream.range(0, images.size()).mapToObj(images::where).toList();
  }

  @ParameterizedTest
  @CsvSource({"0.1, 2", "0.25, 5", "0.01, 1", "0.96, 19"}) // of 20, rounded, at least one
  void everyImageIsInOneOfTheTwoParts(double share, int expected) throws Exception {
    try (DataSet all = photos()) {
      List<String> before = names(all.training());
      DataSet parts = all.holdOut(share, 1);
      assertEquals(expected, parts.validation().size());
      assertEquals(20 - expected, parts.training().size());
      List<String> both = new ArrayList<>(names(parts.training()));
      both.addAll(names(parts.validation()));
      assertEquals(new TreeSet<>(before), new TreeSet<>(both));
      assertEquals(20, both.size());
      assertEquals(names(all.test()), names(parts.test()));
    }
  }

  @Test
  void whichOnesIsAFunctionOfTheSeed() throws Exception {
    try (DataSet all = photos()) {
      List<String> first = names(all.holdOut(0.5, 1).validation());
      assertEquals(first, names(all.holdOut(0.5, 1).validation()));
      assertNotEquals(first, names(all.holdOut(0.5, 2).validation()));
    }
  }

  @Test
  void withoutThemTheTestImagesAreChosenBy() throws Exception {
    try (DataSet all = photos()) {
      assertEquals(names(all.test()), names(all.validation()));
    }
  }

  @Test
  void someMustRemainToTrainOn() throws Exception {
    try (DataSet all = photos()) {
      String message = assertThrows(DataException.class, () -> all.holdOut(0.99, 1)).getMessage();
      assertEquals("validation: 0.99 of 20 images leaves none to train on", message);
    }
  }
}
