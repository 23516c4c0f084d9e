package org.convzoo.export;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** Where a model can hide an operation that writes a file. */
public enum Hostile {
  /** Before an output of its signature. */
  SIGNATURE(
      (meta, target) -> {
        Tampered.addWriting(meta.getGraphDefBuilder(), target);
        answerAfter(meta, "write");
      }),
  /** In what is run as it is loaded. */
  INITIALISER(
      (meta, target) -> {
        Tampered.addWriting(meta.getGraphDefBuilder(), target);
        Tampered.initialize(meta, "write");
      }),
  /** Inside a function that the signature calls. */
  FUNCTION(
      (meta, target) -> {
        FunctionDef.Builder function =
            FunctionDef.newBuilder().setSignature(OpDef.newBuilder().setName("innocent"));
        GraphDef.Builder body = GraphDef.newBuilder();
        Tampered.addWriting(body, target);
        for (NodeDef node : body.getNodeList()) {
          NodeDef.Builder inner = node.toBuilder();
          for (int i = 0; i < node.getInputCount(); i++) {
            inner.setInput(i, node.getInput(i) + ":output:0");
          }
          function.addNodeDef(inner);
        }
        function.putControlRet("write", "write");
        function.getSignatureBuilder().addControlOutput("write").setIsStateful(true);
        GraphDef.Builder graph = meta.getGraphDefBuilder();
        graph.getLibraryBuilder().addFunction(function);
        AttrValue none = AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder()).build();
        graph.addNode(
            Tampered.node("call", "StatefulPartitionedCall").toBuilder()
                .putAttr("Tin", none)
                .putAttr("Tout", none)
                .putAttr(
                    "f",
                    AttrValue.newBuilder()
                        .setFunc(NameAttrList.newBuilder().setName("innocent"))
                        .build()));
        answerAfter(meta, "call");
      }),
  /** In an operation of constants that is stateless to TensorFlow, which may compute it early. */
  CONSTANT(
      (meta, target) -> {
        GraphDef.Builder graph = meta.getGraphDefBuilder();
        graph.addNode(Tampered.number("one", 1));
        graph.addNode(
            Tampered.node("debug", "DebugIdentity", "one").toBuilder()
                .putAttr("T", AttrValue.newBuilder().setTypeValue(1).build())
                .putAttr("tensor_name", text("one:0"))
                .putAttr(
                    "debug_urls",
                    AttrValue.newBuilder()
                        .setList(
                            AttrValue.ListValue.newBuilder()
                                .addS(ByteString.copyFromUtf8("file://" + target)))
                        .build()));
        answerAfter(meta, "debug");
      });

  private final BiConsumer<MetaGraphDef.Builder, Path> change;

  Hostile(BiConsumer<MetaGraphDef.Builder, Path> change) {
    this.change = change;
  }

  /** Copies a model to one that also writes {@code target}: a file, or files below it. */
  public Path copy(Path model, Path to, Path target) {
    return Tampered.copy(model, to, meta -> change.accept(meta, target));
  }

  private static AttrValue text(String text) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(text)).build();
  }

  private static void answerAfter(MetaGraphDef.Builder meta, String operation) {
    String output =
        meta.getSignatureDefOrThrow("serving_default")
            .getOutputsOrThrow("probabilities")
            .getName()
            .replaceFirst(":.*", "");
    meta.getGraphDefBuilder().getNodeBuilderList().stream()
        .filter(node -> node.getName().equals(output))
        .forEach(node -> node.addInput("^" + operation));
  }
}
