package org.convzoo.train.internal.device;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.convzoo.graphs.classic.AlexNet;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.train.hardware.CudaLibraries;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.internal.bench.StepProbe;
import org.convzoo.train.internal.device.row.Note;
import org.convzoo.train.internal.device.row.Row;
import org.convzoo.train.internal.device.row.TowerRow;
import org.convzoo.train.internal.device.row.Verdict;
import org.convzoo.train.internal.replica.DevicePlan;
import org.convzoo.train.recipe.Precision;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/**
 * Puts AlexNet's two towers, and then two replicas of it, on two logical devices, which are one
 * GPU's halves or one CPU.
 */
final class TowerCheck {

  private static final Network NETWORK = AlexNet.TWO_TOWERS;
  private static final int BATCH = 4;
  private static final float MEMORY_MB = 3072; // of each half of a GPU

  private TowerCheck() {}

  /** Wants a process in which no session was opened before. */
  static void run(Setting setting, Consumer<Row> rows) {
    String type = setting.on().name();
    List<String> devices = List.of("/device:%s:0".formatted(type), "/device:%s:1".formatted(type));
    ConfigProto config = twoDevices(setting.on());
    Spec.Input size = Smallest.of(NETWORK);
    try {
      StepProbe.Taken together = take(size, config, DevicePlan.UNPLACED, null);
      StepProbe.Step one = together.steps().get(0);
      DevicePlan towers = DevicePlan.towers(devices);
      StepProbe.Taken apart = take(size, config, towers, together.start());
      rows.accept(row("towers", one, apart.steps().get(0), setting));
      DevicePlan replicas = DevicePlan.replicas(devices);
      StepProbe.Taken shared = take(size, config, replicas, together.start());
      rows.accept(row("replicas", one, shared.steps().get(0), setting));
    } catch (RuntimeException e) {
      rows.accept(Note.of("towers", NETWORK.spec().name(), e));
    }
  }

  private static StepProbe.Taken take(
      Spec.Input size, ConfigProto config, DevicePlan devices, Map<String, float[]> start) {
    int classes = StepCheck.classes(NETWORK);
    try (StepProbe probe = new StepProbe(NETWORK, size, classes, BATCH, devices)) {
      return probe.take(config, start, 1);
    }
  }

  private static TowerRow row(
      String parts, StepProbe.Step together, StepProbe.Step apart, Setting setting) {
    Tolerance tolerance = Tolerance.of(setting.on());
    StepErrors errors = StepErrors.of(together, apart);
    Map<String, Integer> convolutions = Trace.count(apart.trace(), "Conv2D");
    String type = setting.on().name();
    boolean both = convolutions.keySet().containsAll(List.of(type + ":0", type + ":1"));
    return new TowerRow(
        NETWORK.spec().name(),
        parts,
        convolutions.entrySet().stream()
            .map(each -> "%d on %s".formatted(each.getValue(), each.getKey()))
            .collect(Collectors.joining(", ")),
        errors.loss(),
        errors.weights(),
        errors.gradient(),
        tolerance.loss(),
        tolerance.gradient(),
        both ? errors.within(tolerance) : Verdict.FAILED);
  }

  private static ConfigProto twoDevices(Devices.Choice on) {
    if (on == Devices.Choice.CPU) {
      return Devices.config(on, 0, Precision.FLOAT32).toBuilder().putDeviceCount("CPU", 2).build();
    }
    CudaLibraries.load();
    var halves =
        GPUOptions.Experimental.VirtualDevices.newBuilder()
            .addMemoryLimitMb(MEMORY_MB)
            .addMemoryLimitMb(MEMORY_MB);
    var first =
        GPUOptions.newBuilder()
            .setVisibleDeviceList("0")
            .setExperimental(GPUOptions.Experimental.newBuilder().addVirtualDevices(halves));
    return ConfigProto.newBuilder().setAllowSoftPlacement(true).setGpuOptions(first).build();
  }
}
