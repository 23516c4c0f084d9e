package org.convzoo.tools.command.data;

import org.convzoo.tools.option.AugmentOptions;
import org.convzoo.tools.option.DataOptions;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.train.internal.input.ReadingSpeed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "bench",
    sortOptions = false,
    description =
        "Measure how fast training images are read, decoded, augmented and put into batches, "
            + "without a network.",
    footerHeading = "%nExample:%n",
    footer =
        "  convzoo data bench photos --input-size 224 --augment '[random_crop: {size: 224}, flip]'")
final class DataBenchCommand extends ConsoleCommand {

  @Parameters(
      paramLabel = "DIR|NAME",
      description = "A folder in any format that is known, or a name such as fashion-mnist.")
  private String what;

  @Mixin private AugmentOptions augment;

  @Option(
      names = {"--batch-size", "--batch"},
      paramLabel = "N",
      defaultValue = "64",
      description = "Images in a batch. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--batches",
      paramLabel = "N",
      defaultValue = "50",
      description = "Timed batches, after a fifth as many to warm up. Default: ${DEFAULT-VALUE}.")
  private int batches;

  @Mixin private DataOptions data;

  @Override
  public Integer call() {
    try (AugmentOptions.Chosen chosen = augment.open(data, what)) {
      double speed =
          ReadingSpeed.of(
              chosen.data().training(),
              chosen.augmentations(),
              chosen.preprocessing(),
              batch,
              batches);
      out().printf("%,.0f images/s%n", speed);
      return 0;
    }
  }
}
