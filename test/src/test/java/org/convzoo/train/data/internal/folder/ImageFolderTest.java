package org.convzoo.train.data.internal.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.Task;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.Hard;
import org.convzoo.train.data.Sampled;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.registry.DataSets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

/** A folder of images for each class. */
class ImageFolderTest {

  @TempDir Path folder;

  private DataSet open() {
    return open(3);
  }

  private DataSet open(int channels) {
    return DataSets.open("folder", folder, new Spec.Input(1, 1, channels));
  }

  @Test
  void classesAreTheFoldersInAlphabeticalOrder() {
    SmallFiles.folder(folder, 3);
    try (DataSet set = open()) {
      assertEquals(Task.CLASSIFICATION, set.task());
      assertEquals(List.of("cat", "dog"), set.labels());
      assertEquals(6, set.training().size());
      assertEquals(6, set.test().size());
      for (int i = 0; i < 6; i++) {
        assertEquals(i / 3, Sampled.of(set.training(), i).label());
      }
      assertEquals(folder.resolve("train/dog/1.png").toString(), set.training().where(4));
    }
  }

  @Test
  void labelsTxtOrdersTheClasses() {
    SmallFiles.folder(folder, 1);
    SmallFiles.write(folder.resolve("labels.txt"), "dog", "cat");
    try (DataSet set = open()) {
      assertEquals(List.of("dog", "cat"), set.labels());
      assertEquals(1, Sampled.of(set.training(), 0).label()); // cat/0.png
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void pixelsAreThoseOfTheFile(String ending) {
    SmallFiles.folder(folder, 1);
    BufferedImage image = SmallFiles.noise(5, 7, 9);
    SmallFiles.write(folder.resolve("train/cat/a." + ending), image);
    try (DataSet set = open()) {
      Sampled read = Sampled.of(set.training(), 1);
      assertEquals(Shape.of(5, 7, 3), read.shape());
      for (int y = 0; y < 5; y++) {
        for (int x = 0; x < 7; x++) {
          int rgb = image.getRGB(x, y);
          assertEquals(List.of(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255), read.pixel(y, x));
        }
      }
    }
  }

  @Test
  void greyImagesBecomeRgbAndBack() {
    SmallFiles.folder(folder, 1);
    BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(0, 0, 0, 40);
    grey.getRaster().setSample(1, 0, 0, 200);
    SmallFiles.write(folder.resolve("train/cat/a.png"), grey);
    try (DataSet rgb = open();
        DataSet single = open(1)) {
      assertEquals(List.of(200, 200, 200), Sampled.of(rgb.training(), 1).pixel(0, 1));
      assertEquals(List.of(40), Sampled.of(single.training(), 1).pixel(0, 0));
      assertEquals(1, single.training().channels());
    }
  }

  @Test
  void animatedGifIsItsFirstFrame() throws IOException {
    SmallFiles.folder(folder, 1);
    Path file = folder.resolve("train/cat/a.gif");
    Hard.animatedGif(file, 0xff0000, 0x00ff00);
    try (DataSet set = open()) {
      assertEquals(List.of(255, 0, 0), Sampled.of(set.training(), 1).pixel(0, 0));
    }
  }

  @Test
  void sixteenBitsBecomeTheUpperEight() {
    SmallFiles.folder(folder, 1);
    BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 0x12ff);
    SmallFiles.write(folder.resolve("train/cat/a.png"), deep);
    try (DataSet set = open()) {
      assertEquals(List.of(0x12, 0x12, 0x12), Sampled.of(set.training(), 1).pixel(0, 0));
    }
  }

  @Test
  void cmykBecomesRgb() throws IOException {
    SmallFiles.folder(folder, 1);
    Hard.cmykJpeg(folder.resolve("train/cat/a.jpg"), 51, 102, 0, 51);
    try (DataSet set = open()) {
      List<Integer> rgb = Sampled.of(set.training(), 1).pixel(8, 8);
      // (255 - ink)(255 - black) / 255: 204 * 204 / 255, 153 * 204 / 255, 255 * 204 / 255
      List<Integer> wanted = List.of(163, 122, 204);
      for (int c = 0; c < 3; c++) {
        assertEquals(wanted.get(c), rgb.get(c), 3, rgb.toString()); // JPEG is not exact
      }
    }
  }

  @Test
  void onePixelAndTwentyThousandAreRead() {
    SmallFiles.folder(folder, 1);
    SmallFiles.write(folder.resolve("train/cat/a.png"), SmallFiles.noise(1, 1, 1));
    SmallFiles.write(folder.resolve("train/cat/b.png"), SmallFiles.noise(2, 20_000, 1));
    try (DataSet set = open()) {
      assertEquals(Shape.of(1, 1, 3), Sampled.of(set.training(), 1).shape());
      assertEquals(Shape.of(2, 20_000, 3), Sampled.of(set.training(), 2).shape());
    }
  }

  @Test
  void otherFilesArePassedOver() {
    SmallFiles.folder(folder, 1);
    SmallFiles.write(folder.resolve("train/cat/Thumbs.db"), "x");
    SmallFiles.write(folder.resolve("train/cat/.hidden.png"), "x");
    try (DataSet set = open()) {
      assertEquals(2, set.training().size());
    }
  }

  @Test
  void emptyClassFolderIsNamed() throws IOException {
    SmallFiles.folder(folder, 1);
    Path empty = Files.createDirectory(folder.resolve("train/bird"));
    assertRefused(empty + " holds no image (.jpg, .jpeg, .png, .bmp, .gif)");
  }

  @Test
  void classThatTrainingDoesNotHaveIsNamed() {
    SmallFiles.folder(folder, 1);
    SmallFiles.write(folder.resolve("val/dgo/0.png"), SmallFiles.noise(1, 1, 1));
    assertRefused(folder.resolve("val/dgo") + " is the folder of no class: did you mean dog?");
  }

  @Test
  void classWithoutFolderIsNamed() {
    SmallFiles.folder(folder, 1);
    SmallFiles.write(folder.resolve("labels.txt"), "cat", "dog", "bird");
    assertRefused(folder.resolve("train") + " has no folder bird");
  }

  @Test
  void missingSplitIsNamed() {
    SmallFiles.write(folder.resolve("val/cat/0.png"), SmallFiles.noise(1, 1, 1));
    assertRefused(folder + " holds no train");
    SmallFiles.write(folder.resolve("only/train/cat/0.png"), SmallFiles.noise(1, 1, 1));
    folder = folder.resolve("only");
    assertRefused(
        "%s holds images to train on, but no val to test on: \"convzoo data split %s --to DIR\" makes both"
            .formatted(folder, folder.resolve("train")));
  }

  @Test
  void folderThatIsNotSplitSaysHowToDoIt() {
    SmallFiles.write(folder.resolve("cat/0.png"), SmallFiles.noise(1, 1, 1));
    String message =
        "%s holds folders of images, but no train and val: \"convzoo data split %s --to DIR\" makes both"
            .formatted(folder, folder);
    assertRefused(message);
    assertEquals(
        message, assertThrows(DataException.class, () -> DataSets.open(folder, 3)).getMessage());
  }

  @Test
  void formatThatTensorFlowCannotDecodeIsNamed() {
    SmallFiles.folder(folder, 1);
    Path file = SmallFiles.write(folder.resolve("val/dog/a.tif"), "II");
    assertRefused(file + " cannot be decoded by TensorFlow: make it a PNG or JPEG");
  }

  @Test
  void webPIsReferredToTheCommandThatMakesPngsOfIt() {
    SmallFiles.folder(folder, 1);
    Path file = SmallFiles.write(folder.resolve("val/dog/a.webp"), "RIFF");
    assertRefused(
        file
            + " cannot be decoded by TensorFlow: make it a PNG or JPEG,"
            + " as \"convzoo data split\" does");
  }

  private void assertRefused(String message) {
    assertEquals(message, assertThrows(DataException.class, this::open).getMessage());
  }
}
