package org.convzoo.report.internal.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.convzoo.report.internal.control.Loop.Variable;
import org.convzoo.report.internal.op.GraphException;
import org.convzoo.report.internal.op.Marks;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * Tells the variables that a loop leaves as they are, such as weights, from those that change from
 * round to round. The former are read where they come from. Each of the latter gets an {@code
 * Identity}, so that it can be told from its initial value.
 */
final class LoopVariables {

  private static final int DEEPEST = 200;

  private final Wiring wiring;
  private final Map<String, Loop> loops;
  private final Map<String, Boolean> kept = new HashMap<>();
  private final Map<String, Variable> arguments = new HashMap<>();
  private final Origins origins = new Origins(this::step);
  private int depth;

  private LoopVariables(Wiring wiring) {
    this.wiring = wiring;
    loops = wiring.loops().stream().collect(Collectors.toMap(Loop::name, Function.identity()));
    wiring.loops().stream()
        .flatMap(loop -> loop.variables().stream())
        .forEach(variable -> arguments.put(variable.argument(), variable));
  }

  /** Gives all arguments of the loops of {@code wiring} a source. */
  static void settle(Wiring wiring) {
    LoopVariables variables = new LoopVariables(wiring);
    wiring.loops().forEach(variables::settle);
  }

  private void settle(Loop loop) {
    List<String> carried = new ArrayList<>();
    for (Variable variable : loop.variables()) {
      if (isKept(variable)) {
        wiring.connect(variable.argument(), variable.initial());
        carried.add("");
      } else {
        NodeDef first = first(loop.name() + "/variable" + carried.size(), variable);
        wiring.add(first);
        wiring.connect(variable.argument(), first.getName() + ":0");
        carried.add(first.getName());
      }
    }
    NodeDef.Builder join = wiring.nodes().get(loop.name()).toBuilder();
    wiring.nodes().put(loop.name(), join.putAttr(Marks.CARRIED, Marks.texts(carried)).build());
  }

  private NodeDef first(String name, Variable variable) {
    String unused = name;
    while (wiring.nodes().containsKey(unused)) {
      unused += "_";
    }
    return NodeDef.newBuilder()
        .setName(unused)
        .setOp("Identity")
        .addInput(variable.initial())
        .putAttr("T", AttrValue.newBuilder().setType(variable.type()).build())
        .putAttr(Marks.VARIABLE, Marks.yes())
        .build();
  }

  private boolean isKept(Variable variable) {
    Boolean known = kept.putIfAbsent(variable.argument(), false); // until it is known
    if (known == null) {
      if (++depth > DEEPEST) {
        throw new GraphException("its loops are nested too deep");
      }
      known = origins.of(variable.result()).equals(variable.argument());
      kept.put(variable.argument(), known);
      depth--;
    }
    return known;
  }

  /** Behind calls, identities, and loops that leave it as it is. */
  private Optional<String> step(String tensor) {
    if (arguments.containsKey(tensor)) {
      return Optional.empty();
    }
    Optional<String> source = wiring.source(tensor);
    if (source.isPresent()) {
      return source;
    }
    NodeDef node = wiring.nodes().get(Nodes.name(tensor));
    if (node == null) {
      return Optional.empty();
    }
    Loop loop = loops.get(node.getName());
    int number = Nodes.number(tensor.split(":"), 1);
    if (loop != null && number < loop.variables().size()) {
      Variable variable = loop.variables().get(number);
      return isKept(variable) ? Optional.of(variable.initial()) : Optional.empty();
    }
    return Nodes.identical(node);
  }
}
