package org.convzoo.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.convzoo.ops.Refusal;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.optimizer.OptimizerFactory;
import org.convzoo.train.run.Run;
import org.convzoo.train.run.TinyRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.optimizers.AdaDelta;

/**
 * Training in process. An epoch of 300 images in batches of 32 is 10 steps, the last of 12 images;
 * 100 test images are 4 batches; so the supplier of stops is asked 14 times an epoch.
 */
class TrainerTest {

  private static final int STEPS = 10;
  private static final int TESTS = 4;
  private static final Map<String, String> SMALL =
      Map.of("epochs", "3", "batch_size", "32", "checkpoint.every", "4", "checkpoint.keep", "2");
  private static final BooleanSupplier NEVER = () -> false;

  @TempDir static Path folder;
  private static DataSet data;
  private static Path straight;

  @BeforeAll
  static void trainOnceWithoutAStop() throws IOException {
    data = FashionMnist.find(SmallData.write(folder.resolve("data"), 300, 100));
    straight = folder.resolve("straight");
    var outcome = TinyRun.train(TinyRun.plan(straight, "lenet", SMALL), data, NEVER);
    assertEquals(new TrainingOutcome(true, 3 * STEPS), outcome);
  }

  @AfterAll
  static void close() {
    data.close();
  }

  @Test
  void metricsHaveALineForEachEpoch() throws IOException {
    List<String> lines = TinyRun.metrics(straight);
    assertEquals(4, lines.size());
    assertEquals(
        "epoch,step,learning_rate,train_loss,train_accuracy,test_loss,test_accuracy", lines.get(0));
    for (int epoch = 1; epoch <= 3; epoch++) {
      String[] cells = lines.get(epoch).split(",");
      assertEquals(epoch, Integer.parseInt(cells[0]));
      assertEquals(epoch * STEPS, Integer.parseInt(cells[1]));
      assertEquals(0.005f, Float.parseFloat(cells[2]));
      assertWhole(300 * Double.parseDouble(cells[4]));
      assertWhole(100 * Double.parseDouble(cells[6]));
    }
  }

  private static void assertWhole(double count) {
    assertEquals(Math.rint(count), count, 1e-9);
  }

  @Test
  void lossFallsWhereTheNetworkLearns() throws IOException {
    List<String> lines = TinyRun.metrics(straight);
    double first = Double.parseDouble(lines.get(1).split(",")[3]);
    double last = Double.parseDouble(lines.get(3).split(",")[3]);
    assertTrue(last < first, "loss went from %s to %s".formatted(first, last));
  }

  @Test
  void sameSeedGivesTheSameBits() throws IOException {
    Path again = folder.resolve("again");
    TinyRun.train(TinyRun.plan(again, "lenet", SMALL), data, NEVER);
    assertSameAsStraight(again);
  }

  @Test
  void anotherSeedGivesOtherBits() throws IOException {
    Path other = folder.resolve("other");
    TinyRun.train(TinyRun.plan(other, "lenet", TinyRun.with(SMALL, "seed", 2)), data, NEVER);
    assertNotEquals(TinyRun.lastBits(straight), TinyRun.lastBits(other));
  }

  @Test
  void runStoppedAtEveryKindOfMomentEndsWithTheSameBits() throws IOException {
    Path stopped = folder.resolve("stopped");
    Run run = TinyRun.plan(stopped, "lenet", SMALL);
    assertStops(run, 0, 0); // before the first step
    assertStops(run, 3, 3); // between two checkpoints
    assertStops(run, 1, 4); // on a checkpoint
    assertStops(run, 6, STEPS); // after an epoch's last step, before its evaluation
    assertStops(run, 2, STEPS); // during that evaluation
    assertStops(run, TESTS, STEPS); // when the epoch is closed, before the next step
    assertStops(run, 5, STEPS + 5);
    assertStops(run, 5 + TESTS + 1, 2 * STEPS + 1); // after the next epoch's first step
    assertStops(run, 9 + TESTS - 1, 3 * STEPS); // during the last evaluation
    var outcome = TinyRun.train(Run.open(stopped, Map.of()), data, NEVER);
    assertEquals(new TrainingOutcome(true, 3 * STEPS), outcome);
    assertSameAsStraight(stopped);
  }

