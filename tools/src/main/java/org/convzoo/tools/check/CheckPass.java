package org.convzoo.tools.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.internal.device.Part;

/**
 * A part of the check, with variables of the environment that TensorFlow and CUDA's libraries read.
 */
record CheckPass(Part part, Map<String, String> environment) {

  /** TensorFlow says which GPU it found, and which cuDNN, in its log alone. */
  private static final Map<String, String> LOGGING = Map.of("TF_CPP_MIN_LOG_LEVEL", "0");

  private static final Map<String, String> FLOAT32 = Map.of("NVIDIA_TF32_OVERRIDE", "0");
  private static final Map<String, String> DETERMINISTIC = Map.of("TF_DETERMINISTIC_OPS", "1");

  /** Returns all, the more important and the shorter first. */
  static List<CheckPass> all(Devices.Choice on) {
    boolean gpu = on == Devices.Choice.GPU;
    Map<String, String> exact = gpu ? FLOAT32 : Map.of();
    List<CheckPass> passes = new ArrayList<>();
    passes.add(new CheckPass(Part.MACHINE, gpu ? LOGGING : Map.of()));
    passes.add(new CheckPass(Part.OPERATIONS, exact));
    passes.add(new CheckPass(Part.TOWERS, exact));
    passes.add(new CheckPass(Part.STEPS, exact));
    if (gpu) {
      passes.add(new CheckPass(Part.OPERATIONS, Map.of()));
      passes.add(new CheckPass(Part.STEPS, Map.of()));
    }
    passes.add(new CheckPass(Part.DETERMINISM, DETERMINISTIC));
    passes.add(new CheckPass(Part.PIPELINE, Map.of()));
    passes.add(new CheckPass(Part.SPEED, Map.of()));
    return passes;
  }

  /** Returns its name, for people. */
  String title() {
    String variables =
        new TreeMap<>(environment)
            .entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(" "));
    String name = part.name().toLowerCase(Locale.ROOT);
    return variables.isEmpty() ? name : "%s (%s)".formatted(name, variables);
  }
}
