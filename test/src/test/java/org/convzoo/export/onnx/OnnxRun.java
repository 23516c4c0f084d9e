package org.convzoo.export.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;

/** ONNX Runtime's answers. */
public final class OnnxRun {

  private OnnxRun() {}

  /** Runs a model on its input {@code images}; returns all outputs, row by row. */
  public static Map<String, double[]> answers(Path model, TFloat32 images) throws OrtException {
    OrtEnvironment runtime = OrtEnvironment.getEnvironment();
    float[] numbers = new float[Math.toIntExact(images.size())];
    images.asRawTensor().data().asFloats().read(numbers);
    ByteBuffer pixels =
        ByteBuffer.allocateDirect(numbers.length * Float.BYTES).order(ByteOrder.nativeOrder());
    pixels.asFloatBuffer().put(numbers);
    try (OrtSession session = runtime.createSession(model.toString());
        OnnxTensor input =
            OnnxTensor.createTensor(runtime, pixels, images.shape().asArray(), OnnxJavaType.FLOAT);
        OrtSession.Result result = session.run(Map.of("images", input))) {
      Map<String, double[]> answers = new TreeMap<>();
      result.forEach(
          output -> answers.put(output.getKey(), numbers((OnnxTensor) output.getValue())));
      return answers;
    }
  }

  /** Returns the numbers of one of TensorFlow's tensors, row by row. */
  public static double[] numbers(Tensor tensor) {
    var data = tensor.asRawTensor().data();
    int count = Math.toIntExact(tensor.shape().size());
    return switch (tensor.dataType()) {
      case DT_FLOAT -> numbers(count, data.asFloats()::getFloat);
      case DT_INT32 -> numbers(count, data.asInts()::getInt);
      case DT_INT64 -> numbers(count, data.asLongs()::getLong);
      default -> throw new AssertionError("an output is of type " + tensor.dataType());
    };
  }

  private static double[] numbers(OnnxTensor tensor) {
    ByteBuffer bytes = tensor.getByteBuffer().order(ByteOrder.nativeOrder());
    return switch (tensor.getInfo().type) {
      case FLOAT -> numbers(bytes.remaining() / Float.BYTES, i -> bytes.getFloat(i * Float.BYTES));
      case INT32 ->
          numbers(bytes.remaining() / Integer.BYTES, i -> bytes.getInt(i * Integer.BYTES));
      case INT64 -> numbers(bytes.remaining() / Long.BYTES, i -> bytes.getLong(i * Long.BYTES));
      default -> throw new AssertionError("an output is of type " + tensor.getInfo().type);
    };
  }

  private static double[] numbers(int count, IntToDoubleFunction at) {
    return IntStream.range(0, count).mapToDouble(at).toArray();
  }
}
