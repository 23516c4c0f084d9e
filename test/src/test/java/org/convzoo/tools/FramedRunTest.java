package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.convzoo.train.data.SmallFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run whose recipe cuts the middle out of photographs of several shapes, 20x20 pixels of 24 on
 * the shorter side, and subtracts a mean image.
 */
class FramedRunTest {

  private static final List<String> CLASSES = List.of("cat", "dog");
  private static final int[][] SIZES = {{28, 40}, {28, 28}, {48, 28}};
  private static final int TESTED = 6;

  @TempDir static Path folder;
  private static Path photos;
  private static Path run;

  @BeforeAll
  static void train() {
    photos = folder.resolve("photos");
    for (String split : List.of("train", "val")) {
      for (int i = 0; i < TESTED; i++) {
        int[] size = SIZES[i / 2];
        SmallFiles.write(file(split, i), grey(SmallFiles.noise(size[0], size[1], i)));
      }
    }
    run = folder.resolve("run");
    Calls.succeed(
        "train lenet-caffe --epochs 2 --set dataset=folder --set input.height=20",
        "--set input.width=20 --set input.resize_shorter_side=24 --set input.mean=image --run",
        run,
        "--data-dir",
        photos);
  }

  private static BufferedImage grey(BufferedImage image) {
    BufferedImage grey =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < image.getWidth() * image.getHeight(); i++) {
      int x = i % image.getWidth();
      int y = i / image.getWidth();
      grey.getRaster().setSample(x, y, 0, image.getRGB(x, y) & 255);
    }
    return grey;
  }

  private static Path file(String split, int i) {
    return photos.resolve("%s/%s/%d.png".formatted(split, CLASSES.get(i % 2), i));
  }

  private static double loss(String command) throws IOException {
    return loss(command, run);
  }

  private static double loss(String command, Path run) throws IOException {
    return new ObjectMapper().readTree(Calls.succeed(command, run)).get("loss").asDouble();
  }

  @FunctionalInterface
  private interface Hand {
    double[] of(Path image) throws IOException;
  }

  /** The loss by the probabilities that are given to each file. */
  private static double loss(Hand hand) throws IOException {
    double loss = 0;
    for (int i = 0; i < TESTED; i++) {
      loss -= Math.log(hand.of(file("val", i))[i % 2]) / TESTED;
    }
    return loss;
  }

  @Test
  void evaluationSeesWhatTheExportedModelSees() throws IOException {
    try (ByHand exported = ByHand.of(run)) {
      assertEquals(loss(exported::probabilities), loss("evaluate --json"), 1e-6);
    }
  }

  @Test
  void centreViewAtTheSameScaleIsTheSame() throws IOException {
    double loss = loss("evaluate --json");
    assertEquals(loss, loss("evaluate --json --view centre --scales 24"), 1e-6);
  }

  /**
   * All of each image, from its first place to its last: by a model that reads parts as they are.
   */
  @Test
  void denseViewIsOfTheWholeImageWhateverItsShape() throws IOException {
    Path plain = folder.resolve("plain");
    String recipe = Files.readString(run.resolve("recipe.yaml"));
    Files.createDirectory(plain);
    Files.writeString(
        plain.resolve("recipe.yaml"),
        recipe.replace("  resize_shorter_side: 24\n", "").replace("mean: image", "mean: 0.5"));
    Files.copy(run.resolve("labels.txt"), plain.resolve("labels.txt"));
    Files.createSymbolicLink(plain.resolve("checkpoints"), run.resolve("checkpoints"));
    Calls.succeed("export", plain);
    try (ByHand parts = ByHand.of(plain)) {
      double expected = loss(image -> parts.dense(ImageIO.read(image.toFile())));
      assertEquals(expected, loss("evaluate --json --view dense --scales 28", plain), 1e-5);
    }
  }
}
