package org.convzoo.tools.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.convzoo.export.Classifier.Guess;
import org.convzoo.tools.Calls;
import org.convzoo.tools.Outcome;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images with their five best guesses as bars. */
class GuessSheetTest {

  private static final int RED = Color.RED.getRGB();

  @TempDir private Path folder;

  /** Guesses without a label, so that no letter hides a pixel of a bar. */
  private static List<Guess> guesses(float... probabilities) {
    List<Guess> guesses = new ArrayList<>();
    for (float probability : probabilities) {
      guesses.add(new Guess("", probability));
    }
    return guesses;
  }

  private static BufferedImage red(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, RED);
      }
    }
    return image;
  }

  private static BufferedImage drawn(GuessSheet sheet) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(sheet.png()));
  }

  private static int count(BufferedImage image, int left, int top, int width, int height, int rgb) {
    int count = 0;
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        count += image.getRGB(x, y) == rgb ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void barIsAsWideAsItsProbabilityAndTheSixthGuessHasNone() throws IOException {
    GuessSheet sheet = new GuessSheet(1);
    sheet.add(red(1, 1), "", guesses(0.5f, 0.25f, 0.125f, 0.0625f, 0.0625f, 0.03125f));
    BufferedImage drawn = drawn(sheet);
    int blue = new Color(0x9ecae1).getRGB();
    int bars = count(drawn, 0, 0, drawn.getWidth(), drawn.getHeight(), blue);
    // of 176 pixels: the half, the quarter, the eighth and twice the sixteenth, each 15 high
    assertEquals((88 + 44 + 22 + 11 + 11) * 15, bars);
  }

  @Test
  void imageKeepsItsShape() throws IOException {
    GuessSheet sheet = new GuessSheet(1);
    sheet.add(red(400, 100), "", guesses(1));
    BufferedImage drawn = drawn(sheet);
    assertEquals(176 * 44, count(drawn, 0, 0, drawn.getWidth(), drawn.getHeight(), RED));
  }

  @Test
  void fourImagesStandInARow() throws IOException {
    GuessSheet four = new GuessSheet(4);
    GuessSheet five = new GuessSheet(5);
    for (int i = 0; i < 5; i++) {
      five.add(red(8, 8), "", guesses(1));
      if (i < 4) {
        four.add(red(8, 8), "", guesses(1));
      }
    }
    BufferedImage one = drawn(four);
    BufferedImage two = drawn(five);
    assertEquals(one.getWidth(), two.getWidth());
    int row = two.getHeight() - one.getHeight();
    assertEquals(4 * 176 * 176, count(two, 0, 0, two.getWidth(), row, RED));
    assertEquals(176 * 176, count(two, 0, row, two.getWidth() / 4, one.getHeight(), RED));
  }

  @Test
  void predictDrawsTheImagesThatCanBeRead() throws IOException {
    Path data = SmallData.write(folder.resolve("data"), 100, 20);
    Path run = folder.resolve("run");
    Calls.succeed("train lenet --epochs 1 --batch 50 --run", run, "--data-dir", data);
    Path image = folder.resolve("image.png");
    ImageIO.write(SmallData.image(0), "png", image.toFile());
    Path sheet = folder.resolve("sheet.png");
    Path none = folder.resolve("none.png");
    String plain = Calls.run("predict --top 2", run, image, none).out();
    Outcome outcome = Calls.run("predict --top 2", run, image, none, "--sheet", sheet);
    assertEquals(1, outcome.code());
    assertEquals(plain + "drawn in %s%n".formatted(sheet), outcome.out());
    int[] shape = {4 * 188 + 12, 176 + 6 * 18 + 2 * 12};
    BufferedImage drawn = ImageIO.read(sheet.toFile());
    assertEquals(List.of(shape[0], shape[1]), List.of(drawn.getWidth(), drawn.getHeight()));
    byte[] before = Files.readAllBytes(sheet);
    String exists = sheet + " exists: choose another name, or overwrite it with --force";
    Calls.fail(2, exists, "predict", run, image, "--sheet", sheet);
    assertArrayEquals(before, Files.readAllBytes(sheet));
    Path jpg = folder.resolve("sheet.jpg");
    String form = "--sheet is a file that ends in .png, got " + jpg;
    Calls.fail(2, form, "predict", run, image, "--sheet", jpg);
    Path empty = folder.resolve("empty.png");
    assertEquals(1, Calls.run("predict", run, folder.resolve("none.png"), "--sheet", empty).code());
    assertFalse(Files.exists(empty));
  }
}
