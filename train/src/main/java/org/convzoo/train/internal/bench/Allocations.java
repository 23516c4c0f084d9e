package org.convzoo.train.internal.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.proto.AllocationRecord;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;

/** What TensorFlow's allocators hand out while a step runs, as TensorFlow records it. */
final class Allocations {

  private static final RunOptions TRACED =
      RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();

  private Allocations() {}

  /**
   * Runs a step and returns the most bytes that an allocator has out at once of those that the step
   * asked for: tensors and what kernels take while they work, but neither variables nor what is
   * fed.
   */
  static long peak(Session session, Op step) {
    try (Result traced =
        session.runner().setOptions(TRACED).addTarget(step).runAndFetchMetadata()) {
      return peak(traced.getMetadata().orElseThrow());
    }
  }

  private static long peak(RunMetadata metadata) {
    Map<String, List<AllocationRecord>> records = new HashMap<>();
    for (var device : metadata.getStepStats().getDevStatsList()) {
      for (var node : device.getNodeStatsList()) {
        for (var memory : node.getMemoryList()) {
          records
              .computeIfAbsent(memory.getAllocatorName(), name -> new ArrayList<>())
              .addAll(memory.getAllocationRecordsList());
        }
      }
    }
    return records.values().stream().mapToLong(Allocations::peak).max().orElse(0);
  }

  /** Bytes that are given back are recorded as less than 0. */
  private static long peak(List<AllocationRecord> records) {
    records.sort(Comparator.comparingLong(AllocationRecord::getAllocMicros));
    long out = 0;
    long peak = 0;
    for (AllocationRecord record : records) {
      out += record.getAllocBytes();
      peak = Math.max(peak, out);
    }
    return peak;
  }
}
