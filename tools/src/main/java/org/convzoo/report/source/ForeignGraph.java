package org.convzoo.report.source;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.ops.internal.runtime.MappedMessage;
import org.convzoo.ops.internal.runtime.TensorFlowReason;
import org.convzoo.report.internal.control.Inlining;
import org.convzoo.report.internal.control.Nodes;
import org.convzoo.report.internal.op.GraphException;
import org.convzoo.report.internal.shape.ElementShapes;
import org.convzoo.report.internal.shape.LoopCounters;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A graph as a file has it, and what is asked of it.
 *
 * @param title what it is, in a few words
 * @param inputs what is fed
 * @param outputs the tensors that are asked for, by name
 */
record ForeignGraph(String title, GraphDef graph, List<Input> inputs, List<String> outputs) {

  /** A tensor that is fed: its name, and of its shape what the file says. */
  record Input(String tensor, DataType type, TensorShapeProto shape) {}

  /**
   * Reads a message from a file.
   *
   * @param kind what the file should be
   * @throws java.nio.file.FileSystemException if it is no regular file
   * @throws GraphException if it is missing, or something else
   */
  static <T> T parse(Path file, Parser<T> parser, String kind) throws IOException {
    if (Files.notExists(file)) {
      throw new GraphException(file + " does not exist");
    }
    try {
      if (Files.size(RegularFiles.require(file)) > Integer.MAX_VALUE) {
        throw new GraphException("%s is larger than 2 GB, and so no %s".formatted(file, kind));
      }
      return MappedMessage.parse(file, parser);
    } catch (InvalidProtocolBufferException e) {
      throw new GraphException("%s is cut, or no %s".formatted(file, kind), e);
    } catch (OutOfMemoryError e) {
      throw new GraphException(
          "%s does not fit into the memory that Java has, %,d MB: if it should, give more with JAVA_OPTS=-Xmx8g"
              .formatted(file, Runtime.getRuntime().maxMemory() >> 20),
          e);
    }
  }

  /**
   * Imports what leads to the outputs, so that TensorFlow infers its shapes.
   *
   * @throws GraphException if TensorFlow refuses it
   */
  GraphSource subject(Feed feed) throws IOException {
    Inlining.Flat flat = Inlining.of(fed(feed), outputs);
    GraphDef told = LoopCounters.measured(ElementShapes.told(flat.graph()));
    GraphDef ready = GraphSanitizer.taken(told);
    SandboxedImport.of(ready);
    Graph imported = new Graph();
    try {
      imported.importGraphDef(ready);
      List<Output<?>> fed =
          inputs.stream()
              .filter(input -> imported.operation(Nodes.name(input.tensor())) != null)
              .<Output<?>>map(input -> output(imported, input.tensor()))
              .toList();
      List<Output<?>> asked =
          flat.outputs().stream().<Output<?>>map(tensor -> output(imported, tensor)).toList();
      return new GraphSource(title, imported, fed, asked);
    } catch (RuntimeException e) {
      imported.close();
      throw e instanceof TensorFlowException || e instanceof IllegalArgumentException
          ? new GraphException(
              "%s: TensorFlow refuses it: %s"
                  .formatted(title, TensorFlowReason.of(e).replace(GraphSanitizer.MARK, "")),
              e)
          : e;
    }
  }

  private static Output<?> output(Graph graph, String tensor) {
    int number = Nodes.number(tensor.split(":"), 1);
    var operation = graph.operationOrThrow(Nodes.name(tensor));
    if (number >= operation.numOutputs()) {
      throw new GraphException("%s is asked for, but it is not there".formatted(tensor));
    }
    return operation.output(number);
  }

  /** The graph with a placeholder of known shape for each input. */
  private GraphDef fed(Feed feed) {
    Map<String, Input> byNode =
        inputs.stream()
            .collect(
                Collectors.toMap(
                    input -> Nodes.name(input.tensor()), Function.identity(), (a, b) -> a));
    GraphDef.Builder fed = graph.toBuilder();
    for (int i = 0; i < fed.getNodeCount(); i++) {
      NodeDef node = fed.getNode(i);
      Input input = byNode.get(node.getName());
      if (input != null) {
        if (Nodes.number(input.tensor().split(":"), 1) != 0) {
          throw new GraphException(input.tensor() + " cannot be fed: only a first output can");
        }
        fed.setNode(i, placeholder(input, feed));
      }
    }
    return fed.build();
  }

  private static NodeDef placeholder(Input input, Feed feed) {
    String name = Nodes.name(input.tensor());
    TensorShapeProto shape = feed.complete(name, input.shape());
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Placeholder")
        .putAttr("dtype", AttrValue.newBuilder().setType(input.type()).build())
        .putAttr("shape", AttrValue.newBuilder().setShape(shape).build())
        .build();
  }
}
