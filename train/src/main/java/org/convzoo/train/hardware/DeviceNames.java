package org.convzoo.train.hardware;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.convzoo.UsageException;

/** Reads which devices are to have a replica each. */
final class DeviceNames {

  private static final String ALL = "all";
  private static final Pattern CPUS = Pattern.compile("CPU:(\\d{1,2})");
  private static final Pattern GPU = Pattern.compile("GPU:\\d{1,2}");

  private DeviceNames() {}

  /**
   * Returns the devices, such as {@code GPU:0} and {@code GPU:1}, in their order.
   *
   * @param names {@code all} for every GPU or, where there is none, the CPU; {@code GPU:0,GPU:1}
   *     for these; {@code CPU:2} for two parts of the one CPU, CPU:0 and CPU:1
   * @throws IllegalArgumentException if that is none of these, or a GPU is not there
   */
  static List<String> read(String names) {
    if (names.equals(ALL)) {
      return Devices.gpus().isEmpty() ? List.of("CPU:0") : Devices.gpus();
    }
    Matcher cpus = CPUS.matcher(names);
    if (cpus.matches() && Integer.parseInt(cpus.group(1)) > 0) {
      return IntStream.range(0, Integer.parseInt(cpus.group(1))).mapToObj(i -> "CPU:" + i).toList();
    }
    List<String> gpus = List.of(names.split(",", -1));
    Set<String> seen = new HashSet<>();
    for (String gpu : gpus) {
      if (!GPU.matcher(gpu).matches()) {
        throw new UsageException(
            "devices are all, GPUs such as GPU:0,GPU:1, or a number of parts of the CPU, at least 1,"
                + " such as CPU:2; got \"%s\"",
            names);
      }
      if (!seen.add(gpu)) {
        throw new UsageException("%s is named twice in %s", gpu, names);
      }
    }
    gpus.forEach(gpu -> requireThere(gpu, "a replica"));
    return gpus;
  }

  /**
   * Checks that TensorFlow sees a GPU.
   *
   * @param what it is for
   * @throws IllegalArgumentException if it does not
   */
  static void requireThere(String gpu, String what) {
    if (!Devices.seen().contains(gpu)) {
      String why = Devices.gpus().isEmpty() ? ", and no GPU, since " + CudaProbe.whyNoGpu() : "";
      throw new UsageException(
          "there is no %s for %s: TensorFlow sees %s%s",
          gpu, what, String.join(", ", Devices.seen()), why);
    }
  }
}
