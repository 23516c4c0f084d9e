package org.convzoo.tools.option;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import org.convzoo.tools.process.Launched;
import org.convzoo.tools.terminal.TimeConverter;
import org.convzoo.train.cluster.ClusterSpec;
import org.convzoo.train.hardware.Hardware;
import picocli.CommandLine.Option;

/** Which devices have a share of each batch, here and in other processes. */
public final class DistributionOptions {

  @Option(
      names = "--devices",
      paramLabel = "DEVICES",
      description =
          "Train a replica of the network on each of these devices, with a share of each batch:"
              + " all, for every GPU or, where there is none, the CPU; GPU:0,GPU:1; or CPU:2 for two"
              + " parts of the one CPU, to try it out.")
  private String devices;

  @Option(
      names = "--peer-timeout",
      paramLabel = "TIME",
      description =
          "In a cluster (TF_CONFIG): how long to wait for the other processes. Default: 5m.",
      converter = TimeConverter.class)
  private Duration peerTimeout;

  /** Returns the option as it was given, for a call that goes on, after a space; else nothing. */
  String words() {
    return devices == null ? "" : " --devices " + devices.strip();
  }

  /** Returns hardware with these replicas, or as it is where the option was not given. */
  public Hardware on(Hardware hardware) {
    return devices == null ? hardware : hardware.withReplicas(devices.strip());
  }

  /**
   * Returns hardware with these replicas, in the cluster that the environment says that this
   * process is in, and says so.
   */
  public Hardware inCluster(Hardware hardware, PrintWriter out) {
    Hardware own = on(hardware);
    Optional<ClusterSpec> cluster = ClusterSpec.fromEnvironment();
    if (cluster.isEmpty()) {
      return own;
    }
    Launched.endWithLauncher();
    ClusterSpec spec = cluster.get();
    out.printf(
        "%s, one of %d that train together; its server listens on all of this machine's addresses"
            + " and runs what it is sent: keep port %d to a private network%n",
        spec.self(), spec.size(), spec.self().port());
    out.flush();
    return own.in(peerTimeout == null ? spec : spec.withPatience(peerTimeout));
  }
}
