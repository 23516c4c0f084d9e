package org.convzoo.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.convzoo.UsageException;
import org.tensorflow.DeviceSpec;

/**
 * Several flows side by side, as the two GPUs of AlexNet: Krizhevsky et al. 2012, figure 2.
 *
 * <p>In {@link #each} a tower reads itself, in {@link #cross} it reads all of them. Tower i draws
 * into the scope {@code tower<i>}, from 1, and onto the i-th device of {@link Layers#towersOn}.
 */
public final class Towers {

  private static final Pattern DEVICE =
      Pattern.compile("(?:(\\w{1,32}):(\\d{1,4})/|/device:)?(CPU|GPU):(\\d{1,2})");

  private final Flow home;
  private final List<Flow> flows;

  private Towers(Flow home, List<Flow> flows) {
    this.home = home;
    this.flows = flows;
  }

  /**
   * Starts {@code count} towers that all read {@code input}.
   *
   * @throws IllegalArgumentException if {@code count} is below 2
   */
  public static Towers of(Flow input, int count) {
    if (count < 2) {
      throw new IllegalArgumentException("towers come in twos and more, got " + count);
    }
    List<Flow> flows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      flows.add(input.into("tower" + (i + 1), input.layers().towerDevice(i)));
    }
    return new Towers(input.on(input.layers().towerDevice(0)), flows);
  }

  /**
   * Reads the name of a device that a tower can stand on, such as {@code GPU:1} or, for one of
   * another process, {@code worker:1/GPU:0}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static DeviceSpec device(String name) {
    Matcher parts = DEVICE.matcher(name);
    if (!parts.matches()) {
      throw new UsageException("a device is named like GPU:1 or CPU:0, got \"%s\"", name);
    }
    DeviceSpec.Builder device =
        DeviceSpec.newBuilder()
            .deviceType(DeviceSpec.DeviceType.valueOf(parts.group(3)))
            .deviceIndex(Integer.valueOf(parts.group(4)));
    if (parts.group(1) != null) {
      device.job(parts.group(1)).replica(0).task(Integer.valueOf(parts.group(2)));
    }
    return device.build();
  }

  /**
   * Checks that devices were named for no more towers than a network has.
   *
   * @param count of its towers, by {@link Layers#towers}
   * @throws IllegalArgumentException if there are more
   */
  public static void requireFor(List<String> devices, String network, int count) {
    if (devices.size() > count) {
      String all = String.join(", ", devices);
      throw new UsageException(
          count == 0
              ? "%s has no towers: none can stand on %s".formatted(network, all)
              : "%s has %d towers, but %d devices are named for them: %s"
                  .formatted(network, count, devices.size(), all));
    }
  }

  /** Builds {@code body} in every tower, over what that tower has come to. */
  public Towers each(UnaryOperator<Flow> body) {
    return new Towers(home, flows.stream().map(body).toList());
  }

  /** Builds {@code body} in every tower, over what all towers have come to, joined. */
  public Towers cross(UnaryOperator<Flow> body) {
    List<Flow> joined = new ArrayList<>();
    for (Flow flow : flows) {
      joined.add(body.apply(joinedAt(flow)));
    }
    return new Towers(home, joined);
  }

  /** Joins the towers along the channels, back in the scope they started from. */
  public Flow merge() {
    return joinedAt(home);
  }

  private Flow joinedAt(Flow place) {
    List<Flow> there = flows.stream().map(f -> f.backTo(place)).toList();
    return there.get(0).concat(there.subList(1, there.size()).toArray(Flow[]::new));
  }
}
