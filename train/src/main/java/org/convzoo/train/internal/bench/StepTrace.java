package org.convzoo.train.internal.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.AllocationRecord;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;

/**
 * What TensorFlow records of a step that it traces in full.
 *
 * @param metadata of the step
 */
public record StepTrace(RunMetadata metadata) {

  private static final RunOptions FULL =
      RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();

  /** Runs a step and traces it. */
  static StepTrace of(Session.Runner step) {
    try (Result traced = step.setOptions(FULL).runAndFetchMetadata()) {
      return new StepTrace(traced.getMetadata().orElseThrow());
    }
  }

  /**
   * Returns the most bytes that an allocator has out at once of those that the step asked for:
   * tensors and what kernels take while they work, but neither variables nor what is fed.
   */
  public long allocatedPeak() {
    Map<String, List<AllocationRecord>> records = new HashMap<>();
    metadata.getStepStats().getDevStatsList().forEach(device -> addTo(records, device));
    return most(records);
  }

  /** Returns the same of the operations on each device, by the device's full name. */
  public Map<String, Long> allocatedPeaks() {
    Map<String, Long> peaks = new TreeMap<>();
    for (DeviceStepStats device : metadata.getStepStats().getDevStatsList()) {
      Map<String, List<AllocationRecord>> records = new HashMap<>();
      addTo(records, device);
      peaks.put(device.getDevice(), most(records));
    }
    return peaks;
  }

  private static void addTo(Map<String, List<AllocationRecord>> records, DeviceStepStats device) {
    for (var node : device.getNodeStatsList()) {
      for (var memory : node.getMemoryList()) {
        records
            .computeIfAbsent(memory.getAllocatorName(), name -> new ArrayList<>())
            .addAll(memory.getAllocationRecordsList());
      }
    }
  }

  private static long most(Map<String, List<AllocationRecord>> byAllocator) {
    return byAllocator.values().stream().mapToLong(StepTrace::peak).max().orElse(0);
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
