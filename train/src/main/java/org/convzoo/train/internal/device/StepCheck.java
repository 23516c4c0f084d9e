package org.convzoo.train.internal.device;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.train.internal.bench.StepProbe;
import org.convzoo.train.internal.device.row.DeterminismRow;
import org.convzoo.train.internal.device.row.Note;
import org.convzoo.train.internal.device.row.Row;
import org.convzoo.train.internal.device.row.StepRow;
import org.convzoo.train.internal.device.row.Verdict;
import org.convzoo.train.internal.replica.DevicePlan;

/** Compares training steps: the first network of each file of the zoo, at a small size. */
final class StepCheck {

  private static final int BATCH = 4;
  private static final int MOST_CLASSES = 10;

  /** A plain one, one with dropout, one with batch norm. */
  private static final Set<String> QUICK = Set.of("lenet", "nin", "resnet20");

  private StepCheck() {}

  /** Takes a step on the CPU and two on the device in question. */
  static void run(Setting setting, Consumer<Row> rows) {
    Sides sides = Sides.of(setting.on());
    Tolerance tolerance = Tolerance.of(setting.on());
    each(setting, "steps", rows, network -> row(network, sides, tolerance));
  }

  /** Takes a step twice on the device in question. */
  static void repeat(Setting setting, Consumer<Row> rows) {
    Sides sides = Sides.of(setting.on());
    each(
        setting,
        "determinism",
        rows,
        network -> {
          try (StepProbe probe = probe(network, Smallest.of(network))) {
            var steps = probe.take(sides.checked(), null, 2).steps();
            return new DeterminismRow(network.spec().name(), areEqual(steps));
          } catch (RuntimeException e) { // TensorFlow has no kernel without chance: no fault
            String name = network.spec().name();
            return new Note("determinism", name, Verdict.SKIPPED, Note.reason(e));
          }
        });
  }

  private static void each(
      Setting setting, String table, Consumer<Row> rows, Function<Network, Row> check) {
    for (Network network : firsts()) {
      String name = network.spec().name();
      if (setting.quick() && !QUICK.contains(name)) {
        continue;
      }
      if (setting.over().getAsBoolean()) {
        rows.accept(Note.timeIsOver(table, name));
        continue;
      }
      try {
        rows.accept(check.apply(network));
      } catch (RuntimeException e) {
        rows.accept(Note.of(table, name, e));
      }
    }
  }

  /** The first network of each file. */
  static Collection<Network> firsts() {
    Map<Class<?>, Network> firsts = new LinkedHashMap<>();
    Zoo.all()
        .forEach(network -> firsts.putIfAbsent(((Enum<?>) network).getDeclaringClass(), network));
    return firsts.values();
  }

  private static StepProbe probe(Network network, Spec.Input size) {
    return new StepProbe(network, size, classes(network), BATCH, DevicePlan.UNPLACED);
  }

  static int classes(Network network) {
    return Math.min(network.spec().classes(), MOST_CLASSES);
  }

  private static StepRow row(Network network, Sides sides, Tolerance tolerance) {
    Spec.Input size = Smallest.of(network);
    try (StepProbe probe = probe(network, size)) {
      StepProbe.Taken expected = probe.take(sides.reference(), null, 1);
      StepProbe.Taken found = probe.take(sides.checked(), expected.start(), 2);
      StepErrors errors = StepErrors.of(expected.steps().get(0), found.steps().get(0));
      return new StepRow(
          network.spec().name(),
          size.toString(),
          BATCH,
          errors.loss(),
          errors.weights(),
          errors.gradient(),
          tolerance.loss(),
          tolerance.gradient(),
          areEqual(found.steps()),
          errors.within(tolerance));
    }
  }

  private static boolean areEqual(List<StepProbe.Step> twice) {
    StepProbe.Step one = twice.get(0);
    StepProbe.Step other = twice.get(1);
    return Float.compare(one.loss(), other.loss()) == 0
        && areEqual(one.weights(), other.weights())
        && areEqual(one.gradients(), other.gradients());
  }

  private static boolean areEqual(Map<String, float[]> one, Map<String, float[]> other) {
    return one.entrySet().stream()
        .allMatch(entry -> Arrays.equals(entry.getValue(), other.get(entry.getKey())));
  }
}
