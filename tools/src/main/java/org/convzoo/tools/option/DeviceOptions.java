package org.convzoo.tools.option;

import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.recipe.Precision;
import org.tensorflow.proto.ConfigProto;
import picocli.CommandLine.Option;

/** What to compute on. */
public final class DeviceOptions {

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description =
          "cpu, gpu (an error where none can be used) or auto. Default: ${DEFAULT-VALUE}.")
  public Devices.Choice device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "CPU threads; 0 for as many as there are cores. Default: ${DEFAULT-VALUE}.")
  public int threads;

  public ConfigProto config(Precision precision) {
    return Devices.config(device, threads, precision);
  }

  public Hardware with(TowerOptions towers) {
    return new Hardware(device, threads).withTowers(towers.devices());
  }
}
