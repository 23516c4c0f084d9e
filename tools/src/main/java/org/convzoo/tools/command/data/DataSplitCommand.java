package org.convzoo.tools.command.data;

import java.nio.file.Path;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.tools.terminal.Interruption;
import org.convzoo.train.data.internal.folder.Splitting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "split",
    description =
        "Copy images from a folder for each class to train/<class>/ and val/<class>/, in each class "
            + "at random and the same each time. WebP becomes PNG.")
final class DataSplitCommand extends ConsoleCommand {

  @Parameters(paramLabel = "DIR", description = "A folder with a folder of images for each class.")
  private Path from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "Folder to write; it appears only whole.")
  private Path to;

  @Option(
      names = "--test",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description = "Share of each class that goes to val. Default: ${DEFAULT-VALUE}.")
  private double share;

  @Override
  public Integer call() throws Exception {
    var out = out();
    return Interruption.wholly(
        out,
        stop -> {
          Splitting.Copied copied = Splitting.copy(from, to, share, stop);
          out.printf(
              "%,d training and %,d test images of %,d classes written to %s; train with --data-dir %s%n",
              copied.training(), copied.test(), copied.classes(), to, to);
        });
  }
}
