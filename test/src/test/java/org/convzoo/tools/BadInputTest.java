package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.hardware.Devices;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bad call gets one line on stderr and an exit code, and nothing that was there is lost. For
 * recipes see {@link BadRecipeTest}, for folders of data {@link BadDataTest}.
 */
class BadInputTest {

  @TempDir static Path folder;
  private static Path data;
  private static Path run;
  private static Path untrained;
  private Map<String, String> before;

  @BeforeAll
  static void trainOne() throws IOException {
    data = SmallData.write(folder.resolve("data"), 100, 20);
    run = folder.resolve("run");
    Calls.succeed("train lenet --epochs 1 --run", run, "--data-dir", data);
    untrained = Files.createDirectory(folder.resolve("untrained"));
    for (String file : new String[] {"recipe.yaml", "labels.txt"}) {
      Files.copy(run.resolve(file), untrained.resolve(file));
    }
  }

  @BeforeEach
  void remember() throws IOException {
    before = Calls.content(run);
  }

  @AfterEach
  void nothingOfTheRunWasLost() throws IOException {
    assertEquals(before, Calls.content(run));
  }

  // Wrong calls

  @Test
  void unknownNetworkOffersTheNearest() {
    String message = "there is no network \"lenat\": did you mean lenet?";
    Calls.fail(2, message, "train lenat");
    Calls.fail(2, message, "bench lenat");
  }

  @Test
  void pathThatIsNotThereIsNoMistypedName() {
    Path none = folder.resolve("none");
    Calls.fail(2, "there is no file or folder " + none, "report", none);
    Calls.fail(
        2,
        "a network has a name, such as lenet, and no path, got \"a/b\"",
        "train a/b --run",
        none);
  }

  @Test
  void timeLongerThanAClockGoesIsRefused() {
    String message = "Invalid value for option '--max-time': \"99999999999h\" is no time such as";
    String said =
        Calls.failing(2, "train lenet --max-time 99999999999h --run", folder.resolve("t"));
    assertTrue(said.startsWith(message), said);
  }

  @Test
  void addressThatIsNoneIsRefused() {
    for (String none : List.of("foo", "ftp://a", "a^b")) {
      Calls.fail(
          2,
          "an address begins with http://, https:// or file://, got " + none,
          "data fetch mnist --from " + none + " --to",
          folder.resolve("fetched"));
    }
  }

  @Test
  void unknownCommandOffersTheNearest() {
    String message = Calls.failing(2, "evaluat", run);
    assertTrue(message.endsWith(": did you mean evaluate? (see convzoo --help)"), message);
  }

  @Test
  void unknownOptionOffersTheNearest() {
    String message = Calls.failing(2, "train lenet --epoch 3");
    assertTrue(message.endsWith(": did you mean --epochs? (see convzoo train --help)"), message);
  }

  @Test
  void valueOfAnotherKindIsNamed() {
    String help = " (see convzoo train --help)";
    Calls.fail(
        2,
        "Invalid value for option '--batch-size': 'x' is not an int" + help,
        "train lenet --batch x");
    String device = "Invalid value for option '--device': expected cpu, gpu or auto, but was ";
    Calls.fail(2, device + "'tpu'" + help, "train lenet --device tpu");
    String numbered = "; train and bench take numbered devices by --devices";
    Calls.fail(2, device + "'CPU:2'" + numbered + help, "train lenet --device CPU:2");
    String message = Calls.failing(2, "train lenet --set batch");
    assertTrue(message.contains("should be in KEY=VALUE format but was batch"), message);
  }

  @Test
  void missingNetworkIsAskedFor() {
    Calls.fail(2, "give a NETWORK to train, or --resume a run (see convzoo train --help)", "train");
  }

