package org.convzoo.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.convzoo.tools.Calls;
import org.convzoo.train.run.Curves;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs without weights: curves need recipe.yaml, labels.txt and metrics.csv alone. */
class PlotCommandTest {

  private static final String HEAD =
      "epoch,step,learning_rate,train_loss,train_accuracy,test_loss,test_accuracy,images_per_second";

  @TempDir private Path folder;
  private Path run;

  @BeforeEach
  void makeRun() throws IOException {
    run = makeRun("one", HEAD, "1,9,0.1,2.5,0.3,2.25,0.4,99.0", "2,18,0.1,2.0,0.5,1.75,0.6,99.0");
  }

  @Test
  void everyEpochOfEveryCurveHasItsPlace() throws IOException {
    Path svg = folder.resolve("pictures/curves.svg");
    assertEquals("drawn in %s%n".formatted(svg), Calls.succeed("plot", run, "--to", svg));
    // two charts, in each a curve of the training and one of the test of two points; one legend
    assertEquals(2 * 2 * 2 + 2, points(svg));
    Path other = makeRun("other", HEAD, "1,9,0.1,2.5,0.3,2.25,0.4,99.0");
    Path both = folder.resolve("both.svg");
    Calls.succeed("plot", run, other, "--to", both);
    assertEquals(2 * 2 * 2 + 2 + 2 * 2 * 1 + 2, points(both));
  }

  @Test
  void measuresOfOtherTasksAreShownBesideEachOther() throws IOException {
    String head = HEAD.replace("test_accuracy", "test_mean_iou,test_pixel_accuracy");
    Path cells = makeRun("cells", head, "1,9,0.1,2.5,0.3,2.25,0.4,0.5,99.0");
    Path svg = folder.resolve("cells.svg");
    Calls.succeed("plot", cells, "--to", svg);
    // loss of both; accuracy in training, mean IoU and pixel accuracy in the test: all in the
    // legend
    assertEquals((2 + 3) * (1 + 1), points(svg));
  }

  @Test
  void pngHoldsBothChartsSideBySide() throws IOException {
    Path png = folder.resolve("curves.png");
    Calls.succeed("plot", run, "--to", png);
    BufferedImage image = ImageIO.read(png.toFile());
    assertEquals(List.of(1280, 480), List.of(image.getWidth(), image.getHeight()));
    for (int left : new int[] {0, 640}) {
      int[] pixels = image.getRGB(left, 0, 640, 480, null, 0, 640);
      long coloured = IntStream.of(pixels).filter(PlotCommandTest::isColoured).count();
      assertTrue(coloured > 400, coloured + " coloured pixels"); // a curve is some 400 pixels wide
    }
  }

  @Test
  void lineThatIsHalfWrittenDoesNotCount() throws IOException {
    Path killed = makeRun("killed", HEAD, "1,9,0.1,2.5,0.3,2.25,0.4,99.0", "2,18,0.1,2.");
    Path svg = folder.resolve("killed.svg");
    Calls.succeed("plot", killed, "--to", svg);
    assertEquals(2 * 2 * 1 + 2, points(svg));
  }

  @Test
  void badCallsWriteNothing() throws IOException {
    Path png = folder.resolve("bad.png");
    Path none = Files.createDirectory(folder.resolve("none"));
    String noRun = "%s is not the directory of a run: it has no recipe.yaml".formatted(none);
    Calls.fail(2, noRun, "plot", run, none, "--to", png);
    Path fresh = makeRun("fresh", HEAD);
    String noEpoch = " has no epoch done yet: nothing to plot";
    Calls.fail(2, fresh + noEpoch, "plot", fresh, "--to", png);
    Files.delete(fresh.resolve("metrics.csv"));
    Calls.fail(2, fresh + noEpoch, "plot", fresh, "--to", png);
    Path cut = makeRun("cut", HEAD, "1,9,0.1");
    Calls.fail(2, cut + noEpoch, "plot", cut, "--to", png);
    String line = "1,9,0.1,2.5,0.3,2.1,0.4,99.0";
    for (String head : List.of(HEAD.replace("epoch", "1"), HEAD.replace("step", "test_loss"))) {
      Path other = makeRun("other" + head.length(), head, line);
      String columns = other.resolve("metrics.csv") + " has no column epoch, or two of one name";
      Calls.fail(2, columns, "plot", other, "--to", png);
    }
    Path odd = makeRun("odd", HEAD, "1,9,0.1,2.5,0.3,much,0.4,99.0");
    String noNumber = "%s, line 2: \"much\" is not a number".formatted(odd.resolve("metrics.csv"));
    Calls.fail(2, noNumber, "plot", odd, "--to", png);
    Path huge = makeRun("huge", HEAD, "1,9,0.1,2.5,0.3,-8845566072182590205,0.4,99.0");
    String tooMuch = "test_loss cannot be drawn: it has the value -8.8455660721825905E18";
    Calls.fail(2, tooMuch, "plot", huge, "--to", png);
    Path gif = folder.resolve("bad.gif");
    String form = "a picture's file ends in .png or .svg, got " + gif;
    Calls.fail(2, form, "plot", run, "--to", gif);
    assertFalse(Files.exists(png) || Files.exists(gif));
  }

