package org.convzoo.export;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.convzoo.export.card.ModelCard;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Exported models that somebody has changed, who knows of digests and deletes the card. */
public final class Tampered {

  private Tampered() {}

  /** Copies a model and changes its graph. */
  static Path copy(Path model, Path to, Consumer<MetaGraphDef.Builder> change) {
    try (Stream<Path> all = Files.walk(model)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(model.relativize(each).toString()));
      }
      change(to, change);
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void change(Path model, Consumer<MetaGraphDef.Builder> change) throws IOException {
    Path file = model.resolve("saved_model.pb");
    SavedModel.Builder changed = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    change.accept(changed.getMetaGraphsBuilder(0));
    Files.deleteIfExists(model.resolve(ModelCard.FILE));
    Files.write(file, changed.build().toByteArray());
  }

  /** Makes a model write a file as it is loaded. */
  public static void writeWhenLoaded(Path model, Path target) throws IOException {
    change(
        model,
        meta -> {
          addWriting(meta.getGraphDefBuilder(), target);
          initialize(meta, "write");
        });
  }

  static void addWriting(GraphDef.Builder graph, Path target) {
    graph.addNode(string("target", target.toString())).addNode(string("content", "written"));
    graph.addNode(node("write", "WriteFile", "target", "content"));
  }

  /** Has an operation run when the model is loaded. */
  static void initialize(MetaGraphDef.Builder meta, String operation) {
    meta.putSignatureDef(
        "__saved_model_init_op",
        SignatureDef.newBuilder()
            .putOutputs("__saved_model_init_op", TensorInfo.newBuilder().setName(operation).build())
            .build());
  }

  static NodeDef node(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs)).build();
  }

  static NodeDef string(String name, String text) {
    return constant(
        name,
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .addStringVal(ByteString.copyFromUtf8(text)));
  }

  static NodeDef number(String name, float number) {
    return constant(name, TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).addFloatVal(number));
  }

  private static NodeDef constant(String name, TensorProto.Builder value) {
    value.setTensorShape(TensorShapeProto.getDefaultInstance());
    return node(name, "Const").toBuilder()
        .putAttr("dtype", AttrValue.newBuilder().setType(value.getDtype()).build())
        .putAttr("value", AttrValue.newBuilder().setTensor(value).build())
        .build();
  }

  /** The first operation of a type. */
  static NodeDef.Builder first(GraphDef.Builder graph, String op) {
    return graph.getNodeBuilderList().stream()
        .filter(node -> node.getOp().equals(op))
        .findFirst()
        .orElseThrow();
  }
}
