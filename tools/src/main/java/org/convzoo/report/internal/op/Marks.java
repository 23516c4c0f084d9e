package org.convzoo.report.internal.op;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * Attributes that a node gets here, so that it says after the import what stood around it in the
 * file. What a file has of these names is removed.
 */
public final class Marks {

  /** Of an {@code IdentityN}: which branch or loop it stands for, and what is not counted of it. */
  public static final String NOTE = "_note";

  /** Of what stands in the body of a loop: the loop's {@code IdentityN}. */
  public static final String BODY = "_body";

  /** Of what stands in the condition of a loop: the loop's {@code IdentityN}. */
  public static final String CONDITION = "_condition";

  /**
   * Of a loop's {@code IdentityN}, for each variable: the operation that stands for it in the first
   * round, or "" if the loop leaves it as it is.
   */
  public static final String CARRIED = "_carried";

  /** Of such an operation, that it is one: its numbers are not those of later rounds. */
  public static final String VARIABLE = "_variable";

  /** Of a loop's {@code IdentityN}: the operations whose sizes say how many rounds there are. */
  public static final String DISTANCES = "_distances";

  /** Of such an operation: by how much each round comes nearer. */
  public static final String STEP = "_step";

  /** Of such an operation: how far the counter can go without an overflow. */
  public static final String ROOM = "_room";

  /** Of arithmetic on shapes that is not in the file. */
  public static final String ADDED = "_added";

  private static final Set<String> ALL =
      Set.of(ADDED, NOTE, BODY, CONDITION, CARRIED, VARIABLE, DISTANCES, STEP, ROOM);

  private Marks() {}

  /** Whether an attribute is one of these. */
  public static boolean isOne(String attribute) {
    return ALL.contains(attribute);
  }

  /** Lets {@code node} stand in the loop in which {@code other} stands, and in no other one. */
  public static void placeLike(NodeDef other, NodeDef.Builder node) {
    for (String place : List.of(BODY, CONDITION)) {
      node.removeAttr(place);
      if (other.containsAttr(place)) {
        node.putAttr(place, other.getAttrOrThrow(place));
      }
    }
  }

  /** Lets {@code node} stand in a loop's body or condition. */
  public static void place(String place, String loop, NodeDef.Builder node) {
    node.removeAttr(BODY).removeAttr(CONDITION).putAttr(place, text(loop));
  }

  public static AttrValue text(String text) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(text)).build();
  }

  public static AttrValue texts(List<String> texts) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    texts.forEach(text -> list.addS(ByteString.copyFromUtf8(text)));
    return AttrValue.newBuilder().setList(list).build();
  }

  public static AttrValue yes() {
    return AttrValue.newBuilder().setB(true).build();
  }

  public static AttrValue number(long number) {
    return AttrValue.newBuilder().setI(number).build();
  }

  public static Optional<String> text(GraphOperation op, String mark) {
    return Attributes.find(op, mark, OperationAttributeInspector::getAttrString);
  }

  /** Returns a mark that is a list; it is empty if {@code op} has none. */
  public static List<String> texts(GraphOperation op, String mark) {
    return Attributes.find(op, mark, OperationAttributeInspector::getAttrStringList)
        .map(List::of)
        .orElse(List.of());
  }
}
