package org.convzoo.train.hardware;

import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.convzoo.UsageException;
import org.convzoo.ops.Towers;
import org.convzoo.ops.internal.runtime.OneDnn;
import org.convzoo.train.cluster.ClusterException;
import org.convzoo.train.cluster.ClusterSpec;
import org.convzoo.train.cluster.Team;
import org.convzoo.train.hardware.Devices.Choice;
import org.convzoo.train.internal.replica.DevicePlan;
import org.convzoo.train.recipe.Precision;
import org.tensorflow.DeviceSpec.DeviceType;
import org.tensorflow.proto.ConfigProto;

/**
 * What a session computes on. {@code CPU:0}, {@code CPU:1} and so on are parts of the one CPU, made
 * for the session.
 *
 * @param device what it may use
 * @param threads for the CPU's ops, or 0 for as many as there are cores
 * @param towers the devices of a network's towers in their order, such as {@code GPU:1}, or fewer
 *     than it has towers, which then share them; none for all GPUs that it may use
 * @param replicas the devices that train on a share of each batch each; none for one network that
 *     trains on whole batches
 * @param cluster the processes that train together; null for this one alone
 */
public record Hardware(
    Choice device, int threads, List<String> towers, List<String> replicas, ClusterSpec cluster) {

  public Hardware {
    Objects.requireNonNull(device, "device");
    towers = List.copyOf(towers);
    replicas = List.copyOf(replicas);
    for (String tower : towers) {
      if (!isCpu(tower) && device == Choice.CPU) {
        throw new UsageException("no tower can stand on %s where only the CPU may be used", tower);
      }
    }
    for (String replica : replicas) {
      if (device == (isCpu(replica) ? Choice.GPU : Choice.CPU)) {
        throw new UsageException(
            "there can be no replica on %s where only %s may be used",
            replica, device == Choice.CPU ? "the CPU" : "GPUs");
      }
    }
    if (!towers.isEmpty() && !replicas.isEmpty()) {
      throw new UsageException(
          "a network has its towers or its replicas on devices of their own, not both");
    }
  }

  /** Hardware for one network, whose towers stand on all GPUs that it may use. */
  public Hardware(Choice device, int threads) {
    this(device, threads, List.of(), List.of(), null);
  }

  /** Returns this hardware with a network's towers on these devices, such as {@code GPU:1}. */
  public Hardware withTowers(List<String> devices) {
    return new Hardware(device, threads, devices, replicas, cluster);
  }

  /**
   * Returns this hardware with a replica of the network on each of some devices.
   *
   * @param names {@code all} for every GPU or, where there is none, the CPU; {@code GPU:0,GPU:1}
   *     for these; {@code CPU:2} for two parts of the one CPU
   * @throws IllegalArgumentException if that is none of these, or a GPU is not there
   */
  public Hardware withReplicas(String names) {
    return new Hardware(device, threads, towers, DeviceNames.read(names), cluster);
  }

  /** Returns this hardware as a member of a cluster. */
  public Hardware in(ClusterSpec others) {
    return new Hardware(device, threads, towers, replicas, others);
  }

  /** Whether other processes train with this one. */
  public boolean isInCluster() {
    return cluster != null;
  }

  /** Whether this process keeps what comes of a training. */
  public boolean keeps() {
    return cluster == null || cluster.isChief();
  }

  /**
   * Brings those together that train.
   *
   * @param config of this process' session
   * @param stop asked now and then whether to give up
   * @throws ClusterException if this one's port is taken, or one of the others does not come
   */
  public Team team(ConfigProto config, BooleanSupplier stop) {
    return cluster == null ? Team.alone(config) : Team.of(cluster, config, stop);
  }

  /**
   * Turns it into a session's configuration.
   *
   * @param precision of products; bfloat16 is for the CPU
   * @throws NoGpuException if a GPU is asked for and there is none that TensorFlow can use
   * @throws IllegalArgumentException if a tower's or a replica's device is not there, or
   *     convolutions would come out wrong on this machine as it is set up
   */
  public ConfigProto config(Precision precision) {
    OneDnn.requireRight();
    requireThere(towers, "a tower");
    requireThere(replicas, "a replica");
    ConfigProto config = Devices.config(choice(), threads, precision);
    int last =
        named()
            .filter(Hardware::isCpu)
            .mapToInt(name -> Towers.device(name).deviceIndex())
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
    if (!towers.isEmpty()) {
      return used + ", towers on " + String.join(", ", towers);
    }
    String each = String.join(", ", replicas);
    return switch (replicas.size()) {
      case 0 -> used;
      case 1 -> isCpu(each) ? used : each;
      default -> (isCpu(replicas.get(0)) ? used + ", " : "") + "replicas on " + each;
    };
  }

  /** Returns where a network's towers stand; empty for TensorFlow's choice. */
  public List<String> towerDevices() {
    boolean all = named().findAny().isEmpty() && device != Choice.CPU;
    return all ? Devices.gpus() : towers;
  }

  /** Returns the devices of a training step that is taken by a team. */
  public DevicePlan plan(Team team) {
    if (cluster == null) {
      return plan();
    }
    boolean gpu = choice() != Choice.CPU && !Devices.gpus().isEmpty();
    DevicePlan own = replicas.isEmpty() ? DevicePlan.towers(towers) : DevicePlan.replicas(replicas);
    return team.spread(own, gpu ? "GPU:0" : "CPU:0");
  }

  /** Returns the devices of a training step. */
  public DevicePlan plan() {
    boolean usual = replicas.size() == 1 && replicas.get(0).endsWith(":0");
    return replicas.isEmpty() || usual
        ? DevicePlan.towers(towerDevices())
        : DevicePlan.replicas(replicas);
  }

  /** Whoever names nothing but CPUs wants no GPU for the rest. */
  private Choice choice() {
    boolean cpusAlone = named().findAny().isPresent() && named().allMatch(Hardware::isCpu);
    return device == Choice.AUTO && cpusAlone ? Choice.CPU : device;
  }

  private Stream<String> named() {
    return Stream.concat(towers.stream(), replicas.stream());
  }

  private static void requireThere(List<String> devices, String what) {
    for (String device : devices) {
      if (Towers.device(device).task() != null) {
        throw new UsageException("%s stands on a device of this process, not on %s", what, device);
      }
    }
    devices.stream()
        .filter(device -> !isCpu(device))
        .forEach(gpu -> DeviceNames.requireThere(gpu, what));
  }

  private static boolean isCpu(String device) {
    return Towers.device(device).deviceType() == DeviceType.CPU;
  }
}
