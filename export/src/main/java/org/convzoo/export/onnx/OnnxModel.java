package org.convzoo.export.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.convzoo.UsageException;
import org.convzoo.ops.internal.runtime.Ancestors;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.TFloat32;

/**
 * A network's graph for inference as an ONNX model of opset 17, which ONNX Runtime, TensorRT,
 * OpenVINO and others run. Its inputs and outputs are those of TensorFlow's graph, maps [N,H,W,C];
 * in between they are [N,C,H,W], as these runtimes want them, and are transposed once at each end.
 *
 * @param name of the graph
 * @param inputs placeholders by the names that they get
 * @param outputs tensors by the names that they get
 * @param values returns the value of a variable by its name, which is closed when it is written
 * @param metadata what the file says beside the graph
 */
public record OnnxModel(
    String name,
    Map<String, ? extends Operand<?>> inputs,
    Map<String, ? extends Operand<?>> outputs,
    Function<String, TFloat32> values,
    Map<String, String> metadata) {

  private static final long OPSET = 17;
  private static final long IR_VERSION = 8; // the first with opset 17
  private static final int BUFFER = 1 << 16;

  /**
   * Writes the model. One weight at a time is in memory.
   *
   * @throws UsageException if an operation cannot be said in ONNX, or the file would be larger than
   *     2 GB
   * @throws IOException if it cannot be written
   */
  public void writeTo(Path file) throws IOException {
    Set<String> names = new TreeSet<>(inputs.keySet());
    names.addAll(outputs.keySet());
    OnnxGraph made = new OnnxGraph(names);
    translate(new Translation(made, values));
    made.prune(outputs.keySet());
    GraphProto.Builder graph = GraphProto.newBuilder().setName(name);
    made.addTo(graph);
    new TreeMap<>(inputs).forEach((input, tensor) -> graph.addInput(info(input, tensor)));
    new TreeMap<>(outputs).forEach((output, tensor) -> graph.addOutput(info(output, tensor)));
    write(file, graph.build(), made.initializers());
  }

  private void translate(Translation translation) {
    inputs.forEach((input, tensor) -> translation.putLastChannels(tensor.asOutput(), input));
    Set<GraphOperation> read = Ancestors.of(outputs.values(), inputs.values());
    Graph graph = (Graph) outputs.values().iterator().next().env();
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) { // as they were made
      GraphOperation op = all.next();
      if (read.contains(op) && !isInput(op)) {
        Rows.translate(op, translation);
      }
    }
    new TreeMap<>(outputs)
        .forEach((output, tensor) -> nameOutput(output, tensor.asOutput(), translation));
  }

  private boolean isInput(GraphOperation op) {
    return inputs.values().stream().anyMatch(input -> input.op().equals(op));
  }

  private static void nameOutput(String output, Output<?> tensor, Translation translation) {
    String value = translation.nameOfLastChannels(tensor);
    OnnxGraph graph = translation.graph();
    DataType type = type(tensor);
    String own =
        type == DataType.INT32
            ? graph.node("Cast", output, List.of(value), Attributes.number("to", type.getNumber()))
            : value;
    graph.name(own, output);
  }

  private static DataType type(Output<?> tensor) {
    return switch (tensor.dataType()) {
      case DT_FLOAT -> DataType.FLOAT;
      case DT_INT32 -> DataType.INT32;
      case DT_INT64 -> DataType.INT64;
      default ->
          throw Translation.refusal(
              Translation.producer(tensor), "is of type " + tensor.dataType());
    };
  }

  private static ValueInfoProto info(String name, Operand<?> tensor) {
    Output<?> output = tensor.asOutput();
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int axis = 0; axis < output.shape().numDimensions(); axis++) {
      long size = output.shape().get(axis);
      if (size >= 0) {
        shape.addDimBuilder().setDimValue(size);
      } else {
        shape.addDimBuilder().setDimParam(axis == 0 ? "batch" : name + "_" + axis);
      }
    }
    TypeProto.Tensor type =
        TypeProto.Tensor.newBuilder().setElemType(type(output).getNumber()).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }

  private void write(Path file, GraphProto graph, Collection<Initializer> weights)
      throws IOException {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("convzoo")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET));
    new TreeMap<>(metadata)
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    long bytes = graph.getSerializedSize() + weights.stream().mapToLong(Initializer::size).sum();
    if (bytes > Integer.MAX_VALUE - BUFFER) {
      throw new UsageException(
          "its graph has %,d bytes, and an ONNX file no more than 2 GB", bytes);
    }
    try (OutputStream stream = Files.newOutputStream(file)) {
      CodedOutputStream out = CodedOutputStream.newInstance(stream, BUFFER);
      model.build().writeTo(out);
      out.writeTag(ModelProto.GRAPH_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt64NoTag(bytes);
      graph.writeTo(out);
      for (Initializer weight : weights) {
        weight.writeTo(out);
      }
      out.flush();
    }
  }
}
