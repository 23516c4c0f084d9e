package org.convzoo.tools.check;

import java.nio.file.Path;
import java.time.Duration;
import org.convzoo.tools.terminal.Output;
import org.convzoo.tools.terminal.TimeConverter;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.internal.device.Part;
import picocli.CommandLine.Option;

/** How a GPU is to be checked. */
final class GpuCheckOptions {

  @Option(
      names = "--gpu-check",
      required = true,
      description =
          "Compare a GPU with the CPU: every operation, a training step of each family, towers on"
              + " two devices; then measure its speed. Ends with 1 where anything is wrong.")
  private boolean asked;

  @Option(
      names = "--on",
      paramLabel = "DEVICE",
      defaultValue = "gpu",
      description = "What to check: gpu, or cpu, which compares the CPU with itself. Default: gpu.")
  Devices.Choice on;

  @Option(
      names = "--quick",
      description = "A few networks, small ones, for a few steps: a minute on two cores.")
  boolean quick;

  @Option(
      names = "--max-time",
      paramLabel = "TIME",
      defaultValue = "9m",
      description = "Skip what is left after so long. Default: 9m.",
      converter = TimeConverter.class)
  Duration maxTime;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write all figures to a new file, after each part.")
  Path json;

  /** What may be done with a file that exists. */
  Output output = new Output();

  /** What a process that a check starts is for: it prints rows in JSON. */
  @Option(names = "--part", hidden = true)
  Part part;
}
