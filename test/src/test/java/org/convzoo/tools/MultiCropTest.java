package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network that reads 20x20 pixels, without padding, looks at images of 28x28; what it says is
 * averaged by hand from what its exported model says of each part.
 */
class MultiCropTest {

  private static final int TESTED = 8;
  private static final int SIDE = 28;
  private static final int READ = 20;

  @TempDir static Path folder;
  private static Path data;
  private static Path run;
  private static Path other;
  private static ByHand exported;

  @BeforeAll
  static void train() throws Exception {
    data = SmallData.write(folder.resolve("data"), 64, TESTED);
    run = folder.resolve("run");
    String small = " --set input.height=20 --set input.width=20 --run";
    Calls.succeed("train lenet-caffe --epochs 1" + small, run, "--data-dir", data);
    other = folder.resolve("other");
    Calls.succeed("train lenet-bn --epochs 1 --run", other, "--data-dir", data);
    exported = ByHand.of(run);
  }

  @AfterAll
  static void close() {
    exported.close();
  }

  private static List<BufferedImage> five(BufferedImage image) {
    int last = SIDE - READ;
    return new ArrayList<>(
        List.of(
            exported.crop(image, 0, 0),
            exported.crop(image, 0, last),
            exported.crop(image, last, 0),
            exported.crop(image, last, last),
            exported.crop(image, last / 2, last / 2)));
  }

  /** Asserts that an evaluation comes to the loss and the accuracy of these probabilities. */
  private static void assertScore(String options, Hand hand) throws Exception {
    JsonNode score =
        new ObjectMapper()
            .readTree(Calls.succeed("evaluate --json", run, "--data-dir", data, options));
    double loss = 0;
    int right = 0;
    for (int i = 0; i < TESTED; i++) {
      double[] p = hand.of(SmallData.image(i));
      int label = FashionMnist.LABELS.indexOf(SmallData.label(i));
      loss -= Math.log(p[label]) / TESTED;
      boolean best = true;
      for (double rival : p) {
        best &= rival <= p[label];
      }
      right += best ? 1 : 0;
    }
    assertEquals(loss, score.get("loss").asDouble(), 1e-4 * loss);
    assertEquals(right / (double) TESTED, score.get("accuracy").asDouble());
  }

  @FunctionalInterface
  private interface Hand {
    double[] of(BufferedImage image) throws IOException;
  }

  @Test
  void centreIsOneCrop() throws Exception {
    assertScore(
        "--view centre --scales 28", image -> exported.probabilities(exported.crop(image, 4, 4)));
  }

  @Test
  void tenCropsAreAveraged() throws Exception {
    assertScore("--view ten --scales 28", image -> exported.both(five(image)));
  }

  @Test
  void squaresAreAveraged() throws Exception {
    assertScore(
        "--view squares --scales 28",
        image -> { // its three squares are the same
          List<BufferedImage> parts = five(image);
          parts.add(image); // the model resizes it
          return exported.both(parts);
        });
  }

  @Test
  void denseEvaluationAveragesTheLogitsOfAllPlaces() throws Exception {
    assertScore("--view dense --scales 28", exported::dense);
  }

  @Test
  void scalesAreAveraged() throws Exception {
    // at 20 pixels the image itself, which the model resizes
    assertScore(
        "--view dense --scales 20,28",
        image -> ByHand.mean(List.of(exported.both(List.of(image)), exported.dense(image))));
  }

  @Test
  void networksAreAveraged() throws Exception {
    try (ByHand second = ByHand.of(other)) {
      assertScore(
          "--with " + other,
          image ->
              ByHand.mean(List.of(exported.probabilities(image), second.probabilities(image))));
    }
  }

  @Test
  void singleCheckpointMayBeAMember() throws Exception {
    Path only = run.resolve("checkpoints/1"); // 64 images, a batch
    assertScore("--with " + only, exported::probabilities);
    assertScore("--with " + only.resolve("."), exported::probabilities);
  }

  @Test
  void evaluationSaysHowItLooked() {
    String said = Calls.succeed("evaluate --view ten", run, "--data-dir", data, "--with", other);
    List<String> lines = said.lines().toList();
    String members = "lenet-caffe, %s, step 1, with lenet-bn, %s, step 1, on %s";
    assertEquals(members.formatted(run, other, data), lines.get(0));
    // 256 pixels for networks of 224 are 22.9 for one of 20
    assertEquals("view ten at 23 pixels: 10 parts of each image", lines.get(1));
    assertTrue(lines.get(2).startsWith("8 test images: loss "), said);
  }

  @Test
  void whatCannotBeDoneIsSaidInALine() throws IOException {
    Calls.fail(
        2, "--scales goes with --view centre, ten, squares or dense", "evaluate --scales 28", run);
    Calls.fail(
        2,
        "a scale is at least the 20x20 pixels that the network reads, got 19",
        "evaluate --view ten --scales 19",
        run,
        "--data-dir",
        data);
    Path nowhere = run.resolve("checkpoints/2");
    Calls.fail(2, nowhere + " is not a checkpoint", "evaluate", run, "--with", nowhere);
    Path root = Path.of("/");
    Calls.fail(
        2,
        root + " is not the directory of a run: it has no recipe.yaml",
        "evaluate",
        run,
        "--with",
        root);
    Path untrained = copy("untrained");
    Calls.fail(2, untrained + " has no checkpoint yet", "evaluate", run, "--with", untrained);
  }

  @Test
  void onlyClassifiersOfTheSameClassesAnswerTogether() throws IOException {
    Path strange = copy("strange");
    Path segmenter = copy("segmenter");
    for (Path each : List.of(strange, segmenter)) {
      Path checkpoint = Files.createDirectories(each.resolve("checkpoints/1"));
      for (String file : Calls.names(run.resolve("checkpoints/1"))) {
        Files.copy(run.resolve("checkpoints/1").resolve(file), checkpoint.resolve(file));
      }
    }
    List<String> turned = new ArrayList<>(FashionMnist.LABELS);
    Collections.reverse(turned);
    Files.write(strange.resolve("labels.txt"), turned);
    Calls.fail(
        2,
        "%s has other labels than %s: only answers about the same classes have a mean"
            .formatted(strange, run),
        "evaluate",
        run,
        "--data-dir",
        data,
        "--with",
        strange);
    Files.writeString(
        segmenter.resolve("recipe.yaml"), Calls.succeed("train unet-same --print-recipe"));
    Calls.fail(
        2,
        "views and means are for classifiers: unet-same is for segmentation",
        "evaluate",
        run,
        "--data-dir",
        data,
        "--with",
        segmenter);
  }

  /** A run of the same recipe, without checkpoints. */
  private static Path copy(String name) throws IOException {
    Path copy = Files.createDirectory(folder.resolve(name));
    for (String file : List.of("recipe.yaml", "labels.txt")) {
      Files.copy(run.resolve(file), copy.resolve(file));
    }
    return copy;
  }
}
