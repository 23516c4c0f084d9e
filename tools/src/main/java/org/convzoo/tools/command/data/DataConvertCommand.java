package org.convzoo.tools.command.data;

import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.convzoo.tools.option.DataOptions;
import org.convzoo.tools.terminal.Bar;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.tools.terminal.Interruption;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.internal.input.Conversion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "convert",
    description =
        "Write the images of a folder and their labels or boxes as TFRecord shards, in the layout "
            + "that TensorFlow's tools give ImageNet.")
final class DataConvertCommand extends ConsoleCommand {

  @Parameters(paramLabel = "DIR", description = "A folder in the format folder, csv, coco or voc.")
  private String what;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "Folder to write; it appears only whole.")
  private Path to;

  @Option(
      names = "--shards",
      paramLabel = "N",
      defaultValue = "16",
      description = "Files of the training images. Default: ${DEFAULT-VALUE}.")
  private int shards;

  @Mixin private DataOptions data;

  @Override
  public Integer call() throws Exception {
    var out = out();
    try (DataSet set = data.find(what, 3);
        Bar bar = new Bar()) {
      int all = set.training().size() + set.test().size();
      LongConsumer progress = done -> bar.to("converting", done, all);
      return Interruption.wholly(
          out,
          stop -> {
            Conversion.write(set, to, shards, progress, stop);
            bar.clear();
            out.printf(
                "%,d training and %,d test images written to %s; train with --data-dir %s%n",
                set.training().size(), set.test().size(), to, to);
          });
    }
  }
}
