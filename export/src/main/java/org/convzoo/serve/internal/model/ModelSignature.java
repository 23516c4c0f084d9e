package org.convzoo.serve.internal.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.convzoo.serve.internal.tensor.BadTensorException;
import org.convzoo.serve.internal.tensor.HostTensor;
import org.convzoo.serve.internal.tensor.TensorType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A signature of a model, as its file has it.
 *
 * @param name such as {@code serving_default}
 */
public record ModelSignature(String name, SignatureDef definition) {

  private static final long UNKNOWN_SIDE = 64; // pixels, where a size is to be made up

  /** The inputs in the order of their names. */
  public Map<String, TensorInfo> inputs() {
    return new TreeMap<>(definition.getInputsMap());
  }

  /** The outputs in the order of their names. */
  public Map<String, TensorInfo> outputs() {
    return new TreeMap<>(definition.getOutputsMap());
  }

  /**
   * Returns the type of an input.
   *
   * @throws BadTensorException if there is no such input, or its type is not served
   */
  public TensorType inputType(String input) {
    TensorInfo info = definition.getInputsMap().get(input);
    if (info == null) {
      throw new BadTensorException(
          "signature %s has no input %s, but %s", name, input, inputs().keySet());
    }
    return TensorType.of(info.getDtype())
        .orElseThrow(
            () ->
                new BadTensorException(
                    "input %s is of type %s, which is not served", input, info.getDtype()));
  }

  /** Whether requests can share a run: all inputs and outputs have rows of any number. */
  public boolean hasRows() {
    return Stream.concat(
            definition.getInputsMap().values().stream(),
            definition.getOutputsMap().values().stream())
        .map(TensorInfo::getTensorShape)
        .allMatch(
            shape ->
                !shape.getUnknownRank()
                    && shape.getDimCount() > 0
                    && shape.getDim(0).getSize() < 0);
  }

  /** Returns how many rows each of several requests has, which share a run. */
  List<Integer> rows(List<Map<String, HostTensor>> requests) {
    return requests.stream().map(each -> each.values().iterator().next().rows()).toList();
  }

  /**
   * Checks what a request brings.
   *
   * @throws BadTensorException if an input is missing or of another shape or type
   */
  public void require(Map<String, HostTensor> given) {
    for (String input : given.keySet()) {
      inputType(input);
    }
    for (Map.Entry<String, TensorInfo> input : inputs().entrySet()) {
      HostTensor tensor = given.get(input.getKey());
      if (tensor == null) {
        throw new BadTensorException("input %s is missing", input.getKey());
      }
      TensorType wanted = inputType(input.getKey());
      if (tensor.type() != wanted) {
        throw new BadTensorException(
            "input %s is of type %s, got %s",
            input.getKey(), wanted.protocolName(), tensor.type().protocolName());
      }
      TensorShapeProto shape = input.getValue().getTensorShape();
      if (!fits(tensor.sizes(), shape)) {
        throw new BadTensorException(
            "input %s is of shape %s, got %s", input.getKey(), words(shape), tensor.shape());
      }
    }
    if (given.values().stream().anyMatch(tensor -> tensor.count() == 0)) {
      throw new BadTensorException("there is an input without an element");
    }
    if (hasRows() && given.values().stream().map(HostTensor::rows).distinct().count() > 1) {
      throw new BadTensorException("the inputs have different numbers of rows");
    }
  }

  private static boolean fits(long[] sizes, TensorShapeProto shape) {
    if (shape.getUnknownRank()) {
      return true;
    }
    if (sizes.length != shape.getDimCount()) {
      return false;
    }
    for (int i = 0; i < sizes.length; i++) {
      long wanted = shape.getDim(i).getSize();
      if (wanted >= 0 && wanted != sizes[i]) {
        return false;
      }
    }
    return true;
  }

  private static String words(TensorShapeProto shape) {
    return shape.getDimList().stream().map(size -> size.getSize()).toList().toString();
  }

  /**
   * Makes inputs of zeros: one row, and 64 wherever else any size will do.
   *
   * @throws BadTensorException if an input's type is not served, or it takes strings
   */
  public Map<String, HostTensor> zeros() {
    Map<String, HostTensor> zeros = new TreeMap<>();
    inputs()
        .forEach(
            (input, info) -> {
              TensorType type = inputType(input);
              if (type == TensorType.STRING) {
                throw new BadTensorException("input %s takes strings", input);
              }
              long[] sizes =
                  info.getTensorShape().getDimList().stream()
                      .mapToLong(size -> size.getSize() < 0 ? UNKNOWN_SIDE : size.getSize())
                      .toArray();
              if (sizes.length > 0 && info.getTensorShape().getDim(0).getSize() < 0) {
                sizes[0] = 1;
              }
              long elements = 1;
              for (long size : sizes) {
                elements *= size;
              }
              byte[] data = new byte[Math.toIntExact(elements * type.bytes())];
              zeros.put(input, HostTensor.of(type, sizes, data));
            });
    return zeros;
  }
}