  private static void assertStops(Run run, int times, long step) throws IOException {
    var outcome = TinyRun.train(run, data, TinyRun.after(times));
    assertEquals(new TrainingOutcome(false, step), outcome);
    assertEquals(step, TinyRun.newestCheckpoint(run.folder()));
  }

  @Test
  void runStopsAtItsMostStepsAndGoesOnToTheSameBits() throws IOException {
    Path limited = folder.resolve("limited");
    Run run = TinyRun.plan(limited, "lenet", SMALL);
    for (long most : new long[] {7, 7, STEPS, STEPS + 1}) {
      try (Trainer trainer =
          new Trainer(
              run,
              data,
              run.recipe().optimizer(),
              new Hardware(Devices.Choice.CPU, 2),
              w -> {},
              NEVER)) {
        assertEquals(new TrainingOutcome(false, most), trainer.run(most));
      }
    }
    assertTrue(TinyRun.train(run, data, NEVER).finished());
    assertSameAsStraight(limited);
  }

  @Test
  void checkpointOfAnotherOptimizerIsRefusedInALine() throws IOException {
    Path stopped = folder.resolve("another-optimizer");
    Run run = TinyRun.plan(stopped, "lenet", SMALL);
    assertStops(run, 3, 3);
    OptimizerFactory other = (graph, now) -> new AdaDelta(graph);
    Hardware hardware = new Hardware(Devices.Choice.CPU, 2);
    List<String> warnings = new ArrayList<>();
    try (Trainer trainer = new Trainer(run, data, other, hardware, warnings::add, NEVER)) {
      String message = assertThrows(IOException.class, trainer::run).getMessage();
      assertEquals(stopped + " has no checkpoint left that is whole and of this network", message);
    }
    assertEquals(1, warnings.size(), warnings.toString());
    String start =
        "the checkpoint %s is of another network or optimizer (conv1.bias-accum [6] is not in it)"
            .formatted(stopped.resolve("checkpoints/3"));
    assertTrue(warnings.get(0).startsWith(start), warnings.toString());
  }

  @Test
  void stopRightAfterAnEpochKeepsItsAccuracy() throws IOException {
    Path stopped = folder.resolve("after-epoch");
    Run run = TinyRun.plan(stopped, "lenet", SMALL);
    assertStops(run, STEPS + TESTS, STEPS);
    double accuracy = Double.parseDouble(TinyRun.metrics(stopped).get(1).split(",")[6]);
    try (var best = run.checkpoints().best(w -> {}).orElseThrow()) {
      assertEquals(STEPS, best.step());
      assertEquals(accuracy, best.score());
    }
  }

  @Test
  void gatheredBatchesMakeTheUpdatesOfLargerOnes() throws IOException {
    Map<String, String> descent =
        Map.of("optimizer.name", "sgd", "learning_rate.base", "0.5", "epochs", "3");
    Map<String, String> large = TinyRun.with(descent, "batch_size", 100);
    Map<String, String> small = TinyRun.with(descent, "batch_size", 25);
    Path once = folder.resolve("large-batches");
    TinyRun.train(TinyRun.plan(once, "lenet", large), data, NEVER);
    Path gathered = folder.resolve("small-batches");
    Run run = TinyRun.plan(gathered, "lenet", TinyRun.with(small, "gradients.accumulate", 4));
    assertFalse(TinyRun.train(run, data, TinyRun.after(6)).finished(), "in the second update");
    assertTrue(TinyRun.train(run, data, NEVER).finished());
    assertEquals(lastLoss(once), lastLoss(gathered), 1e-5);
    assertNotEquals(lastLoss(once), lastLoss(straight), 1e-2);
  }

