package org.convzoo.tools;

import org.convzoo.train.Devices;
import org.convzoo.train.Hardware;
import org.convzoo.train.Precision;
import org.tensorflow.proto.ConfigProto;
import picocli.CommandLine.Option;

/** What to compute on. */
final class DeviceOptions {

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description =
          "cpu, gpu (an error where none can be used) or auto. Default: ${DEFAULT-VALUE}.")
  Devices.Choice device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "CPU threads; 0 for as many as there are cores. Default: ${DEFAULT-VALUE}.")
  int threads;

  ConfigProto config(Precision precision) {
    return Devices.config(device, threads, precision);
  }

  Hardware with(TowerOptions towers) {
    return new Hardware(device, threads, towers.devices());
  }
}
