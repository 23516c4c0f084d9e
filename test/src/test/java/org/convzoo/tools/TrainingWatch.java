package org.convzoo.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.convzoo.train.run.TinyRun;

/**
 * What a training does, seen from outside: by what has come into its directory since.
 *
 * @param run the directory, which need not exist
 * @param perEpoch steps in an epoch, each with a checkpoint
 * @param end step of the last one
 * @param step of the newest checkpoint then
 * @param checkpoints begun by then and not ended
 * @param exports begun by then and not ended
 */
record TrainingWatch(
    Path run, int perEpoch, long end, long step, List<String> checkpoints, List<String> exports) {

  enum Moment {
    START,
    STEP,
    CHECKPOINT,
    EVALUATION,
    END,
    EXPORT
  }

  /** Watches a directory from now on. */
  static TrainingWatch from(Path run, int perEpoch, long end) throws IOException {
    return new TrainingWatch(
        run, perEpoch, end, TinyRun.newestCheckpoint(run), checkpoints(run), exports(run));
  }

  /** Waits until a training is in some moment of this kind. */
  void await(Moment moment, Child child, Random random) throws Exception {
    switch (moment) {
      case START -> Thread.sleep(random.nextInt(1500));
      case STEP -> {
        long wanted = step + 1 + random.nextInt(5);
        child.until(() -> TinyRun.newestCheckpoint(run) >= wanted && checkpoints(run).isEmpty());
        Thread.sleep(random.nextInt(3));
      }
      case CHECKPOINT -> {
        long wanted = step + 1 + random.nextInt(3);
        child.until(() -> TinyRun.newestCheckpoint(run) >= wanted);
        child.until(() -> !checkpoints(run).isEmpty());
      }
      case EVALUATION -> {
        child.until(() -> TinyRun.newestCheckpoint(run) > step && lastStepIsNext());
        Thread.sleep(3 + random.nextInt(30));
      }
      case END -> child.until(() -> TinyRun.newestCheckpoint(run) == end);
      case EXPORT -> {
        child.until(() -> !exports(run).equals(exports));
        Thread.sleep(random.nextInt(30));
      }
    }
  }

  private boolean lastStepIsNext() throws IOException {
    return TinyRun.newestCheckpoint(run) % perEpoch == perEpoch - 1;
  }

  /** Says what a training was doing that is no more. */
  Moment momentOfDeath() throws IOException {
    if (!exports(run).equals(exports)) {
      return Moment.EXPORT;
    }
    if (TinyRun.newestCheckpoint(run) == end && step < end) {
      return Moment.END;
    }
    if (TinyRun.newestCheckpoint(run) == step && checkpoints(run).equals(checkpoints)) {
      return Moment.START;
    }
    if (!checkpoints(run).isEmpty()) {
      return Moment.CHECKPOINT;
    }
    return lastStepIsNext() ? Moment.EVALUATION : Moment.STEP;
  }

  private static List<String> exports(Path run) throws IOException {
    return begun(run.resolve("export/lenet"));
  }

  /** Returns the names of the checkpoints that were begun and are not whole. */
  static List<String> checkpoints(Path run) throws IOException {
    return begun(run.resolve("checkpoints"));
  }

  private static List<String> begun(Path folder) throws IOException {
    return Files.exists(folder)
        ? Calls.names(folder).stream().filter(name -> name.startsWith(".")).toList()
        : List.of();
  }
}
