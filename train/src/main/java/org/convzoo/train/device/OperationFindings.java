package org.convzoo.train.device;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import org.tensorflow.Result;
import org.tensorflow.Session;

/** What became of the operations of one type. */
final class OperationFindings {

  private static final int SIZES_SHOWN = 3;

  private final String type;
  private final double tolerance;
  private final Set<String> sizes = new LinkedHashSet<>();
  private final Set<String> devices = new TreeSet<>();
  private int tried;
  private Double value;
  private Double gradient;
  private String note = "";

  OperationFindings(String type, double tolerance) {
    this.type = type;
    this.tolerance = tolerance;
  }

  /** Runs one on both sides. */
  void add(
      SingleOperation single, SingleOperation.Inputs inputs, Session reference, Session checked) {
    tried++;
    sizes.add(single.size(inputs));
    try (Result expected = single.ask(reference.runner(), inputs).run();
        Result found =
            single.ask(checked.runner().setOptions(Trace.TRACED), inputs).runAndFetchMetadata()) {
      double error = Numbers.largestError(Numbers.of(expected), Numbers.of(found));
      if (CaseGraph.isGradient(single.operation())) {
        gradient = gradient == null ? error : Math.max(gradient, error);
      } else {
        value = value == null ? error : Math.max(value, error);
      }
      String name = single.operation().name();
      devices.add(Trace.devices(found.getMetadata().orElseThrow()).getOrDefault(name, "?"));
    } catch (RuntimeException e) {
      note = note.isEmpty() ? Note.reason(e) : note;
    }
  }

  OperationRow row() {
    return new OperationRow(
        type,
        tried,
        String.join(" ", sizes.stream().limit(SIZES_SHOWN).toList()),
        value,
        gradient,
        tolerance,
        String.join(", ", devices),
        Verdict.of(note.isEmpty() && within(value) && within(gradient)),
        note);
  }

  private boolean within(Double error) {
    return error == null || error <= tolerance;
  }
}
