package org.convzoo.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

class FrozenWeightsTest {

  @TempDir Path folder;

  @Test
  void readConstantsThatStandForVariables() throws IOException {
    NodeDef.Builder weight = constant("conv1/kernel");
    weight.putAttr("_trainable", AttrValue.newBuilder().setB(true).build());
    FrozenWeights weights = read(weight, constant("sizes"));
    assertEquals(Map.of("conv1/kernel", Shape.of(3)), weights.shapes());
  }

  @Test
  void refuseWeightsWithoutValues() {
    NodeDef.Builder weight = constant("conv1/kernel");
    weight.putAttr("_trainable", AttrValue.newBuilder().setB(true).build()).removeAttr("value");
    IOException e = assertThrows(IOException.class, () -> read(weight));
    assertEquals(folder + " is damaged: its weight \"conv1/kernel\" has no value", e.getMessage());
  }

  private FrozenWeights read(NodeDef.Builder... nodes) throws IOException {
    SavedModel.Builder model = SavedModel.newBuilder();
    model.addMetaGraphsBuilder().getMetaInfoDefBuilder().addTags("serve");
    for (NodeDef.Builder node : nodes) {
      model.getMetaGraphsBuilder(0).getGraphDefBuilder().addNode(node);
    }
    Files.write(folder.resolve("saved_model.pb"), model.build().toByteArray());
    return FrozenWeights.read(folder);
  }

  private static NodeDef.Builder constant(String name) {
    AttrValue.Builder value = AttrValue.newBuilder();
    value.getTensorBuilder().setDtype(DataType.DT_FLOAT).addFloatVal(1);
    value.getTensorBuilder().getTensorShapeBuilder().addDimBuilder().setSize(3);
    return NodeDef.newBuilder().setName(name).setOp("Const").putAttr("value", value.build());
  }
}
