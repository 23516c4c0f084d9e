package org.convzoo.train.hardware;

import java.util.List;
import java.util.Objects;
import org.convzoo.UsageException;
import org.convzoo.ops.Towers;
import org.convzoo.train.hardware.Devices.Choice;
import org.convzoo.train.recipe.Precision;
import org.tensorflow.DeviceSpec.DeviceType;
import org.tensorflow.proto.ConfigProto;

/**
 * What a session computes on.
 *
 * @param device what it may use
 * @param threads for the CPU's ops, or 0 for as many as there are cores
 * @param towers the devices of a network's towers in their order, such as {@code GPU:1}, or fewer
 *     than it has towers, which then share them; none for all GPUs that it may use. {@code CPU:0},
 *     {@code CPU:1} and so on are parts of the one CPU, made for the session.
 */
public record Hardware(Choice device, int threads, List<String> towers) {

  public Hardware {
    Objects.requireNonNull(device, "device");
    towers = List.copyOf(towers);
    for (String tower : towers) {
      if (!isCpu(tower) && device == Choice.CPU) {
        throw new UsageException("no tower can stand on %s where only the CPU may be used", tower);
      }
    }
  }

  /** Hardware whose towers stand on all GPUs that it may use. */
  public Hardware(Choice device, int threads) {
    this(device, threads, List.of());
  }

  /**
   * Turns it into a session's configuration.
   *
   * @param precision of products; bfloat16 is for the CPU
   * @throws NoGpuException if a GPU is asked for and there is none that TensorFlow can use
   * @throws IllegalArgumentException if a tower's device is not there
   */
  public ConfigProto config(Precision precision) {
    towers.forEach(Hardware::requireThere);
    ConfigProto config = Devices.config(choice(), threads, precision);
    int last =
        towers.stream()
            .filter(Hardware::isCpu)
            .mapToInt(tower -> Towers.device(tower).deviceIndex())
            .max()
            .orElse(0);
    return last == 0 ? config : config.toBuilder().putDeviceCount("CPU", last + 1).build();
  }

  /**
   * Returns what a session computes on, for people.
   *
   * @throws NoGpuException if a GPU is asked for and there is none that TensorFlow can use
   */
  public String words() {
    String used = Devices.used(choice());
    return towers.isEmpty() ? used : used + ", towers on " + String.join(", ", towers);
  }

  /** Returns where a network's towers stand; empty for TensorFlow's choice. */
  public List<String> towerDevices() {
    return towers.isEmpty() && device != Choice.CPU ? Devices.gpus() : towers;
  }

  /** Whoever names nothing but CPUs wants no GPU for the rest. */
  private Choice choice() {
    boolean cpusAlone = !towers.isEmpty() && towers.stream().allMatch(Hardware::isCpu);
    return device == Choice.AUTO && cpusAlone ? Choice.CPU : device;
  }

  private static void requireThere(String tower) {
    if (!isCpu(tower) && !Devices.seen().contains(tower)) {
      String why = Devices.gpus().isEmpty() ? ", and no GPU, since " + CudaProbe.whyNoGpu() : "";
      throw new UsageException(
          "there is no %s for a tower: TensorFlow sees %s%s",
          tower, String.join(", ", Devices.seen()), why);
    }
  }

  private static boolean isCpu(String device) {
    return Towers.device(device).deviceType() == DeviceType.CPU;
  }
}