  @Test
  void smoothingIsAShareAndForSingleBatches() {
    String epochs = Calls.failing(2, "plot", run, "--smoothing 0.5");
    assertTrue(epochs.startsWith("--smoothing is for single batches"), epochs);
    for (String share : List.of("1", "-0.1", "NaN")) {
      String message = Calls.failing(2, "plot", run, "--by step --smoothing", share);
      assertTrue(message.startsWith("--smoothing must be at least 0 and below 1, got"), message);
    }
  }

  @Test
  void movingAverageIsDividedByTheSumOfItsWeights() {
    // 0.5 * 0 + 0.5 * 1 = 0.5, of 0.5; 0.5 * 0.5 + 0.5 * 4 = 2.25, of 0.75; 1.125 + 0, of 0.875
    List<Double> smooth = Curves.smoothed(List.of(1., 4., 0.), 0.5);
    assertEquals(List.of(1.0, 2.25 / 0.75, 1.125 / 0.875), smooth);
    assertEquals(List.of(1., 4., 0.), Curves.smoothed(List.of(1., 4., 0.), 0));
  }

  private static final String NORMS = "step,layer,gradient,update,weights";

  @Test
  void gradientsOfEveryLayerHaveTheirPlaceAtTheFirstAndTheLastStep() throws IOException {
    writeNorms(
        """
        0,conv1,1e-9,1e-12,3
        0,fc2,0.5,0.1,3
        20,conv1,7,7,3
        20,fc2,7,7,3
        40,conv1,0,0,3
        40,fc2,0.25,0.1,3
        60,conv1,0.1,0.""");
    Path svg = folder.resolve("gradients.svg");
    Calls.succeed("plot", run, "--gradients", "--to", svg);
    // two charts: two layers at step 0, at step 40 the one that is not 0; and the legend's two
    assertEquals(2 * (2 + 1) + 2, points(svg));
  }

  @Test
  void gradientsThatCannotBeDrawnAreExplained() throws IOException {
    Path png = folder.resolve("bad-gradients.png");
    String none = run + " has no gradients.csv with a step: it is written by";
    String missing = Calls.failing(2, "plot", run, "--gradients", "--to", png);
    assertTrue(missing.startsWith(none), missing);
    writeNorms("0,conv1,much,0.1,3\n");
    String noNumber =
        "%s, line 2: \"0,conv1,much,0.1,3\" is not %s"
            .formatted(run.resolve("gradients.csv"), NORMS);
    Calls.fail(2, noNumber, "plot", run, "--gradients", "--to", png);
    writeNorms("0,conv1,NaN,0.1,3\n");
    String notFinite = "one cannot be drawn: conv1 has the norm NaN at step 0";
    Calls.fail(2, notFinite, "plot", run, "--gradients", "--to", png);
    writeNorms("0,conv1,0,0,3\n");
    String zero = "every norm of the gradient is 0: nothing to plot";
    Calls.fail(2, zero, "plot", run, "--gradients", "--to", png);
    String both = Calls.failing(2, "plot", run, "--gradients --by step --to", png);
    assertTrue(both.startsWith("--gradients is by layer"), both);
    assertFalse(Files.exists(png));
  }

  private void writeNorms(String rows) throws IOException {
    Files.writeString(run.resolve("gradients.csv"), NORMS + "\n" + rows);
  }

  @Test
  void fileThatExistsStaysAsItIs() throws IOException {
    Path mine = Files.writeString(folder.resolve("mine.png"), "mine");
    String message = mine + " exists: choose another name, or overwrite it with --force";
    Calls.fail(2, message, "plot", run, "--to", mine);
    assertEquals("mine", Files.readString(mine));
    Calls.succeed("plot --force", run, "--to", mine);
    assertEquals(1280, ImageIO.read(mine.toFile()).getWidth());
    Path other = Files.createDirectory(folder.resolve("folder.png"));
    Calls.fail(2, other + " is a folder: choose another name", "plot --force", run, "--to", other);
  }

  private static boolean isColoured(int rgb) {
    Color color = new Color(rgb);
    return color.getRed() != color.getBlue();
  }

  private Path makeRun(String name, String... metrics) throws IOException {
    Path made = Files.createDirectory(folder.resolve(name));
    Files.writeString(made.resolve("recipe.yaml"), Calls.succeed("train lenet --print-recipe"));
    Files.writeString(made.resolve("labels.txt"), "shirt\ntrouser\n");
    Files.write(made.resolve("metrics.csv"), List.of(metrics));
    return made;
  }

  private static long points(Path svg) throws IOException {
    try (Stream<String> lines = Files.lines(svg)) {
      return lines.filter(line -> line.strip().startsWith("<ellipse")).count();
    }
  }
}
