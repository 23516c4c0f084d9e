package org.convzoo.train.internal.device;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;

/** Says what ran on which device. */
final class Trace {

  /** Of the ops alone: no profiler of a GPU's own is needed for that. */
  static final RunOptions TRACED =
      RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.SOFTWARE_TRACE).build();

  private static final Pattern DEVICE = Pattern.compile(".*/device:((?:CPU|GPU):\\d+)");

  private Trace() {}

  /** Returns the device, such as GPU:0, of each operation by name. */
  static Map<String, String> devices(RunMetadata metadata) {
    Map<String, String> devices = new LinkedHashMap<>();
    for (var device : metadata.getStepStats().getDevStatsList()) {
      Matcher name = DEVICE.matcher(device.getDevice());
      if (name.matches()) {
        device.getNodeStatsList().forEach(node -> devices.put(node.getNodeName(), name.group(1)));
      }
    }
    return devices;
  }

  /** Returns how many operations whose type has {@code part} in its name ran on each device. */
  static Map<String, Integer> count(RunMetadata metadata, String part) {
    Map<String, Integer> counts = new TreeMap<>();
    for (var device : metadata.getStepStats().getDevStatsList()) {
      Matcher name = DEVICE.matcher(device.getDevice());
      if (name.matches()) {
        for (var node : device.getNodeStatsList()) {
          String label = node.getTimelineLabel(); // name = Type(inputs)
          String type = label.replaceFirst(".* = ", "").replaceFirst("\\(.*", "");
          if (type.contains(part)) {
            counts.merge(name.group(1), 1, Integer::sum);
          }
        }
      }
    }
    return counts;
  }
}