  private static double lastLoss(Path run) throws IOException {
    List<String> lines = TinyRun.metrics(run);
    return Double.parseDouble(lines.get(lines.size() - 1).split(",")[5]);
  }

  /** At so low a rate nothing gets better: after the first epoch three more are waited for. */
  @Test
  void trainingEndsEarlyWhereTheScoreStandsStill() throws IOException {
    Path early = folder.resolve("early");
    Map<String, String> hopeless =
        TinyRun.with(TinyRun.with(SMALL, "learning_rate.base", 1e-12), "epochs", 20);
    Run run = TinyRun.plan(early, "lenet", TinyRun.with(hopeless, "early_stopping_patience", 3));
    assertFalse(TinyRun.train(run, data, TinyRun.after(2 * (STEPS + TESTS) + 5)).finished());
    assertEquals(new TrainingOutcome(true, 4 * STEPS), TinyRun.train(run, data, NEVER));
    assertEquals(5, TinyRun.metrics(early).size());
    assertEquals(new TrainingOutcome(true, 4 * STEPS), TinyRun.train(run, data, NEVER));
  }

  @Test
  void everyKindOfStateGoesOnWhereARunWasStopped() throws IOException {
    Map<String, String> changes = new HashMap<>(SMALL);
    changes.put("optimizer", "{name: rmsprop, momentum: 0.9, weight_decay: 0.001}");
    changes.put("learning_rate", "{schedule: plateau, base: 0.001, factor: 0.1, patience: 1}");
    changes.put("warmup", "{epochs: 0.5, from: 0.0001}");
    changes.put("gradients", "{accumulate: 3, clip_norm: 1}");
    changes.put("ema_decay", "0.9");
    Path whole = folder.resolve("whole-state");
    TinyRun.train(TinyRun.plan(whole, "lenet", changes), data, NEVER);
    Path stopped = folder.resolve("stopped-state");
    Run run = TinyRun.plan(stopped, "lenet", changes);
    for (int times : new int[] {1, 4, 4, 7, 9}) {
      assertFalse(TinyRun.train(run, data, TinyRun.after(times)).finished());
    }
    assertTrue(TinyRun.train(run, data, NEVER).finished());
    assertEquals(TinyRun.metrics(whole), TinyRun.metrics(stopped));
    assertEquals(TinyRun.lastBits(whole), TinyRun.lastBits(stopped));
  }

  @Test
  void finishedRunIsLeftAsItIs() throws IOException {
    Path done = folder.resolve("done");
    Run run = TinyRun.plan(done, "lenet", TinyRun.with(SMALL, "epochs", 1));
    TinyRun.train(run, data, NEVER);
    String bits = TinyRun.lastBits(done);
    String metrics = Files.readString(run.metrics());
    assertTrue(TinyRun.train(Run.open(done, Map.of()), data, NEVER).finished());
    assertEquals(bits, TinyRun.lastBits(done));
    assertEquals(metrics, Files.readString(run.metrics()));
  }

  @Test
  void runExtendedByEpochsEndsWithTheBitsOfALongerOne() throws IOException {
    Path extended = folder.resolve("extended");
    TinyRun.train(TinyRun.plan(extended, "lenet", TinyRun.with(SMALL, "epochs", 2)), data, NEVER);
    TinyRun.train(Run.open(extended, Map.of("epochs", "3")), data, TinyRun.after(STEPS / 2));
    assertEquals(3, Run.open(extended, Map.of()).recipe().epochs());
    TinyRun.train(Run.open(extended, Map.of()), data, NEVER);
    assertSameAsStraight(extended);
  }

