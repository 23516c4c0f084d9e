package org.convzoo.export.internal.graph;

import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A signature of an exported model.
 *
 * @param key its name, such as {@code serving_default}
 * @param inputs placeholders by name
 * @param outputs tensors by name
 */
public record ServingSignature(
    String key,
    Map<String, ? extends Operand<?>> inputs,
    Map<String, ? extends Operand<?>> outputs) {

  private static final String METHOD = "tensorflow/serving/predict";

  /** Returns it for TensorFlow Java. */
  public Signature signature() {
    Signature.Builder signature = Signature.builder(key).methodName(METHOD);
    inputs.forEach(signature::input);
    outputs.forEach(signature::output);
    return signature.build();
  }

  /** Returns it as a SavedModel has it. */
  public SignatureDef definition() {
    SignatureDef.Builder definition = SignatureDef.newBuilder().setMethodName(METHOD);
    inputs.forEach((name, tensor) -> definition.putInputs(name, info(tensor.asOutput())));
    outputs.forEach((name, tensor) -> definition.putOutputs(name, info(tensor.asOutput())));
    return definition.build();
  }

  private static TensorInfo info(Output<?> tensor) {
    return TensorInfo.newBuilder()
        .setName("%s:%d".formatted(tensor.op().name(), tensor.index()))
        .setDtype(tensor.dataType())
        .setTensorShape(shape(tensor.shape()))
        .build();
  }

  private static TensorShapeProto shape(Shape shape) {
    TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder();
    if (shape.isUnknown()) {
      return sizes.setUnknownRank(true).build();
    }
    for (long size : shape.asArray()) {
      sizes.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return sizes.build();
  }
}