  @Test
  void dataSetThatIsNotThereNamesThoseThatAre() {
    String message = "there is no data set \"kmnst\": did you mean kmnist?";
    Calls.fail(2, message, "data info kmnst");
    Path other = folder.resolve("other-data");
    Calls.fail(2, message, "train lenet --set dataset=kmnst --run", other);
    assertFalse(Files.exists(other));
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    Calls.fail(
        2, "threads must be at least 0, got -1", "evaluate --threads -1", run, "--data-dir", data);
    Calls.fail(2, "--top must be at least 1, got 0", "predict --top 0", run, "x.png");
    Calls.fail(
        2,
        "batch and steps must be at least 1 and warmup at least 0, got 32, 0, 5",
        "bench lenet --steps 0");
    Calls.fail(
        2, "no network fits: \"convzoo models\" without filters lists them all", "models lenat");
    String none = "give a NETWORK to measure, or --all and none (see convzoo bench --help)";
    Calls.fail(2, none, "bench");
    Calls.fail(2, none, "bench lenet --all");
  }

  @Test
  void timeThatIsNoneIsRefused() {
    for (String text : new String[] {"soon", "-5m"}) {
      Calls.fail(
          2,
          "Invalid value for option '--max-time': \"%s\" is no time such as 90s, 30m or 1h30m"
                  .formatted(text)
              + " (see convzoo train --help)",
          "train lenet --max-time=" + text);
    }
  }

  @Test
  void trainingThatDivergesSaysWhereAndKeepsItsCheckpoint() {
    String message =
        Calls.failing(
            1,
            "train lenet-caffe --embedded-data --learning-rate 1e25 --set optimizer.name=sgd "
                + "--set checkpoint.every=1 --run",
            folder.resolve("diverging"));
    assertTrue(message.startsWith("the loss is not finite: the first tensor of step 2 "), message);
  }

  // Data

  @Test
  void missingFolderOrFileOfDataIsNamed() throws IOException {
    Path nowhere = folder.resolve("nowhere");
    Calls.fail(1, nowhere + " is not a folder", "data info fashion-mnist --data-dir", nowhere);
    Path partial = SmallData.write(folder.resolve("partial"), 4, 2);
    Files.delete(partial.resolve("t10k-labels-idx1-ubyte"));
    assertRefusedData(
        partial,
        "%s holds no t10k-labels-idx1-ubyte (nor t10k-labels-idx1-ubyte.gz): \"convzoo data fetch fashion-mnist\" downloads it"
            .formatted(partial));
  }

