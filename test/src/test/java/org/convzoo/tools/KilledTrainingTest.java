package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.convzoo.tools.TrainingWatch.Moment;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.run.TinyRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training that is killed at random moments ends with the bits of one that never was. */
@Tag("kills")
@Execution(ExecutionMode.CONCURRENT)
class KilledTrainingTest {

  private static final int KILLED = 128 + 9;
  private static final int MOST = 20; // kills, with those that came too late
  private static final int TRAINING = 40;
  private static final int TESTS = 200;
  private static final int PER_EPOCH = 10; // batches of 4
  private static final long END = 100;
  private static final List<Moment> LAST = List.of(Moment.END, Moment.EXPORT, Moment.EXPORT);

  private static final String RECIPE =
      """
      network: lenet
      dataset: folder
      input: {height: 16, width: 16, channels: 3}
      augment:
        - random_crop: {size: 16, pad: 2}
        - flip
        - color: {brightness: 0.4, contrast: 0.4, saturation: 0.4}
        - cutmix: {alpha: 1}
      batch: 4
      epochs: 10
      initializer: {kernels: he}
      optimizer: {name: sgd, momentum: 0.9, weight_decay: 0.0001}
      learning_rate: {schedule: cosine, base: 0.01}
      checkpoint: {every: 1, keep: 2}
      seed: 1
      """;

  @TempDir static Path folder;
  private static Path recipe;

  @BeforeAll
  static void write() throws IOException {
    recipe = Files.writeString(folder.resolve("mine.yaml"), RECIPE);
    Path photos = folder.resolve("folder");
    photos(photos.resolve("train"), TRAINING);
    photos(photos.resolve("val"), TESTS);
    Calls.succeed("data convert", photos, "--shards 3 --to", folder.resolve("tfrecord"));
  }

  /** JPEGs of 12 to 39 pixels a side, in three classes. */
  private static void photos(Path split, int count) {
    Random random = new Random(count);
    for (int i = 0; i < count; i++) {
      var image = SmallFiles.noise(12 + random.nextInt(28), 12 + random.nextInt(28), i);
      SmallFiles.write(split.resolve("%d/%d.jpg".formatted(i % 3, i)), image);
    }
  }

  @ParameterizedTest(name = "{0}, {1} kills")
  @CsvSource({"folder, 13", "tfrecord, 12"})
  void runThatIsKilledEndsWithTheSameBits(String format, int kills) throws Exception {
    Path straight = folder.resolve(format + "-straight");
    Path killed = folder.resolve(format + "-killed");
    Outcome once = train(format, straight).await();
    assertEquals(0, once.code(), once.err());

    long seed = Kills.seed();
    Random random = new Random(seed);
    Map<Moment, Integer> seen = new EnumMap<>(Moment.class);
    Set<Long> steps = new TreeSet<>();
    Deque<Moment> plan = new ArrayDeque<>(plan(kills, random));
    for (int made = 0; !plan.isEmpty(); made++) {
      Moment planned = plan.remove();
      TrainingWatch before = TrainingWatch.from(killed, PER_EPOCH, END);
      Child child = train(format, killed);
      before.await(planned, child, random);
      child.process().destroyForcibly();
      assertEquals(KILLED, child.await().code(), "%s, seed %d".formatted(planned, seed));
      Moment moment = before.momentOfDeath();
      seen.merge(moment, 1, Integer::sum);
      steps.add(TinyRun.newestCheckpoint(killed));
      if (moment != planned && !seen.containsKey(planned) && made < MOST) {
        plan.addFirst(planned);
      }
    }
    System.out.printf("train, %s, seed %d: kills %s, after steps %s%n", format, seed, seen, steps);
    assertEquals(EnumSet.allOf(Moment.class), seen.keySet());
    assertTrue(steps.size() > kills / 3, steps.toString());

    Outcome end = train(format, killed).await();
    assertEquals(0, end.code(), end.err());
    assertEquals(TinyRun.metrics(straight), TinyRun.metrics(killed), "seed " + seed);
    assertEquals(TinyRun.lastBits(straight), TinyRun.lastBits(killed), "seed " + seed);
    assertArrayEquals(exported(straight), exported(killed));
    assertEquals(
        Calls.names(straight.resolve("checkpoints")), Calls.names(killed.resolve("checkpoints")));
    assertEquals(List.of(killed.resolve(".lock")), KilledCommand.hidden(killed));
  }

  /** The moments of the kills: each several times, and those at its end when it has come there. */
  private static List<Moment> plan(int kills, Random random) {
    List<Moment> often =
        List.of(
            Moment.STEP,
            Moment.EVALUATION,
            Moment.CHECKPOINT,
            Moment.START,
            Moment.EVALUATION,
            Moment.CHECKPOINT,
            Moment.STEP);
    List<Moment> plan = new ArrayList<>();
    for (int kill = 0; kill < kills - LAST.size(); kill++) {
      plan.add(often.get(kill % often.size()));
    }
    Collections.shuffle(plan, random);
    plan.addAll(LAST);
    return plan;
  }

  /** Begins a run, or goes on with what is left of it. */
  private static Child train(String format, Path run) throws IOException {
    Path logs = folder.resolve("logs");
    String usual = "train --device cpu --threads 1 ";
    if (Files.exists(run.resolve("recipe.yaml"))) {
      return Child.start(logs, usual + "--resume", run);
    }
    String set = "lenet --set dataset=" + format;
    Path data = folder.resolve(format);
    return Child.start(logs, usual + set, "--recipe", recipe, "--data-dir", data, "--run", run);
  }

  private static byte[] exported(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("export/lenet/1/saved_model.pb"));
  }
}
