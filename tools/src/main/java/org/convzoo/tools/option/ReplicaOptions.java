package org.convzoo.tools.option;

import org.convzoo.train.hardware.Hardware;
import picocli.CommandLine.Option;

/** Which devices have a replica of the network each. */
public final class ReplicaOptions {

  @Option(
      names = "--devices",
      paramLabel = "DEVICES",
      description =
          "Train a replica of the network on each of these devices, with a share of each batch:"
              + " all, for every GPU or, where there is none, the CPU; GPU:0,GPU:1; or CPU:2 for two"
              + " parts of the one CPU, to try it out.")
  private String devices;

  /** Returns hardware with these replicas, or as it is where the option was not given. */
  public Hardware on(Hardware hardware) {
    return devices == null ? hardware : hardware.withReplicas(devices.strip());
  }
}
