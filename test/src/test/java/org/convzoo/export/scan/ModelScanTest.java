package org.convzoo.export.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;

/** What is said of models, by hand-made graphs. */
class ModelScanTest {

  private static NodeDef node(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs)).build();
  }

  private static ModelScan scan(GraphDef.Builder graph) {
    MetaGraphDef.Builder meta = MetaGraphDef.newBuilder().setGraphDef(graph);
    return ModelScan.of(SavedModel.newBuilder().addMetaGraphs(meta).build());
  }

  @ParameterizedTest
  @CsvSource({
    "WriteFile, writes files",
    "SaveDatasetV2, writes files",
    "PrintV2, writes files",
    "ReadFile, reads files",
    "TFRecordDatasetV2, reads files",
    "ImmutableConst, reads files",
    "CollectiveReduceV2, opens sockets",
    "DataServiceDatasetV4, opens sockets",
    "RemoteCall, opens sockets",
    "EagerPyFunc, calls python",
    "Abort, ends the process",
    "Stage, keeps state",
    "SparseCross, is not known to be harmless",
    "NoSuchOperation, is unknown"
  })
  void operationsAreSortedByWhatTheyDo(String op, String effect) {
    Finding found = scan(GraphDef.newBuilder().addNode(node("x", op))).findings().get(0);
    assertEquals("node x: %s %s; reached by nothing".formatted(op, effect), found.toString());
  }

  @Test
  void operationThatNetworksNeedIsNoFinding() {
    ModelScan scan = scan(GraphDef.newBuilder().addNode(node("x", "Conv2D", "a", "b")));
    assertFalse(scan.isHarmful());
    assertEquals(1, scan.operations());
  }

  @Test
  void stateThatANetworkMayHaveIsCounted() {
    ModelScan scan =
        scan(
            GraphDef.newBuilder()
                .addNode(node("a", "VarHandleOp"))
                .addNode(node("b", "VarHandleOp"))
                .addNode(node("c", "RandomUniform", "d")));
    assertEquals("{RandomUniform=1, VarHandleOp=2}", scan.state().toString());
    assertFalse(scan.isHarmful());
  }

  @Test
  void operationsOfFunctionsAreNamedByThem() {
    FunctionDef function =
        FunctionDef.newBuilder()
            .setSignature(OpDef.newBuilder().setName("f"))
            .addNodeDef(node("inner", "ReadFile", "a"))
            .build();
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.getLibraryBuilder().addFunction(function);
    assertEquals(
        "function f, node inner: ReadFile reads files; reached by nothing",
        scan(graph).findings().get(0).toString());
  }
}
