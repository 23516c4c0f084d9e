package org.convzoo.report;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;

/**
 * A branch or a loop, written with calls: every branch is called, a loop's body and condition are
 * called once. What they return goes into an {@code IdentityN} in the place of the operation, which
 * notes that; its first outputs are those of the first branch, or of the body.
 */
final class ControlFlow {

  private static final String NOTE = "_note";

  private final NodeDef node;
  private final List<String> inputs;
  private final List<NodeDef> calls = new ArrayList<>();
  private final NodeDef.Builder join = NodeDef.newBuilder().setOp("IdentityN");
  private final AttrValue.ListValue.Builder types = AttrValue.ListValue.newBuilder();

  private ControlFlow(NodeDef node) {
    this.node = node;
    inputs = node.getInputList().stream().filter(input -> !input.startsWith("^")).toList();
    join.setName(node.getName());
  }

  /** Rewrites {@code node}, or returns nothing if it is no branch or loop. */
  static Optional<ControlFlow> of(NodeDef node) {
    ControlFlow flow = new ControlFlow(node);
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

  /** What stands in the place of the operation. */
  NodeDef join() {
    calls.forEach(call -> join.addInput("^" + call.getName()));
    return join.putAttr("T", AttrValue.newBuilder().setList(types).build()).build();
  }

  /** What an operation notes that was made here, such as {@code While: ...}. */
  static Optional<String> note(GraphOperation op) {
    return op.type().equals("IdentityN")
        ? Attributes.find(op, NOTE, OperationAttributeInspector::getAttrString)
        : Optional.empty();
  }

  /** Whether this attribute is a note. */
  static boolean notes(String attribute) {
    return attribute.equals(NOTE);
  }

  private void branch(DataType chooser, List<NameAttrList> branches) {
    if (inputs.isEmpty()) {
      throw new GraphException("%s: %s has no inputs".formatted(node.getName(), node.getOp()));
    }
    for (int i = 0; i < branches.size(); i++) {
      call("branch" + i, branches.get(i), inputs.subList(1, inputs.size()), outputs("Tout"));
    }
    join.addInput(inputs.get(0));
    types.addType(chooser);
    note(
        "a choice; all its %d branches are counted, and one of them runs"
            .formatted(branches.size()));
  }

  private void loop() {
    call("body", attribute("body").getFunc(), inputs, outputs("T"));
    call("cond", attribute("cond").getFunc(), inputs, List.of(DataType.DT_BOOL));
    note("the rounds after the first, as nothing says how many there are");
  }

  private void note(String note) {
    ByteString text = ByteString.copyFromUtf8(node.getOp() + ": " + note);
    join.putAttr(NOTE, AttrValue.newBuilder().setS(text).build());
  }

  private void call(
      String role, NameAttrList function, List<String> arguments, List<DataType> returned) {
    String name = node.getName() + "/" + role;
    AttrValue callee = AttrValue.newBuilder().setFunc(function).build();
    calls.add(
        NodeDef.newBuilder()
            .setName(name)
            .setOp("PartitionedCall")
            .addAllInput(arguments)
            .putAttr("f", callee)
            .build());
    for (int i = 0; i < returned.size(); i++) {
      join.addInput(name + ":" + i);
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
