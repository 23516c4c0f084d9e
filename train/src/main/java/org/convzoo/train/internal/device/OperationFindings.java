package org.convzoo.train.internal.device;

import java.util.Set;
import java.util.TreeSet;
import org.convzoo.train.internal.device.operation.CaseGraph;
import org.convzoo.train.internal.device.operation.SingleOperation;
import org.convzoo.train.internal.device.row.Note;
import org.convzoo.train.internal.device.row.OperationRow;
import org.convzoo.train.internal.device.row.Verdict;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;

/** What became of the operations of one type. */
final class OperationFindings {

  private final String type;
  private final double tolerance;
  private final Set<String> devices = new TreeSet<>();
  private Shape largest;
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
    largest = larger(largest, single.largestInput(inputs));
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

  private static Shape larger(Shape one, Shape other) {
    return one == null || other != null && other.size() > one.size() ? other : one;
  }

  OperationRow row() {
    return new OperationRow(
        type,
        tried,
        largest == null ? "constants" : Note.words(largest),
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
