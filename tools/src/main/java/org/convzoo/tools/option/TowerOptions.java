package org.convzoo.tools.option;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Where a network's towers stand. */
public final class TowerOptions {

  @Option(
      names = "--towers",
      paramLabel = "DEVICE",
      split = ",",
      description =
          "Devices of the towers of a network that has some, such as GPU:0,GPU:1 or CPU:0,CPU:1,"
              + " which are made of the one CPU.")
  private List<String> devices = List.of();

  /** Returns the devices, such as {@code GPU:1}; none where the option was not given. */
  public List<String> devices() {
    return devices.stream().map(name -> name.strip().toUpperCase(Locale.ROOT)).toList();
  }
}
