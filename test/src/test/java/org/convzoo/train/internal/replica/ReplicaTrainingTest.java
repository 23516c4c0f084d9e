package org.convzoo.train.internal.replica;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.convzoo.ops.Refusal;
import org.convzoo.train.recipe.Changes;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.convzoo.train.step.EpochResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replicas on parts of the CPU take the steps of one device over the same batches, but for
 * rounding. The batches divide unevenly, and the last one leaves replicas without an image.
 */
class ReplicaTrainingTest {

  private static final int[] BATCHES = {8, 7, 8, 2, 1, 8, 8, 7, 2, 1};

  private static final String MOMENTUM = "optimizer={name: sgd, momentum: 0.9} learning_rate.base=";

  private static Recipe recipe(String network, String changes) {
    return Recipes.shipped(
        network, network.equals("resnet20") ? "fashion" : "default", Changes.of(changes));
  }

  /** What a training came to. */
  private record Trained(Map<String, float[]> values, List<List<EpochResult.Head>> heads) {

    static Trained on(int cpus, Recipe recipe, int... batches) {
      try (ReplicaRun run = new ReplicaRun(recipe, cpus)) {
        List<List<EpochResult.Head>> heads = run.train(batches);
        return new Trained(run.values(), heads);
      }
    }

    double difference(Trained other) {
      assertEquals(values.keySet(), other.values.keySet());
      return ReplicaRun.difference(values, other.values);
    }

    void assertSameHeads(Trained other) {
      assertEquals(heads.size(), other.heads.size());
      for (int step = 0; step < heads.size(); step++) {
        for (int head = 0; head < heads.get(step).size(); head++) {
          EpochResult.Head expected = heads.get(step).get(head);
          EpochResult.Head found = other.heads.get(step).get(head);
          assertEquals(expected.loss(), found.loss(), 1e-5, "loss " + head + " in step " + step);
          assertEquals(expected.accuracy(), found.accuracy(), "head " + head + " in step " + step);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | optimizer={name: sgd, momentum: 0.9} learning_rate.base=0.1",
        "3 | optimizer={name: sgd, momentum: 0.9} learning_rate.base=0.1",
        "4 | optimizer={name: sgd, momentum: 0.9} learning_rate.base=0.1",
        "3 | optimizer={name: sgd, momentum: 0.9, weight_decay: 0.01} learning_rate.base=0.1"
            + " gradients={accumulate: 2, clip_norm: 0.5} ema_decay=0.9 label_smoothing=0.1",
      })
  void replicasTakeTheStepsOfOneDevice(int cpus, String changes) {
    Recipe recipe = recipe("lenet", changes);
    Trained one = Trained.on(1, recipe, BATCHES);
    Trained start = Trained.on(1, recipe);
    assertTrue(one.difference(start) > 1e-2, "the weights moved");
    Trained several = Trained.on(cpus, recipe, BATCHES);
    assertTrue(one.difference(several) < 1e-6, "" + one.difference(several));
    one.assertSameHeads(several);
  }

  /** At this rate no rounding error grows into another side of a ReLU's zero. */
  @Test
  void synchronisedBatchNormNormalisesByTheWholeBatch() {
    String changes =
        MOMENTUM + "0.0001 warmup={epochs: 0.1, from: 0.0001} batch_norm.synchronized=";
    int[] batches = {7, 2, 8};
    Trained one = Trained.on(1, recipe("resnet20", changes + "true"), batches);
    Trained synchronised = Trained.on(3, recipe("resnet20", changes + "true"), batches);
    Trained apart = Trained.on(3, recipe("resnet20", changes + "false"), batches);
    assertTrue(one.difference(synchronised) < 1e-6, "" + one.difference(synchronised));
    assertTrue(one.difference(apart) > 1e-3, "" + one.difference(apart));
    one.assertSameHeads(synchronised);
  }

  /** The mean over a batch is that of its shares' means, each by its images. */
  @Test
  void runningMeansMoveByTheMeanOfTheReplicas() {
    Recipe recipe = recipe("lenet-bn", MOMENTUM + "0.1");
    Map<String, float[]> one = Trained.on(1, recipe, 7).values();
    Map<String, float[]> three = Trained.on(3, recipe, 7).values();
    String first = "conv1/moving_mean"; // what it sees depends on no other statistic
    assertArrayEquals(one.get(first), three.get(first), 1e-7f);
    assertFalse(Arrays.equals(one.get(first), Trained.on(1, recipe).values().get(first)));
  }

  /** Of a batch of one image, the share of the first replica is the batch. */
  @Test
  void emptySharesCountForNothing() {
    Recipe recipe = recipe("lenet-bn", MOMENTUM + "0.1");
    Trained one = Trained.on(1, recipe, 1, 1, 1);
    Trained three = Trained.on(3, recipe, 1, 1, 1);
    assertTrue(one.difference(three) < 1e-6, "" + one.difference(three));
    one.assertSameHeads(three);
  }

  /** Also its dropout masks are those of the whole batch. */
  @Test
  void auxiliaryHeadsAndDropoutAreThoseOfOneDevice() {
    Recipe recipe = recipe("googlenet", MOMENTUM + "0.001 input.height=80 input.width=80");
    Trained one = Trained.on(1, recipe, 5, 1);
    Trained three = Trained.on(3, recipe, 5, 1);
    assertEquals(3, one.heads().get(0).size());
    assertTrue(one.difference(three) < 1e-6, "" + one.difference(three));
    one.assertSameHeads(three);
  }

  /** A sum of three and more depends on its order. */
  @Test
  void repeatedTrainingsAreTheSameToTheBit() {
    Recipe recipe = recipe("lenet-bn", "optimizer.name=adam batch_norm.synchronized=true");
    Map<String, float[]> first = Trained.on(4, recipe, BATCHES).values();
    for (int again = 0; again < 3; again++) {
      Trained.on(4, recipe, BATCHES)
          .values()
          .forEach((name, value) -> assertArrayEquals(first.get(name), value, 0, name));
    }
  }

  /** The maps of all shares are those of the batch, and there is one set of variables. */
  @Test
  void replicasNeedTheMemoryOfOneDeviceInAll() {
    Recipe recipe = recipe("lenet", "batch_size=64");
    try (ReplicaRun one = new ReplicaRun(recipe, 1);
        ReplicaRun four = new ReplicaRun(recipe, 4)) {
      double expected = one.training().leastMemory();
      assertEquals(expected, four.training().leastMemory(), 0.1 * expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"lenet-bn, batch_norm.synchronized=true", "alexnet, seed=1"})
  void oneDeviceIsAGraphWithoutDevices(String network, String changes) {
    try (ReplicaRun run = new ReplicaRun(recipe(network, changes), 1)) {
      run.graph()
          .operations()
          .forEachRemaining(
              op -> {
                assertEquals("", op.device(), op.name());
                assertFalse(op.name().startsWith("replica"), op.name());
              });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void synchronisedBatchNormWantsBatchNorm(int cpus) {
    Recipe recipe = recipe("lenet", "batch_norm.synchronized=true");
    assertEquals(
        "batch_norm.synchronized is for networks with batch norm that is not frozen: lenet has none",
        Refusal.of(() -> new ReplicaRun(recipe, cpus)));
  }

  @Test
  void everyDeviceWantsAnImage() {
    Recipe recipe = recipe("lenet", "batch_size=3");
    assertEquals(
        "batch_size must be at least 1 for each of 4 devices, got 3",
        Refusal.of(() -> new ReplicaRun(recipe, 4)));
  }
}
