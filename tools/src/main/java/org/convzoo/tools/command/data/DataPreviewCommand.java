package org.convzoo.tools.command.data;

import java.io.IOException;
import java.nio.file.Path;
import org.convzoo.UsageException;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.tools.option.AugmentOptions;
import org.convzoo.tools.option.DataOptions;
import org.convzoo.tools.picture.ContactSheet;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.tools.terminal.Output;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.internal.input.Preview;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "preview",
    sortOptions = false,
    description =
        "Draw what a training sees of images from all over the set: a row each, as it is and then in "
            + "one epoch after the other, with its boxes or the labels of its pixels.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo data preview photos --recipe mine.yaml --to sheet.png",
      "  convzoo data preview fashion-mnist --augment '[random_crop: {size: 28, pad: 4}, flip]' "
          + "--to crops.png"
    })
final class DataPreviewCommand extends ConsoleCommand {

  @Parameters(
      paramLabel = "DIR|NAME",
      description = "A folder in any format that is known, or a name such as fashion-mnist.")
  private String what;

  @Mixin private AugmentOptions augment;

  @Option(names = "--to", required = true, paramLabel = "FILE", description = "A new PNG file.")
  private Path to;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "4",
      description = "Rows. Default: ${DEFAULT-VALUE}.")
  private int images;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "7",
      description = "Columns besides the first. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Mixin private DataOptions data;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    if (images < 1 || epochs < 1) {
      throw wrongCall("--images and --epochs must be at least 1");
    }
    if (!Output.extension(to).equals("png")) {
      throw new UsageException("a contact sheet is a .png, got " + to);
    }
    output.requireFree(to);
    try (AugmentOptions.Chosen chosen = augment.open(data, what)) {
      ImageSet set = chosen.data().training();
      int rows = Math.min(images, set.size());
      Preprocessing size = chosen.preprocessing();
      ContactSheet sheet = new ContactSheet(rows, epochs + 1, size);
      try (Preview preview = new Preview(set, chosen.augmentations(), size)) {
        sheet.column(0, preview.originals(rows));
        for (int epoch = 0; epoch < epochs; epoch++) {
          sheet.column(epoch + 1, preview.inEpoch(rows, epoch));
        }
      }
      output.write(to, sheet.png());
      out().printf("wrote %s%n", to);
      return 0;
    }
  }
}
