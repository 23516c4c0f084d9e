package org.convzoo.report.internal.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.convzoo.report.internal.control.Loop.Variable;
import org.convzoo.report.internal.op.GraphException;
import org.convzoo.report.internal.op.Marks;
import org.tensorflow.GraphOperation;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;

/**
 * A branch or a loop, written with calls: every branch is called, a loop's body and condition are
 * called once. What they return goes into an {@code IdentityN} in the place of the operation, which
 * notes that; its first outputs are those of the first branch, or of the body.
 */
public final class ControlFlow {

  /** What is said of a choice among branches. */
  static final String CHOICE =
      "%s: a choice; all its %d branches are counted, and one of them runs";

  private final NodeDef node;
  private final UnaryOperator<String> unused;
  private final List<String> inputs;
  private final List<NodeDef> calls = new ArrayList<>();
  private final NodeDef.Builder join = NodeDef.newBuilder().setOp("IdentityN");
  private final AttrValue.ListValue.Builder types = AttrValue.ListValue.newBuilder();

  private Loop loop;

  private ControlFlow(NodeDef node, UnaryOperator<String> unused) {
    this.node = node;
    this.unused = unused;
    inputs = node.getInputList().stream().filter(input -> !input.startsWith("^")).toList();
    join.setName(node.getName());
    Marks.placeLike(node, join);
  }

  /**
   * Rewrites {@code node}, or returns nothing if it is no branch or loop.
   *
   * @param unused makes a name one that no operation has
   */
  static Optional<ControlFlow> of(NodeDef node, UnaryOperator<String> unused) {
    ControlFlow flow = new ControlFlow(node, unused);
    switch (node.getOp()) {
      case "If", "StatelessIf" ->
          flow.branch(
              flow.attribute("Tcond").getType(),
              List.of(
                  flow.attribute("then_branch").getFunc(),
                  flow.attribute("else_branch").getFunc()));
      case "Case", "StatelessCase" ->
          flow.branch(DataType.DT_INT32, flow.attribute("branches").getList().getFuncList());
      case "While", "StatelessWhile" -> flow.loop();
      default -> {
        return Optional.empty();
      }
    }
    node.getInputList().stream().filter(i -> i.startsWith("^")).forEach(flow.join::addInput);
    return Optional.of(flow);
  }

  /** The calls of the functions, as {@code PartitionedCall}s. */
  List<NodeDef> calls() {
    return calls;
  }

  /** The loop, if it is one. */
  Optional<Loop> asLoop() {
    return Optional.ofNullable(loop);
  }

  /** What stands in the place of the operation. */
  NodeDef join() {
    calls.forEach(call -> join.addInput("^" + call.getName()));
    return join.putAttr("T", AttrValue.newBuilder().setList(types).build()).build();
  }

  /** What an operation notes that was made here, such as {@code While: ...}. */
  public static Optional<String> note(GraphOperation op) {
    return op.type().equals("IdentityN") ? Marks.text(op, Marks.NOTE) : Optional.empty();
  }

  private void branch(DataType chooser, List<NameAttrList> branches) {
    if (inputs.isEmpty()) {
      throw new GraphException("%s: %s has no inputs".formatted(node.getName(), node.getOp()));
    }
    for (int i = 0; i < branches.size(); i++) {
      var branch = call("branch" + i, branches.get(i), inputs.subList(1, inputs.size()));
      Marks.placeLike(node, branch);
      returns(branch, outputs("Tout"));
    }
    join.addInput(inputs.get(0));
    types.addType(chooser);
    note(CHOICE.formatted(node.getOp(), branches.size()));
  }

  private void loop() {
    List<DataType> passed = outputs("T");
    if (passed.size() != inputs.size()) {
      throw new GraphException(
          "%s: %s has %,d inputs of %,d types"
              .formatted(node.getName(), node.getOp(), inputs.size(), passed.size()));
    }
    List<String> arguments =
        IntStream.range(0, passed.size()).mapToObj(i -> node.getName() + " argument:" + i).toList();
    var body = call("body", attribute("body").getFunc(), arguments);
    Marks.place(Marks.BODY, node.getName(), body);
    returns(body, passed);
    var condition = call("cond", attribute("cond").getFunc(), arguments);
    Marks.place(Marks.CONDITION, node.getName(), condition);
    returns(condition, List.of(DataType.DT_BOOL));
    List<Variable> variables = new ArrayList<>();
    for (int i = 0; i < passed.size(); i++) {
      String result = body.getName() + ":" + i;
      variables.add(new Variable(arguments.get(i), inputs.get(i), result, passed.get(i)));
    }
    note(Loop.NOTE.formatted(node.getOp()));
    loop = new Loop(node.getName(), variables);
  }

  private void note(String note) {
    join.putAttr(Marks.NOTE, Marks.text(note));
  }

  private NodeDef.Builder call(String role, NameAttrList function, List<String> arguments) {
    AttrValue callee = AttrValue.newBuilder().setFunc(function).build();
    return NodeDef.newBuilder()
        .setName(unused.apply(node.getName() + "/" + role))
        .setOp("PartitionedCall")
        .addAllInput(arguments)
        .putAttr("f", callee);
  }

  private void returns(NodeDef.Builder call, List<DataType> returned) {
    calls.add(call.build());
    for (int i = 0; i < returned.size(); i++) {
      join.addInput(call.getName() + ":" + i);
    }
    types.addAllType(returned);
  }

  private List<DataType> outputs(String attribute) {
    return attribute(attribute).getList().getTypeList();
  }

  private AttrValue attribute(String name) {
    return node.getAttrOrDefault(name, AttrValue.getDefaultInstance());
  }
}
