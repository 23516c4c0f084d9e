package org.convzoo.serve.internal.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.convzoo.serve.internal.tensor.HostTensor;

/**
 * What one request asks of a model.
 *
 * @param like what requests agree in that may share a run
 * @param arrived by {@link System#nanoTime}
 */
record Job(
    ModelSignature signature,
    Map<String, HostTensor> inputs,
    Object like,
    int rows,
    long arrived,
    CompletableFuture<Map<String, HostTensor>> answer) {

  static Job of(ModelSignature signature, Map<String, HostTensor> inputs, long arrived) {
    boolean shared = signature.hasRows();
    Object like =
        shared
            ? List.of(
                signature.name(),
                inputs.entrySet().stream()
                    .collect(
                        Collectors.toMap(
                            Map.Entry::getKey, input -> rowSizes(input.getValue().sizes()))))
            : new Object();
    int rows = shared ? inputs.values().iterator().next().rows() : 1;
    return new Job(signature, inputs, like, rows, arrived, new CompletableFuture<>());
  }

  private static List<Long> rowSizes(long[] sizes) {
    return Arrays.stream(sizes).skip(1).boxed().toList();
  }

  long bytes() {
    return HostTensor.bytes(inputs.values());
  }
}
