package org.convzoo.train.data.internal.folder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.Task;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.Sampled;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.registry.DataSets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of 1x3 pixels and their masks. */
class MaskFoldersTest {

  @TempDir Path folder;

  @BeforeEach
  void write() {
    for (String split : List.of("train", "val")) {
      SmallFiles.write(folder.resolve(split + "/images/a.jpg"), SmallFiles.noise(1, 3, 1));
      mask(split + "/masks/a.png", 0, 1, 0);
    }
  }

  private void mask(String name, int... values) {
    grey(name, BufferedImage.TYPE_BYTE_GRAY, values);
  }

  private void grey(String name, int type, int... values) {
    BufferedImage image = new BufferedImage(values.length, 1, type);
    for (int x = 0; x < values.length; x++) {
      image.getRaster().setSample(x, 0, 0, values[x]);
    }
    SmallFiles.write(folder.resolve(name), image);
  }

  private DataSet open() {
    return DataSets.open("masks", folder, new Spec.Input(1, 1, 3));
  }

  private int[] truth() {
    try (DataSet set = open()) {
      return Sampled.of(set.training(), 0).truth();
    }
  }

  @Test
  void truthIsEachPixelsClassAndAClassIsOneObject() {
    try (DataSet set = open()) {
      assertEquals(Task.SEGMENTATION, set.task());
      assertEquals(List.of("background", "foreground"), set.labels());
    }
    assertArrayEquals(new int[] {0, 0, 1, 1, 0, 0}, truth());
  }

  @Test
  void whiteIsTheSecondOfTwoClasses() {
    mask("train/masks/a.png", 255, 0, 255);
    assertArrayEquals(new int[] {1, 1, 0, 0, 1, 1}, truth());
  }

  @Test
  void objectsAreToldApartByTheirNumbers() {
    mask("train/masks/a.png", 1, 0, 1);
    grey("train/objects/a.png", BufferedImage.TYPE_USHORT_GRAY, 7, 0, 1000);
    assertArrayEquals(new int[] {1, 7, 0, 0, 1, 1000}, truth());
  }

  @Test
  void labelsTxtNamesMoreClasses() {
    SmallFiles.write(folder.resolve("labels.txt"), "sky", "tree", "road");
    mask("train/masks/a.png", 2, 1, 0);
    assertArrayEquals(new int[] {2, 2, 1, 1, 0, 0}, truth());
    mask("train/masks/a.png", 2, 255, 0);
    assertRefused("a value of the mask is not below 3: ] [255]");
  }

  @Test
  void maskOfAnotherSizeIsRefused() {
    mask("train/masks/a.png", 0, 1);
    assertRefused("the mask has another size than its image, height and width are: ] [1 2]");
  }

  @Test
  void colouredMaskIsRefused() {
    SmallFiles.write(folder.resolve("train/masks/a.png"), SmallFiles.noise(1, 3, 1));
    assertRefused("the mask is not grey, its channels are: ] [3]");
  }

  private void assertRefused(String part) {
    String message = assertThrows(RuntimeException.class, this::truth).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void imagesAndMasksComeInPairs() {
    SmallFiles.write(folder.resolve("train/images/b.png"), SmallFiles.noise(1, 3, 1));
    assertEquals(
        "%s has no partner in %s"
            .formatted(folder.resolve("train/images/b.png"), folder.resolve("train/masks")),
        assertThrows(DataException.class, this::open).getMessage());
    mask("train/masks/b.png", 0, 0, 0);
    mask("train/masks/c.png", 0, 0, 0);
    assertEquals(
        folder.resolve("train/masks/c.png") + " has no image",
        assertThrows(DataException.class, this::open).getMessage());
  }
}