  @Test
  void runKilledWhileItsDirectoryWasMadeCanBeStartedAgain() throws IOException {
    Path begun = Files.createDirectory(folder.resolve("begun"));
    Files.createFile(begun.resolve(".lock"));
    Files.createFile(begun.resolve("labels.txt"));
    Path dead = Files.createDirectory(begun.resolve(".convzoo-0123456789abcdef.writing"));
    Files.createFile(dead.resolve(".lock"));
    Files.createFile(dead.resolve("content"));
    Run run = TinyRun.plan(begun, "lenet", TinyRun.with(SMALL, "epochs", 1));
    assertTrue(TinyRun.train(run, data, NEVER).finished());
    assertFalse(Files.exists(dead));
    assertThrows(FileAlreadyExistsException.class, () -> TinyRun.plan(begun, "lenet", SMALL));
  }

  @Test
  void damagedCheckpointCostsStepsButNotBits() throws IOException {
    Path damaged = folder.resolve("damaged");
    Run run = TinyRun.plan(damaged, "lenet", SMALL);
    assertStops(run, 7, 7);
    Path file = damaged.resolve("checkpoints/7/variables.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    List<String> warnings = new ArrayList<>();
    try (Trainer trainer =
        new Trainer(
            run,
            data,
            run.recipe().optimizer(),
            new Hardware(Devices.Choice.CPU, 2),
            warnings::add,
            NEVER)) {
      assertTrue(trainer.run().finished());
    }
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).contains("checkpoints/7 is damaged"), warnings.get(0));
    assertSameAsStraight(damaged);
  }

  @Test
  void dropoutMasksGoOnWhereARunWasStopped() throws IOException {
    Map<String, String> changes = new HashMap<>();
    changes.putAll(
        Map.of("input.height", "80", "input.width", "80", "batch_size", "2", "epochs", "1"));
    changes.putAll(Map.of("optimizer.name", "sgd", "checkpoint.every", "0"));
    try (DataSet four = FashionMnist.find(SmallData.write(folder.resolve("four"), 4, 2))) {
      Path whole = folder.resolve("whole-googlenet");
      TinyRun.train(TinyRun.plan(whole, "googlenet", changes), four, NEVER);
      Path stopped = folder.resolve("stopped-googlenet");
      Run run = TinyRun.plan(stopped, "googlenet", changes);
      assertFalse(TinyRun.train(run, four, TinyRun.after(1)).finished());
      assertTrue(TinyRun.train(run, four, NEVER).finished());
      assertEquals(TinyRun.lastBits(whole), TinyRun.lastBits(stopped));
    }
  }

  @Test
  void runIsTrainedByOneTrainerAtATime() throws IOException {
    Path locked = folder.resolve("locked");
    Run run = TinyRun.plan(locked, "lenet", SMALL);
    try (var lock = run.lock()) {
      assertTrue(lock.isValid());
      var e = assertThrows(IllegalStateException.class, () -> TinyRun.train(run, data, NEVER));
      assertEquals(locked + " is being trained already", e.getMessage());
    }
  }

  @Test
  void networkThatCannotTakeTheImagesLeavesNoFolder() throws IOException {
    Path small = folder.resolve("too-small");
    Map<String, String> changes = Map.of("input.height", "28", "input.width", "28");
    Run run = TinyRun.plan(small, "alexnet", changes);
    String message = Refusal.of(() -> TinyRun.train(run, data, NEVER));
    assertTrue(message.startsWith("alexnet cannot take images of 28x28x1"), message);
    assertFalse(Files.exists(small));
  }

  @Test
  void recipeWithOtherChannelsThanTheImagesIsRefused() throws IOException {
    Run run =
        TinyRun.plan(folder.resolve("rgb"), "lenet", TinyRun.with(SMALL, "input.channels", 3));
    assertEquals(
        "the recipe's input has 3 channels, but the images of fashion-mnist have 1",
        Refusal.of(() -> TinyRun.train(run, data, NEVER)));
  }

  private static void assertSameAsStraight(Path run) throws IOException {
    assertEquals(TinyRun.metrics(straight), TinyRun.metrics(run));
    assertEquals(TinyRun.lastBits(straight), TinyRun.lastBits(run));
  }
}
