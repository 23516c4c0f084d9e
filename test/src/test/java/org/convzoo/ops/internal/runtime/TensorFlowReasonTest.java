package org.convzoo.ops.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class TensorFlowReasonTest {

  private static final String DAMAGED = "a constant does not hold what its shape says";

  /** TensorFlow lists what there is of the tensor, on many lines. */
  @Test
  void nameNoPartsOfDamagedConstants() {
    try (Graph graph = damaged();
        Session session = new Session(graph)) {
      assertReason("Cannot parse tensor from proto", () -> session.runner().fetch("weights").run());
      assertReason(
          "Attr value has value",
          () -> graph.operation("weights").attributes().getAttrTensor("value"));
    }
  }

  private static void assertReason(String raw, Runnable action) {
    RuntimeException e = assertThrows(RuntimeException.class, action::run);
    assertEquals(raw, e.getMessage().substring(0, raw.length()));
    assertEquals(DAMAGED, TensorFlowReason.of(e));
  }

  /**
   * Returns a graph with two numbers by the shape of a constant, and the bytes of one and a bit.
   */
  private static Graph damaged() {
    NodeDef.Builder node = NodeDef.newBuilder().setName("weights").setOp("Const");
    node.putAttr("dtype", attribute(value -> value.setType(DataType.DT_FLOAT)));
    node.putAttr(
        "value",
        attribute(
            value -> {
              value.getTensorBuilder().setDtype(DataType.DT_FLOAT);
              value.getTensorBuilder().getTensorShapeBuilder().addDimBuilder().setSize(2);
              value.getTensorBuilder().setTensorContent(ByteString.copyFromUtf8("a:b:c"));
            }));
    Graph graph = new Graph();
    graph.importGraphDef(GraphDef.newBuilder().addNode(node).build());
    return graph;
  }

  private static AttrValue attribute(Consumer<AttrValue.Builder> set) {
    AttrValue.Builder value = AttrValue.newBuilder();
    set.accept(value);
    return value.build();
  }
}
