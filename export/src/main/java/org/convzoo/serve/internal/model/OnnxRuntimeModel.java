package org.convzoo.serve.internal.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.export.onnx.OnnxExporter;
import org.convzoo.serve.internal.tensor.BadTensorException;
import org.convzoo.serve.internal.tensor.HostTensor;
import org.convzoo.serve.internal.tensor.TensorType;
import org.tensorflow.Signature;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorShapeProto;

/** An ONNX model, run by ONNX Runtime. Its only signature is {@code serving_default}. */
final class OnnxRuntimeModel implements EngineModel {

  private final OnnxSessions sessions;
  private final DirectBuffers buffers = new DirectBuffers();
  private final Map<String, String> metadata;
  private final ModelSignature signature;

  private OnnxRuntimeModel(OnnxSessions sessions) throws OrtException {
    this.sessions = sessions;
    OrtSession session = sessions.any();
    metadata = session.getMetadata().getCustomMetadata();
    SignatureDef.Builder definition = SignatureDef.newBuilder();
    session.getInputInfo().forEach((name, info) -> definition.putInputs(name, info(info)));
    session.getOutputInfo().forEach((name, info) -> definition.putOutputs(name, info(info)));
    signature = new ModelSignature(Signature.DEFAULT_KEY, definition.build());
  }

  static OnnxRuntimeModel load(Path file, int runs) throws IOException {
    OnnxSessions sessions = null;
    try {
      sessions = OnnxSessions.load(file, runs);
      return new OnnxRuntimeModel(sessions);
    } catch (OrtException | BadTensorException e) {
      close(sessions);
      throw new IOException(
          "%s cannot be loaded: ONNX Runtime refuses it: %s".formatted(file, reason(e)), e);
    }
  }

  private static String reason(Exception e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
  }

  private static org.tensorflow.proto.TensorInfo info(NodeInfo node) {
    if (!(node.getInfo() instanceof TensorInfo tensor)) {
      throw new BadTensorException("%s is no tensor", node.getName());
    }
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : tensor.getShape()) {
      shape.addDimBuilder().setSize(size);
    }
    return org.tensorflow.proto.TensorInfo.newBuilder()
        .setName(node.getName())
        .setDtype(type(tensor.type))
        .setTensorShape(shape)
        .build();
  }

  private static DataType type(OnnxJavaType type) {
    return switch (type) {
      case FLOAT -> DataType.DT_FLOAT;
      case DOUBLE -> DataType.DT_DOUBLE;
      case INT32 -> DataType.DT_INT32;
      case INT64 -> DataType.DT_INT64;
      case UINT8 -> DataType.DT_UINT8;
      case BOOL -> DataType.DT_BOOL;
      default -> throw new BadTensorException("tensors of type %s are not served", type);
    };
  }

  @Override
  public Map<String, ModelSignature> signatures() {
    return Map.of(Signature.DEFAULT_KEY, signature);
  }

  @Override
  public List<String> labels() {
    String labels = metadata.get(OnnxExporter.LABELS);
    return labels == null ? List.of() : List.of(labels.split("\n"));
  }

  /** What exports of this project say beside the graph. */
  @Override
  public int channels() {
    String channels = metadata.get(OnnxExporter.CHANNELS);
    boolean ours = channels != null && signature.inputs().containsKey("images");
    return ours ? Integer.parseInt(channels) : 0;
  }

  @Override
  public List<Map<String, HostTensor>> run(
      ModelSignature asked, List<Map<String, HostTensor>> requests) {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    List<ByteBuffer> used = new ArrayList<>();
    try {
      for (String input : requests.get(0).keySet()) {
        List<HostTensor> parts = requests.stream().map(each -> each.get(input)).toList();
        ByteBuffer data = buffers.take(Math.toIntExact(HostTensor.bytes(parts)));
        used.add(data);
        inputs.put(input, joined(parts, data));
      }
      try (OrtSession.Result said = sessions.run(inputs)) {
        return EngineModel.handedOut(
            asked,
            requests.size(),
            output -> parts((OnnxTensor) said.get(output).orElseThrow(), asked, requests));
      }
    } catch (OrtException e) {
      throw new BadTensorException("the model refuses the inputs: %s", reason(e));
    } finally {
      inputs.values().forEach(OnnxTensor::close);
      used.forEach(buffers::release);
    }
  }

  /** Copies tensors that agree in all but their rows into one, which is made of {@code data}. */
  private static OnnxTensor joined(List<HostTensor> parts, ByteBuffer data) throws OrtException {
    parts.forEach(part -> data.put(part.data()));
    OnnxJavaType type = OnnxJavaType.valueOf(parts.get(0).type().name());
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(), data.flip(), HostTensor.joinedSizes(parts), type);
  }

  private static List<HostTensor> parts(
      OnnxTensor answer, ModelSignature asked, List<Map<String, HostTensor>> requests) {
    TensorType type = TensorType.valueOf(answer.getInfo().type.name());
    long[] sizes = answer.getInfo().getShape();
    ByteBuffer bytes = answer.getByteBuffer();
    if (requests.size() == 1) {
      return List.of(part(type, sizes, bytes, bytes.remaining()));
    }
    List<Integer> rows = asked.rows(requests);
    HostTensor.requireRows(sizes, rows);
    int perRow = bytes.remaining() / (int) sizes[0];
    List<HostTensor> parts = new ArrayList<>();
    for (int count : rows) {
      long[] own = sizes.clone();
      own[0] = count;
      parts.add(part(type, own, bytes, count * perRow));
    }
    return parts;
  }

  /** Takes the next bytes of an output, which are a copy of its own. */
  private static HostTensor part(TensorType type, long[] sizes, ByteBuffer from, int bytes) {
    if (from.hasArray() && from.array().length == bytes) {
      return HostTensor.of(type, sizes, from.array());
    }
    byte[] data = new byte[bytes];
    from.get(data);
    return HostTensor.of(type, sizes, data);
  }

  @Override
  public void close() {
    close(sessions);
  }

  private static void close(OnnxSessions sessions) {
    try {
      if (sessions != null) {
        sessions.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
