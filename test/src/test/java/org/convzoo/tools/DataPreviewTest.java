package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contact sheets. */
class DataPreviewTest {

  @TempDir private Path folder;

  private Path clothes() {
    return SmallData.write(folder.resolve("data"), 20, 10);
  }

  /** Cells of 28 pixels are drawn twice as large. */
  @Test
  void sheetHasARowForEachImageAndAColumnForEachEpochBesidesTheImageItself() throws IOException {
    Path sheet = folder.resolve("sheet.png");
    Calls.succeed(
        "data preview fashion-mnist --side 28 --images 3 --epochs 6 --augment=[flip]",
        "--data-dir",
        clothes(),
        "--to",
        sheet);
    BufferedImage image = ImageIO.read(sheet.toFile());
    assertEquals(7 * (56 + 4) + 4, image.getWidth());
    assertEquals(3 * (56 + 4) + 4, image.getHeight());
    int mirrored = 0;
    for (int row = 0; row < 3; row++) {
      for (int column = 1; column < 7; column++) {
        boolean same = same(image, row, column, false);
        assertTrue(same || same(image, row, column, true), row + ", " + column);
        mirrored += same ? 0 : 1;
      }
    }
    assertTrue(mirrored > 2 && mirrored < 16, mirrored + " of 18"); // 9, stddev 2.1
  }

  /** Whether a cell shows what its row's first one does, or the mirror image of that. */
  private static boolean same(BufferedImage sheet, int row, int column, boolean mirrored) {
    int top = 4 + row * 60;
    int left = 4 + column * 60;
    for (int y = 0; y < 56; y++) {
      for (int x = 0; x < 56; x++) {
        int from = 4 + (mirrored ? 55 - x : x);
        if (sheet.getRGB(left + x, top + y) != sheet.getRGB(from, top + y)) {
          return false;
        }
      }
    }
    return true;
  }

  /** In a folder, the first images are all of the first class. */
  @Test
  void imagesAreTakenFromAllOverTheSet() throws IOException {
    Path photos = SmallFiles.folder(folder.resolve("photos"), 4);
    SmallFiles.write(photos.resolve("train/dog/0.png"), SmallFiles.grey(4, 6, 0)); // of 8, number 4
    Path sheet = folder.resolve("sheet.png");
    Calls.succeed(
        "data preview --images 2 --epochs 1 --side 6 --augment=[flip]", photos, "--to", sheet);
    BufferedImage image = ImageIO.read(sheet.toFile());
    int middle = image.getHeight() / 4;
    assertNotEquals(0xff000000, image.getRGB(middle, middle));
    assertEquals(0xff000000, image.getRGB(middle, 3 * middle));
  }

  @Test
  void boxesAndMasksAreDrawnInRed() throws IOException {
    for (String set : new String[] {"objects", "shapes"}) {
      Path sheet = folder.resolve(set + ".png");
      Calls.succeed(
          "data preview --side 64 --images 1 --epochs 1 --augment=[flip]", set, "--to", sheet);
      BufferedImage image = ImageIO.read(sheet.toFile());
      int red = 0;
      for (int i = 0; i < image.getWidth() * image.getHeight(); i++) {
        int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth());
        red += (rgb >> 16 & 255) > (rgb & 255) + 60 ? 1 : 0;
      }
      assertTrue(red > 50, red + " red pixels of " + set);
    }
  }

  @Test
  void whatCannotBeDrawnIsSaidInOneLine() throws IOException {
    Path there = Files.writeString(folder.resolve("there.png"), "mine");
    Calls.fail(
        2,
        there + " exists: choose another name, or overwrite it with --force",
        "data preview shapes --augment=[flip] --to",
        there);
    assertEquals("mine", Files.readString(there));
    Path sheet = folder.resolve("sheet.png");
    Calls.fail(
        2,
        "augment: [0] cannot be \"flap\": did you mean flip?",
        "data preview shapes --augment=[flap] --to",
        sheet);
    Path recipe = Files.writeString(folder.resolve("list.yaml"), "augment: [flip]");
    assertTrue(
        Calls.failing(2, "data preview shapes --to", sheet, "--recipe", recipe)
            .contains("list.yaml: the key \"network\" is missing"));
    assertTrue(Files.notExists(sheet));
  }
}
