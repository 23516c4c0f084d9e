package org.convzoo.report.internal.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.convzoo.report.internal.control.Loop.Variable;
import org.convzoo.report.internal.op.GraphException;
import org.convzoo.report.internal.op.Marks;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * The loops and choices of TensorFlow 1, which freezing makes of those of TensorFlow 2, too: a loop
 * is a circle of {@code Merge}, {@code Switch} and {@code NextIteration} in a frame that values
 * {@code Enter} and {@code Exit}. Here its first round is left, and an {@code IdentityN}, as {@link
 * ControlFlow} makes of a loop with calls; of a choice, whatever its {@code Merge} reads.
 */
final class WhileFrames {

  private static final Set<String> PASSING =
      Set.of("Enter", "Exit", "Switch", "NextIteration", "LoopCond");

  /** A variable of a loop: the nodes that it passes in each round. */
  record Lane(NodeDef merge, NodeDef enter, NodeDef next, List<NodeDef> exits) {}

  private final Inlining.Part part;
  private final Map<String, NodeDef> nodes;
  private final Map<String, List<NodeDef>> readers = new HashMap<>();
  private final Wiring flat = new Wiring();

  private WhileFrames(Inlining.Part part) {
    this.part = part;
    nodes = Nodes.byName(part.nodes());
    for (NodeDef node : part.nodes()) {
      for (String input : node.getInputList()) {
        readers.computeIfAbsent(Nodes.name(input), n -> new ArrayList<>()).add(node);
      }
    }
  }

  static Inlining.Part flattened(Inlining.Part part) {
    boolean none =
        part.nodes().stream()
            .noneMatch(node -> PASSING.contains(node.getOp()) || node.getOp().equals("Merge"));
    return none ? part : new WhileFrames(part).flattened();
  }

  /** Returns the name of what stands in the place of the loop that goes on by {@code condition}. */
  static String loop(NodeDef condition) {
    return condition.getName() + "/loop";
  }

  private Inlining.Part flattened() {
    Map<NodeDef, List<Lane>> loops = new HashMap<>();
    for (NodeDef node : part.nodes()) {
      if (node.getOp().equals("LoopCond") && !lanes(node).isEmpty()) {
        loops.put(node, lanes(node));
      }
    }
    Map<String, NodeDef> placed = new FrameMembers(nodes, readers, loops).placed();
    for (NodeDef node : part.nodes()) {
      NodeDef there = placed.get(node.getName());
      if (PASSING.contains(node.getOp())) {
        pass(node);
      } else if (node.getOp().equals("Merge")) {
        choose(there);
      } else {
        flat.add(there);
      }
    }
    loops.forEach((condition, lanes) -> join(placed.get(condition.getName()), lanes));
    return flat.connected(part.ends());
  }

  /** The variables of a loop that goes on as long as {@code condition} says. */
  private List<Lane> lanes(NodeDef condition) {
    List<Lane> lanes = new ArrayList<>();
    for (NodeDef fork : readers.getOrDefault(condition.getName(), List.of())) {
      NodeDef merge = fork.getOp().equals("Switch") ? input(fork, 0) : null;
      if (merge != null && merge.getOp().equals("Merge")) {
        NodeDef enter = input(merge, 0);
        NodeDef next = input(merge, 1);
        if (enter.getOp().equals("Enter") && next.getOp().equals("NextIteration")) {
          List<NodeDef> exits =
              readers.getOrDefault(fork.getName(), List.of()).stream()
                  .filter(reader -> reader.getOp().equals("Exit"))
                  .toList();
          lanes.add(new Lane(merge, enter, next, exits));
        }
      }
    }
    return lanes;
  }

  private NodeDef input(NodeDef node, int number) {
    if (number >= node.getInputCount()) {
      throw new GraphException("%s: %s has too few inputs".formatted(node.getName(), node.getOp()));
    }
    return nodes.get(Nodes.name(node.getInput(number)));
  }

  /** Whoever reads what {@code node} puts out reads what it is given. */
  private void pass(NodeDef node) {
    input(node, 0);
    flat.connect(node.getName() + ":0", node.getInput(0));
    flat.connect(node.getName() + ":1", node.getInput(0));
    flat.drop(node.getName());
  }

  private void choose(NodeDef merge) {
    List<String> branches =
        merge.getInputList().stream().filter(input -> !input.startsWith("^")).toList();
    AttrValue.ListValue.Builder types = AttrValue.ListValue.newBuilder();
    branches.forEach(b -> types.addType(type(merge).getType()));
    NodeDef.Builder choice = merge.toBuilder().setOp("IdentityN").clearAttr();
    Marks.placeLike(merge, choice);
    flat.add(
        choice
            .putAttr("T", AttrValue.newBuilder().setList(types).build())
            .putAttr(Marks.NOTE, Marks.text(ControlFlow.CHOICE.formatted("Merge", branches.size())))
            .build());
  }

  private void join(NodeDef condition, List<Lane> lanes) {
    List<Variable> variables = new ArrayList<>();
    AttrValue.ListValue.Builder types = AttrValue.ListValue.newBuilder();
    NodeDef.Builder join = NodeDef.newBuilder().setName(loop(condition)).setOp("IdentityN");
    for (Lane lane : lanes) {
      String result = lane.next().getInput(0);
      for (NodeDef exit : lane.exits()) {
        flat.connect(exit.getName() + ":0", loop(condition) + ":" + variables.size());
      }
      variables.add(
          new Variable(
              lane.merge().getName() + ":0",
              lane.enter().getInput(0),
              result,
              type(lane.merge()).getType()));
      join.addInput(result);
      types.addType(type(lane.merge()).getType());
      flat.nodes().remove(lane.merge().getName());
      flat.drop(lane.merge().getName());
    }
    join.addInput(condition.getInput(0));
    types.addType(DataType.DT_BOOL);
    Marks.placeLike(condition, join);
    flat.add(
        join.putAttr("T", AttrValue.newBuilder().setList(types).build())
            .putAttr(Marks.NOTE, Marks.text(Loop.NOTE.formatted(condition.getOp())))
            .build());
    flat.add(new Loop(loop(condition), variables));
  }

  private static AttrValue type(NodeDef node) {
    return node.getAttrOrDefault("T", AttrValue.getDefaultInstance());
  }
}