  @Test
  void cutFileOfDataIsNamed() throws IOException {
    Path cut = SmallData.write(folder.resolve("cut"), 4, 2);
    Path file = cut.resolve("train-images-idx3-ubyte");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 1016));
    assertRefusedData(
        cut, file + " is cut short: its header says 3,136 bytes, it holds 1,000"); // 4 x 28 x 28
  }

  @Test
  void imagesAndLabelsOfDifferentNumberAreNamed() throws IOException {
    Path mixed = SmallData.write(folder.resolve("mixed"), 4, 2);
    Path other = SmallData.write(folder.resolve("other"), 5, 2);
    Path labels = mixed.resolve("train-labels-idx1-ubyte");
    Files.delete(labels);
    Files.copy(other.resolve("train-labels-idx1-ubyte"), labels);
    Path images = mixed.resolve("train-images-idx3-ubyte");
    assertRefusedData(mixed, "%s holds 4 images, but %s holds 5 labels".formatted(images, labels));
  }

  /** Training and evaluating on bad data say the same, and no run is begun. */
  private static void assertRefusedData(Path bad, String message) {
    Path other = folder.resolve("bad-data");
    Calls.fail(1, message, "train lenet --run", other, "--data-dir", bad);
    Calls.fail(1, message, "evaluate", run, "--data-dir", bad);
    assertFalse(Files.exists(other));
  }

  // Runs

  @Test
  void runThatExistsIsNotOverwritten() {
    Calls.fail(
        2,
        "%s exists and is not empty: go on with \"convzoo train --resume %s\", or choose another with --run"
            .formatted(run, run),
        "train lenet --run",
        run,
        "--data-dir",
        data);
  }

  @Test
  void folderThatIsNoRunIsRefused() {
    String message = data + " is not the directory of a run: it has no recipe.yaml";
    Calls.fail(2, message, "evaluate", data);
    Calls.fail(2, message, "export", data);
    Calls.fail(2, message, "train --resume", data);
  }

  @Test
  void runWithoutACheckpointOrExportIsRefused() {
    Calls.fail(2, untrained + " has no checkpoint yet", "evaluate", untrained);
    Calls.fail(2, untrained + " has no checkpoint yet", "export", untrained);
    Calls.fail(
        2,
        "%s has no exported model yet: \"convzoo export %s\" makes one"
            .formatted(untrained, untrained),
        "predict",
        untrained,
        "x.png");
    assertFalse(Files.exists(untrained.resolve("export")));
  }

  @Test
  void resumedRunKeepsItsRecipe() {
    String message =
        "a run goes on with its own recipe: of it only checkpoint, data_dir, early_stopping_patience, epochs may change, not ";
    Calls.fail(2, message + "batch_size", "train --batch 3 --resume", run);
    Calls.fail(2, message + "seed", "train --set seed=3 --resume", run);
    Calls.fail(2, message + "max_bad_records", "train --set max_bad_records=1 --resume", run);
    Calls.fail(
        2,
        "--resume goes on in the run's own directory: leave out --run (see convzoo train --help)",
        "train --run elsewhere --resume",
        run);
    String stop =
        "early_stopping_patience cannot be added on the way: %s has not counted its epochs";
    Calls.fail(2, stop.formatted(run), "train --set early_stopping_patience=1 --resume", run);
  }

  @Test
  void imagesTooSmallForANetworkBeginNoRun() {
    Path small = folder.resolve("small");
    String message =
        Calls.failing(
            2,
            "train alexnet --set input.height=28 --set input.width=28 --run",
            small,
            "--data-dir",
            data);
    assertTrue(
        message.startsWith("alexnet cannot take images of 28x28x1 (its own size is 227x227x3): "),
        message);
    assertFalse(Files.exists(small));
  }

  @Test
  void gpuThatIsNotThereIsAnErrorThatSaysWhy() {
    assumeTrue(Devices.gpus().isEmpty(), "this machine has a GPU");
    Path other = folder.resolve("gpu");
    Outcome outcome = Calls.run("train lenet --device gpu --run", other, "--data-dir", data);
    assertEquals(1, outcome.code());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertTrue(outcome.err().startsWith("convzoo: no GPU can be used: "), outcome.err());
    assertFalse(outcome.out().contains(" on CPU"), outcome.out());
    assertFalse(Files.exists(other));
    Calls.failing(1, "bench lenet --device gpu");
    Calls.failing(1, "evaluate --device gpu", run, "--data-dir", data);
  }

  // Images

  @Test
  void oneBadImageDoesNotKeepTheOthersFromBeingLookedAt() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "not an image\n");
    Path pixel = folder.resolve("pixel.png");
    ImageIO.write(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY), "png", pixel.toFile());
    Path good = folder.resolve("good.png");
    ImageIO.write(SmallData.image(0), "png", good.toFile());
    Path missing = folder.resolve("missing.png");
    Outcome outcome = Calls.run("predict", run, text, pixel, missing, good);
    assertEquals(1, outcome.code());
    assertEquals(
        """
        convzoo: %s cannot be read: it is no PNG, JPEG, BMP or GIF, or damaged
        convzoo: %s has 1x1 pixels: too few to show anything
        convzoo: %s does not exist or cannot be read
        """
            .formatted(text, pixel, missing),
        outcome.err());
    assertTrue(outcome.out().startsWith(good + ": "), outcome.out());
    assertEquals(1, outcome.out().lines().count(), outcome.out());
  }

  @Test
  void folderWithoutAModelIsRefused() {
    Calls.fail(2, data + " holds no exported model", "predict", data, "x.png");
  }

  @Test
  void stackTraceIsShownWhenAskedForAlone() {
    Outcome outcome = Calls.run("data info fashion-mnist --debug --data-dir", folder.resolve("no"));
    assertEquals(1, outcome.code());
    assertTrue(outcome.err().contains("\tat org.convzoo"), outcome.err());
  }
}
