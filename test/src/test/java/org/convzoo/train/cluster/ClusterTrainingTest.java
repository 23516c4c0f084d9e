package org.convzoo.train.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.internal.replica.DevicePlan;
import org.convzoo.train.internal.replica.ReplicaRun;
import org.convzoo.train.recipe.Changes;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.convzoo.train.step.EpochResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Members of a cluster take the steps of one process over the same batches, but for rounding. The
 * batches divide unevenly, and the last one of an epoch leaves members without an image.
 */
class ClusterTrainingTest {

  private static final Hardware ONE = new Hardware(Devices.Choice.CPU, 1);

  /** What a training came to. */
  private record Trained(Map<String, float[]> values, List<List<EpochResult.Head>> heads) {

    static Trained by(Team team, DevicePlan plan, Recipe recipe, int... batches) {
      try (ReplicaRun run = new ReplicaRun(recipe, team, plan)) {
        List<List<EpochResult.Head>> heads = run.train(batches);
        return new Trained(run.values(), heads);
      }
    }

    static Trained alone(Recipe recipe, int... batches) {
      return by(Team.alone(ReplicaRun.config(ONE)), ONE.plan(), recipe, batches);
    }

    static List<Trained> together(int members, int devices, Recipe recipe, int... batches)
        throws Exception {
      Hardware each = devices == 1 ? ONE : ONE.withReplicas("CPU:" + devices);
      try (MemberThreads threads = MemberThreads.start(members)) {
        return threads.together(
            cluster -> {
              Team team = Team.of(cluster, ReplicaRun.config(each), () -> false);
              return by(team, team.spread(each.plan(), "CPU:0"), recipe, batches);
            });
      }
    }

    double difference(Trained other) {
      return ReplicaRun.difference(values, other.values);
    }
  }

  /**
   * The rates are such that no rounding error grows into another side of a ReLU's zero. Batch norm
   * after a dense layer divides what two images differ by, which is little more than rounding: it
   * gets no batch of two.
   */
  @ParameterizedTest
  @CsvSource({
    "2, 1, lenet, default, 0.1, 8 7 2 8 1, seed=1",
    "3, 1, lenet, default, 0.1, 8 7 2 8 1, gradients.accumulate=2",
    "2, 1, googlenet, default, 0.00001, 8 7 1, input.height=80 input.width=80",
    "3, 1, lenet-bn, default, 0.01, 8 7 1, batch_norm.synchronized=true",
    "2, 2, lenet-bn, default, 0.01, 8 7 1, batch_norm.synchronized=true",
  })
  void membersTakeTheStepsOfOneProcess(
      int members,
      int devices,
      String network,
      String name,
      String rate,
      String batches,
      String changes)
      throws Exception {
    int[] sizes = Stream.of(batches.split(" ")).mapToInt(Integer::parseInt).toArray();
    Map<String, String> map = Changes.of(changes + " batch_size=8 learning_rate.base=" + rate);
    map.put("optimizer", "{name: sgd, momentum: 0.9}");
    map.put("warmup", "null");
    Recipe recipe = Recipes.shipped(network, name, map);
    Trained one = Trained.alone(recipe, sizes);
    List<Trained> all = Trained.together(members, devices, recipe, sizes);
    for (Trained member : all) {
      assertEquals(one.values.keySet(), member.values.keySet());
      assertTrue(one.difference(member) < 1e-6, "" + one.difference(member));
      member.values.forEach(
          (variable, value) -> assertArrayEquals(all.get(0).values.get(variable), value, variable));
      for (int step = 0; step < sizes.length; step++) {
        for (int head = 0; head < one.heads.get(step).size(); head++) {
          EpochResult.Head expected = one.heads.get(step).get(head);
          EpochResult.Head found = member.heads.get(step).get(head);
          assertEquals(expected.loss(), found.loss(), 1e-5, "loss " + head + " in step " + step);
          assertEquals(expected.accuracy(), found.accuracy(), "head " + head + " in step " + step);
        }
      }
    }
  }
}
