package org.convzoo.train.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.convzoo.ops.Refusal;
import org.convzoo.train.Trainer;
import org.convzoo.train.TrainingOutcome;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.run.LayerNorms;
import org.convzoo.train.run.Run;
import org.convzoo.train.run.TinyRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Norms of LeNet's gradients and updates: 300 images in batches of 20 are 15 steps an epoch. */
class GradientWatchTest {

  private static final BooleanSupplier NEVER = () -> false;
  private static final double RATE = 0.5;
  private static final Map<String, String> DESCENT =
      Map.of(
          "epochs", "3",
          "batch_size", "20",
          "optimizer.name", "sgd",
          "learning_rate.base", Double.toString(RATE));
  private static final List<String> LAYERS = List.of("conv1", "conv2", "fc3", "fc4", "fc5");

  @TempDir static Path folder;
  private static DataSet data;
  private static Run watched;

  @BeforeAll
  static void trainOnce() throws IOException {
    data = FashionMnist.find(SmallData.write(folder.resolve("data"), 300, 20));
    watched = TinyRun.plan(folder.resolve("watched"), "lenet", DESCENT);
    assertTrue(watch(watched, NEVER).finished());
  }

  @AfterAll
  static void close() {
    data.close();
  }

  private static TrainingOutcome watch(Run run, BooleanSupplier stop) throws IOException {
    Hardware hardware = new Hardware(Devices.Choice.CPU, 2);
    try (Trainer trainer =
        new Trainer(run, data, run.recipe().optimizer(), hardware, warning -> {}, stop)) {
      trainer.watchGradients();
      return trainer.run();
    }
  }

  @Test
  void watchingChangesNoBit() throws IOException {
    Run unwatched = TinyRun.plan(folder.resolve("unwatched"), "lenet", DESCENT);
    TinyRun.train(unwatched, data, NEVER);
    assertEquals(TinyRun.lastBits(unwatched.folder()), TinyRun.lastBits(watched.folder()));
    assertEquals(TinyRun.metrics(unwatched.folder()), TinyRun.metrics(watched.folder()));
    assertFalse(Files.exists(unwatched.folder().resolve("gradients.csv")));
  }

  @Test
  void everyTwentiethStepHasALineForEachLayer() throws IOException {
    List<LayerNorms.Row> rows = LayerNorms.read(watched);
    assertEquals(3 * LAYERS.size(), rows.size()); // steps 0, 20 and 40 of 45
    for (int i = 0; i < rows.size(); i++) {
      assertEquals(i / LAYERS.size() * 20, rows.get(i).step());
      assertEquals(LAYERS.get(i % LAYERS.size()), rows.get(i).layer());
    }
  }

  /** Plain gradient descent: w <- w - e g. */
  @Test
  void updateIsTheGradientByTheRate() throws IOException {
    for (LayerNorms.Row row : LayerNorms.read(watched)) {
      assertTrue(row.gradient() > 0 && row.weights() > 0, row.toString());
      assertEquals(RATE * row.gradient(), row.update(), 1e-4 * row.update(), row.toString());
    }
  }

  /** Glorot's uniform weights have the variance 2 / (in + out): fc3 is 400 x 120. */
  @Test
  void weightsAreThoseBeforeTheStep() throws IOException {
    LayerNorms.Row fc3 = LayerNorms.read(watched).get(2);
    Run zeros =
        TinyRun.plan(
            folder.resolve("zeros"),
            "lenet",
            TinyRun.with(DESCENT, "initializer", "{kernels: zeros}"));
    watch(zeros, TinyRun.after(1));
    LayerNorms.read(zeros).forEach(row -> assertEquals(0, row.weights()));
    double expected = Math.sqrt(400 * 120 * 2.0 / (400 + 120));
    assertEquals(expected, fc3.weights(), 0.01 * expected);
  }

  @Test
  void tensorBoardHasTheSame() throws IOException {
    Map<Long, Map<String, Double>> events = TinyRun.events(watched.folder());
    for (LayerNorms.Row row : LayerNorms.read(watched)) {
      Map<String, Double> points = events.get(row.step());
      assertEquals((float) row.gradient(), points.get("gradients/" + row.layer()));
      assertEquals((float) row.update(), points.get("updates/" + row.layer()));
    }
  }

  @Test
  void runThatWasStoppedOrKilledGoesOnToTheSameLines() throws IOException {
    Run stopped = TinyRun.plan(folder.resolve("stopped"), "lenet", DESCENT);
    assertFalse(watch(stopped, TinyRun.after(18)).finished());
    Path file = stopped.folder().resolve("gradients.csv");
    Files.writeString(file, "20,conv1,1,1,1\n40,conv", StandardOpenOption.APPEND);
    assertTrue(watch(stopped, NEVER).finished());
    assertEquals(
        Files.readString(watched.folder().resolve("gradients.csv")), Files.readString(file));
    assertEquals(TinyRun.lastBits(watched.folder()), TinyRun.lastBits(stopped.folder()));
  }

  /** Where three batches make an update, each 21st is looked at, which is the last of three. */
  @Test
  void ofBatchesThatMakeAnUpdateTheLastIsWatched() throws IOException {
    Run gathered =
        TinyRun.plan(
            folder.resolve("gathered"),
            "lenet",
            TinyRun.with(DESCENT, "gradients.accumulate", "3"));
    watch(gathered, NEVER);
    List<LayerNorms.Row> rows = LayerNorms.read(gathered);
    assertEquals(
        List.of(2L, 23L, 44L), rows.stream().map(LayerNorms.Row::step).distinct().toList());
    rows.forEach(row -> assertTrue(row.update() > 0, row.toString()));
  }

  @Test
  void frozenKernelsAreNotWatched() throws IOException {
    Run two =
        TinyRun.plan(
            folder.resolve("two-layers"),
            "lenet",
            TinyRun.with(DESCENT, "variables.frozen", "[conv1, conv2, fc3]"));
    watch(two, TinyRun.after(1));
    assertEquals(
        List.of("fc4", "fc5"), LayerNorms.read(two).stream().map(LayerNorms.Row::layer).toList());
    Run none =
        TinyRun.plan(
            folder.resolve("no-layer"),
            "lenet",
            TinyRun.with(
                DESCENT, "variables.frozen", "[conv1, conv2, fc3, fc4/kernel, fc5/kernel]"));
    assertEquals(
        "all kernels are frozen: there is no gradient to watch",
        Refusal.of(() -> watch(none, NEVER)));
  }

  @Test
  void runThatWasNotWatchedSaysSo() throws IOException {
    Run none = TinyRun.plan(folder.resolve("none"), "lenet", DESCENT);
    String message = Refusal.of(() -> LayerNorms.read(none));
    assertTrue(message.startsWith(none.folder() + " has no gradients.csv with a step"), message);
  }
}
