package org.convzoo.train.internal.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.ops.Phase;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.internal.bench.Benchmark;
import org.convzoo.train.internal.device.row.Note;
import org.convzoo.train.internal.device.row.Row;
import org.convzoo.train.internal.device.row.SpeedRow;
import org.convzoo.train.recipe.Precision;

/** Measures training and inference of well-known networks, each in small and in large batches. */
final class SpeedCheck {

  private static final int WARMUP = 3;
  private static final int STEPS = 10;

  private record Measured(String network, int small, int large) {

    int batch(boolean isLarge) {
      return isLarge ? large : small;
    }
  }

  private static final List<Measured> NETWORKS =
      List.of(
          new Measured("lenet", 256, 4096),
          new Measured("alexnet", 32, 256),
          new Measured("vgg16", 16, 64),
          new Measured("googlenet", 32, 128),
          new Measured("resnet50", 32, 128),
          new Measured("densenet121", 32, 128),
          new Measured("unet", 1, 8));

  private static final List<Measured> QUICK = List.of(new Measured("lenet", 16, 64));

  private SpeedCheck() {}

  static void run(Setting setting, Consumer<Row> rows) {
    for (boolean large : new boolean[] {false, true}) {
      for (Measured each : setting.quick() ? QUICK : NETWORKS) {
        for (Phase phase : Phase.values()) {
          rows.accept(row(Zoo.get(each.network), phase, each.batch(large), setting));
        }
      }
    }
  }

  private static Row row(Network network, Phase phase, int batch, Setting setting) {
    String mode = phase == Phase.TRAINING ? "training" : "inference";
    String subject = "%s, %s, batch %d".formatted(network.spec().name(), mode, batch);
    if (setting.over().getAsBoolean()) {
      return Note.timeIsOver("speed", subject);
    }
    var spec = network.spec();
    var job =
        new Benchmark.Job(
            network,
            phase,
            spec.input(),
            spec.classes(),
            batch,
            null,
            Precision.FLOAT32,
            setting.quick() ? 1 : WARMUP,
            setting.quick() ? 3 : STEPS);
    try {
      return SpeedRow.of(Benchmark.measure(job, new Hardware(setting.on(), 0), trace -> {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      return Note.of("speed", subject, e);
    }
  }
}
