package org.convzoo.train.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.convzoo.ops.BatchNorm;
import org.convzoo.ops.Initialization;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Refusal;
import org.convzoo.ops.Variables;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.internal.input.Batches;
import org.convzoo.train.internal.input.InputTransform;
import org.convzoo.train.run.Run;
import org.convzoo.train.run.TinyRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/** Batch norm's statistics by a pass over the training images. */
class BatchNormPassTest {

  @TempDir private Path folder;

  private static float value(Session session, String variable) {
    try (Result result = session.runner().fetch(variable).run()) {
      return ((TFloat32) result.get(0)).getFloat(0);
    }
  }

  /** Five images in batches of two, two and one, whose means and variances are taken by hand. */
  @Test
  void statisticsAreTheMeansOfThoseOfTheBatches() throws IOException {
    Path idx = SmallData.write(folder.resolve("data"), 8, 5);
    double mean = 0;
    double variance = 0;
    for (int[] batch : new int[][] {{0, 1}, {2, 3}, {4}}) {
      double sum = 0;
      double squares = 0;
      int pixels = batch.length * 28 * 28;
      for (int image : batch) {
        for (byte pixel : SmallData.pixels(image)) {
          double x = (pixel & 0xff) / 255.0;
          sum += x;
          squares += x * x;
        }
      }
      double own = sum / pixels;
      mean += batch.length * own / 5;
      variance += batch.length * (squares - pixels * own * own) / (pixels - 1) / 5;
    }
    try (DataSet data = FashionMnist.find(idx);
        Graph graph = new Graph()) {
      Variables variables = Variables.starting(graph, Initialization.glorotUniform(1));
      var root = variables.root();
      InputTransform preparation = InputTransform.of(Preprocessing.unit(28, 28, 1));
      Batches batches = new Batches(root.withSubScope("data"), data.test(), preparation, 2, null);
      Layers net = Layers.training(variables, root.constant(0L), 1);
      net.flow(batches.images()).batchNorm("bn", BatchNorm.USUAL);
      BatchNormPass pass = new BatchNormPass(net, batches);
      try (Session session = new Session(graph)) {
        session.initialize();
        assertFalse(pass.run(session, done -> {}, TinyRun.after(2)));
        assertEquals(0, value(session, "bn/moving_mean"), "where it was stopped");
        assertEquals(1, value(session, "bn/moving_variance"), "where it was stopped");
        assertTrue(pass.run(session, done -> {}, () -> false));
        assertEquals(mean, value(session, "bn/moving_mean"), 1e-6);
        assertEquals(variance, value(session, "bn/moving_variance"), 1e-6);
      }
    }
  }

  /** 60 images in batches of 20: 3 steps, 3 batches of the pass and one of the test an epoch. */
  @Test
  void trainingIsTheSameAndTheTestIsNotWhereverItIsStopped() throws IOException {
    Map<String, String> usual = Map.of("epochs", "2", "batch_size", "20");
    Map<String, String> recomputed = TinyRun.with(usual, "batch_norm.statistics", "recompute");
    try (DataSet data = FashionMnist.find(SmallData.write(folder.resolve("tiny"), 60, 20))) {
      Run moving = TinyRun.plan(folder.resolve("moving"), "lenet-bn", usual);
      TinyRun.train(moving, data, () -> false);
      Run straight = TinyRun.plan(folder.resolve("straight"), "lenet-bn", recomputed);
      TinyRun.train(straight, data, () -> false);
      for (int epoch = 1; epoch <= 2; epoch++) {
        String[] before = TinyRun.metrics(moving.folder()).get(epoch).split(",");
        String[] after = TinyRun.metrics(straight.folder()).get(epoch).split(",");
        assertEquals(before[3], after[3], "train loss");
        assertNotEquals(before[5], after[5], "test loss");
      }
      Run stopped = TinyRun.plan(folder.resolve("stopped"), "lenet-bn", recomputed);
      for (int times : new int[] {4, 1, 7}) { // in the pass, before it, in the next epoch's
        assertFalse(TinyRun.train(stopped, data, TinyRun.after(times)).finished());
      }
      assertTrue(TinyRun.train(stopped, data, () -> false).finished());
      assertEquals(TinyRun.metrics(straight.folder()), TinyRun.metrics(stopped.folder()));
      assertEquals(TinyRun.lastBits(straight.folder()), TinyRun.lastBits(stopped.folder()));
      Run none = TinyRun.plan(folder.resolve("none"), "lenet", recomputed);
      assertEquals(
          "batch_norm.statistics: recompute is for networks with batch norm that is not frozen: lenet has none",
          Refusal.of(() -> TinyRun.train(none, data, () -> false)));
    }
  }
}
