package org.convzoo.tools.command.data;

import java.nio.file.Path;
import org.convzoo.tools.terminal.CommandName;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.tools.terminal.Interruption;
import org.convzoo.train.internal.input.SampleFolders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sample",
    description =
        "Write a few images of Fashion-MNIST as PNG files to train/<class>/ and val/<class>/, to try"
            + " on them what takes a folder of images.")
final class DataSampleCommand extends ConsoleCommand {

  @Parameters(paramLabel = "DIR", description = "Folder to write; it appears only whole.")
  private Path to;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "Training images of each class; a quarter as many are for testing. Default:"
              + " ${DEFAULT-VALUE}.")
  private int each;

  @Override
  public Integer call() throws Exception {
    var out = out();
    return Interruption.wholly(
        out,
        stop -> {
          SampleFolders.Written written = SampleFolders.write(to, each, stop);
          out.printf(
              "%,d training and %,d test images of %,d classes written to %s%n",
              written.training(), written.test(), written.classes(), to);
          String dir = CommandName.argument(to);
          out.println(CommandName.in("try: convzoo train lenet --epochs 60 --data-dir " + dir));
        });
  }
}
