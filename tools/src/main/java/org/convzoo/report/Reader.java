package org.convzoo.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.convzoo.ops.internal.runtime.MultiplyAdds;
import org.convzoo.report.flow.Backward;
import org.convzoo.report.flow.BandedNorms;
import org.convzoo.report.flow.DataFlow;
import org.convzoo.report.flow.GlobalPooling;
import org.convzoo.report.flow.LayerNames;
import org.convzoo.report.flow.Lifetimes;
import org.convzoo.report.flow.Memory;
import org.convzoo.report.flow.ReceptiveFields;
import org.convzoo.report.flow.Row;
import org.convzoo.report.flow.Scopes;
import org.convzoo.report.flow.Transfer;
import org.convzoo.report.internal.control.ControlFlow;
import org.convzoo.report.internal.drawing.DiagramBuilder;
import org.convzoo.report.internal.drawing.Drawing;
import org.convzoo.report.internal.op.OperationType;
import org.convzoo.report.internal.op.OperationTypes;
import org.convzoo.report.internal.op.Sizes;
import org.convzoo.report.internal.op.UncountedException;
import org.convzoo.report.internal.op.Windows;
import org.convzoo.report.internal.op.Work;
import org.convzoo.report.internal.shape.Parameters;
import org.convzoo.report.internal.shape.Rounds;
import org.convzoo.report.source.GraphSource;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;

/** Reads the operations of a subject one by one. */
final class Reader {

  private final DataFlow flow;
  private final Parameters parameters;
  private final Scopes scopes;
  private final ReceptiveFields fields;
  private final Backward backward;
  private final Rounds rounds;
  private final BandedNorms norms;
  private final Map<GraphOperation, Row> alone = new HashMap<>();

  Reader(GraphSource subject) {
    flow = new DataFlow(subject);
    parameters = new Parameters(flow.operations());
    scopes = new Scopes(flow.live());
    fields = ReceptiveFields.of(subject);
    backward = new Backward(flow, parameters);
    rounds = new Rounds(subject.graph(), flow.operations());
    norms = new BandedNorms(flow.live());
  }

  List<GraphReport.Entry> entries() {
    List<GraphReport.Entry> entries = new ArrayList<>();
    LayerNames names = new LayerNames(flow.live(), scopes);
    flow.owned()
        .forEach(
            (op, owned) -> entries.add(new GraphReport.Entry(row(op, owned), names.layer(op))));
    return entries;
  }

  /**
   * Returns the memory that the graph needs.
   *
   * @param total the sum of its rows
   */
  Memory memory(Row total) {
    Lifetimes.Peak peak = Lifetimes.peak(flow);
    long gradients =
        flow.operations().stream()
            .filter(op -> parameters.holds(op) && parameters.isTrainable(op))
            .mapToLong(op -> bytesHeld(op, Math.max(0, parameters.size(op))))
            .reduce(0, Math::addExact);
    return new Memory(
        total.weightBytes(),
        flow.bytesFed(),
        gradients,
        total.keptBytes(),
        peak.bytes(),
        peak.at().map(op -> scopes.shorten(op.name())).orElse(""));
  }

  /**
   * Returns how deep the subject is; nothing if it has no weight layer, or cannot be drawn as boxes
   * and arrows, as some files' graphs that can be counted.
   */
  Optional<Depth> depth() {
    try {
      Drawing drawing = new DiagramBuilder(flow, parameters, scopes).drawing("");
      return Optional.of(Depth.of(drawing)).filter(depth -> depth.layers() > 0);
    } catch (RuntimeException e) { // files have graphs that no rule foresees
      return Optional.empty();
    }
  }

  /** Returns the multiply-adds of what stands in the place of local response normalisation. */
  long bandMacs() {
    return norms.multiplyAdds();
  }

  private Row row(GraphOperation op, List<GraphOperation> owned) {
    Row own =
        Row.named(
            scopes.shorten(op.name()),
            GlobalPooling.kind(op),
            Windows.of(op),
            flow.firstInput(op),
            op.numOutputs() == 0 ? Shape.unknown() : op.output(0).shape(),
            fields.at(op).orElse(null));
    return Row.sum(own, owned.stream().map(this::alone).toList());
  }

  /** Returns what the operations on each device come to. */
  List<Row> devices() {
    Map<String, List<Row>> devices = new TreeMap<>();
    for (GraphOperation op : flow.operations()) {
      devices.computeIfAbsent(Transfer.device(op), d -> new ArrayList<>()).add(alone(op));
    }
    return devices.entrySet().stream().map(d -> Row.sum(d.getKey(), d.getValue())).toList();
  }

  List<Transfer> transfers() {
    return Transfer.all(flow, scopes);
  }

  /** What an operation comes to without those it owns. */
  private Row alone(GraphOperation op) {
    return alone.computeIfAbsent(op, this::read);
  }

  private Row read(GraphOperation op) {
    List<String> uncounted = new ArrayList<>();
    long macs = 0;
    Map<Work, Long> flops = Map.of();
    try {
      flops = flops(op);
      macs = flops.containsKey(Work.PRODUCTS) ? MultiplyAdds.of(op) : 0;
    } catch (ArithmeticException e) {
      throw e;
    } catch (RuntimeException e) { // files have operations that no rule foresees
      uncounted.add("%s of type %s: %s".formatted(op.name(), op.type(), e.getMessage()));
    }
    ControlFlow.note(op)
        .filter(note -> rounds.of(op).isEmpty())
        .ifPresent(note -> uncounted.add("%s of type %s".formatted(op.name(), note)));
    long size = parameters.holds(op) ? parameters.size(op) : 0;
    if (size < 0) {
      uncounted.add("%s of type %s: its shape is not known".formatted(op.name(), op.type()));
      size = 0;
    }
    long times = rounds.times(op);
    boolean trainable = size > 0 && parameters.isTrainable(op);
    return new Row(
        op.name(),
        "",
        "",
        Shape.unknown(),
        Shape.unknown(),
        null,
        trainable ? size : 0,
        trainable ? 0 : size,
        size == 0 ? 0 : bytesHeld(op, size),
        Math.multiplyExact(times, macs),
        multiplied(times, flops),
        Math.multiplyExact(times, flow.bytesRead(op)),
        Math.multiplyExact(times, flow.bytesWritten(op)),
        Math.multiplyExact(times, backward.bytesKept(op)),
        uncounted);
  }

  private static Map<Work, Long> multiplied(long times, Map<Work, Long> flops) {
    Map<Work, Long> multiplied = new EnumMap<>(Work.class);
    flops.forEach((work, count) -> multiplied.put(work, Math.multiplyExact(times, count)));
    return multiplied;
  }

  /** Returns the FLOPs of an operation by its kind of work; what is fed costs nothing. */
  private Map<Work, Long> flops(GraphOperation op) {
    if (flow.isFed(op)) {
      return Map.of();
    }
    OperationType type =
        OperationTypes.of(op).orElseThrow(() -> new UncountedException("its cost is not known"));
    if (!flow.hasKnownShapes(op)) {
      throw new UncountedException(Row.SHAPELESS);
    }
    if (norms.contains(op)) {
      return norms.flops(op);
    }
    long count = type.flops(op);
    return count == 0 ? Map.of() : Map.of(type.work(), count);
  }

  private long bytesHeld(GraphOperation op, long size) {
    return Math.multiplyExact(size, Sizes.bytes(parameters.type(op)));
  }
}
