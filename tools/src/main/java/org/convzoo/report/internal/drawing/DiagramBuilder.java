package org.convzoo.report.internal.drawing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.convzoo.ops.internal.runtime.Ancestors;
import org.convzoo.report.flow.DataFlow;
import org.convzoo.report.flow.Scopes;
import org.convzoo.report.internal.drawing.Drawing.Arrow;
import org.convzoo.report.internal.drawing.Drawing.Box;
import org.convzoo.report.internal.drawing.Drawing.Kind;
import org.convzoo.report.internal.op.OperationTypes;
import org.convzoo.report.internal.op.Sizes;
import org.convzoo.report.internal.op.Work;
import org.convzoo.report.internal.shape.Parameters;
import org.convzoo.report.source.GraphSource;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;

/** Finds the boxes of a graph: which operations each of them stands for, and who reads whom. */
public final class DiagramBuilder {

  private static final Set<String> CUTS = Set.of("Split", "SplitV", "Slice", "StridedSlice");

  private final DataFlow flow;
  private final Parameters parameters;
  private final Scopes scopes;
  private final Map<List<?>, Part> parts = new LinkedHashMap<>();
  private final Map<GraphOperation, Part> owner = new HashMap<>();
  private final Map<GraphOperation, Integer> depth = new HashMap<>();
  private final Set<String> names = new HashSet<>();

  public DiagramBuilder(GraphSource subject) {
    this(new DataFlow(subject));
  }

  private DiagramBuilder(DataFlow flow) {
    this(flow, new Parameters(flow.operations()), new Scopes(flow.live()));
  }

  public DiagramBuilder(DataFlow flow, Parameters parameters, Scopes scopes) {
    this.flow = flow;
    this.parameters = parameters;
    this.scopes = scopes;
  }

  public Drawing drawing(String title) {
    flow.live().forEach(this::place);
    Map<Part, Map<Part, Set<GraphOperation>>> reads = new LinkedHashMap<>();
    for (Part part : parts.values()) {
      reads.put(part, reads(part));
    }
    List<Arrow> arrows = new ArrayList<>();
    reads.forEach(
        (part, sources) ->
            sources.forEach(
                (source, exits) ->
                    arrows.add(new Arrow(source.name(), part.name(), source.through(exits)))));
    List<Box> boxes = parts.values().stream().map(part -> part.box(scope(part, reads))).toList();
    return new Drawing(title, boxes, arrows);
  }

  /** Finds the box that an operation belongs to, whose inputs have found theirs. */
  private void place(GraphOperation op) {
    List<GraphOperation> values = values(op);
    Set<Part> sources = values.stream().map(owner::get).collect(Collectors.toSet());
    int deep = values.stream().mapToInt(depth::get).max().orElse(0);
    Kind kind = flow.isFed(op) ? Kind.INPUT : isLayer(op) ? layer(op) : join(op);
    boolean begins = flow.isFed(op) || isLayer(op) || sources.size() > 1;
    Part part = begins ? parts.computeIfAbsent(key(op, deep), k -> begin(op, kind)) : only(sources);
    part.add(op, begins);
    owner.put(op, part);
    depth.put(op, begins ? deep + 1 : deep);
  }

  private static Part only(Collection<Part> sources) {
    return sources.iterator().next();
  }

  private Part begin(GraphOperation op, Kind kind) {
    boolean join = kind == Kind.SUM || kind == Kind.CONCAT || kind == Kind.JOIN;
    String name = join ? scopes.shorten(op.name()) : scopes.layer(op);
    while (!names.add(name)) {
      name = name.equals(op.name()) ? name + "'" : op.name();
    }
    return new Part(name, kind);
  }

  /** Convolutions of the cuts of one map are groups of one; any other operation is alone. */
  private List<?> key(GraphOperation op, int deep) {
    List<GraphOperation> values = values(op);
    if (values.size() == 1 && CUTS.contains(values.get(0).type())) {
      GraphOperation whole = values(values.get(0)).get(0);
      return List.of(whole, op.type(), deep, Scopes.parent(op.name()));
    }
    return List.of(op);
  }

  /** The live operations whose numbers go in; integers only where there is nothing else. */
  private List<GraphOperation> values(GraphOperation op) {
    List<Output<?>> inputs = new ArrayList<>();
    op.inputs().stream().map(Operand::asOutput).filter(this::isLive).forEach(inputs::add);
    boolean floating = inputs.stream().anyMatch(Sizes::isFloating);
    return inputs.stream()
        .filter(input -> !floating || Sizes.isFloating(input))
        .map(input -> (GraphOperation) input.op())
        .distinct()
        .toList();
  }

  private boolean isLive(Output<?> value) {
    return flow.isLive((GraphOperation) value.op());
  }

  /**
   * The scope that a box is drawn in. A pooling in a layer's scope is beside the layer, and one
   * that ends a scope of several layers is behind it.
   */
  private String scope(Part part, Map<Part, Map<Part, Set<GraphOperation>>> reads) {
    String scope = Scopes.parent(part.name());
    boolean behind =
        part.isPooling() && !names.contains(scope) && !isReadWithin(scope, part, reads);
    return behind || names.contains(scope) ? Scopes.parent(scope) : scope;
  }

  private static boolean isReadWithin(
      String scope, Part part, Map<Part, Map<Part, Set<GraphOperation>>> reads) {
    return reads.entrySet().stream()
        .filter(reader -> reader.getValue().containsKey(part))
        .anyMatch(reader -> reader.getKey().name().startsWith(scope + "/"));
  }

  /** Which boxes a box reads, each at which of its operations. */
  private Map<Part, Set<GraphOperation>> reads(Part part) {
    Map<Part, Set<GraphOperation>> reads = new LinkedHashMap<>();
    for (GraphOperation head : part.heads()) {
      for (GraphOperation value : values(head)) {
        reads.computeIfAbsent(owner.get(value), p -> new LinkedHashSet<>()).add(value);
        owner.get(value).leaveAt(value);
      }
    }
    return reads;
  }

  private boolean isLayer(GraphOperation op) {
    return switch (OperationTypes.work(op)) {
      case POOLING -> !op.type().equals("ArgMax");
      case PRODUCTS -> hasParameters(op);
      default -> op.type().startsWith("Resize");
    };
  }

  private boolean hasParameters(GraphOperation op) {
    List<Operand<?>> kernels = new ArrayList<>();
    op.inputs().stream().filter(input -> !isLive(input.asOutput())).forEach(kernels::add);
    return Ancestors.of(kernels, List.of()).stream().anyMatch(parameters::holds);
  }

  private static Kind layer(GraphOperation op) {
    return switch (op.type()) {
      case "MatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3" -> Kind.DENSE;
      default ->
          op.type().startsWith("Resize")
              ? Kind.RESIZING
              : OperationTypes.work(op) == Work.POOLING ? Kind.POOLING : Kind.CONVOLUTION;
    };
  }

  private static Kind join(GraphOperation op) {
    return switch (op.type()) {
      case "Add", "AddV2", "AddN" -> Kind.SUM;
      case "Concat", "ConcatV2" -> Kind.CONCAT;
      default -> Kind.JOIN;
    };
  }
}
