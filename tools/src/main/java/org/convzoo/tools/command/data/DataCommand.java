package org.convzoo.tools.command.data;

import java.nio.file.Path;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.train.data.internal.binary.Fetch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "data",
    description = "Look at data sets, check, convert and download them.",
    subcommands = {
      DataSampleCommand.class,
      DataSplitCommand.class,
      DataInfoCommand.class,
      DataCheckCommand.class,
      DataConvertCommand.class,
      DataPreviewCommand.class,
      DataBenchCommand.class,
      DataCommand.Download.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo data sample clothes",
      "  convzoo data info fashion-mnist",
      "  convzoo data info photos",
      "  convzoo data check photos",
      "  convzoo data preview photos --recipe mine.yaml --to sheet.png",
      "  convzoo data convert photos --to shards --shards 64",
      "  convzoo data fetch fashion-mnist --to ~/data/fashion-mnist"
    })
public final class DataCommand {

  @Command(
      name = "fetch",
      description =
          "Download a data set from where it was published. Each file is checked by its known MD5 "
              + "and appears only whole; what is there already is not downloaded again.")
  static final class Download extends ConsoleCommand {

    @Parameters(
        paramLabel = "DATASET",
        description = "fashion-mnist, mnist, kmnist, cifar10 or cifar100.")
    private String name;

    @Option(
        names = "--to",
        paramLabel = "DIR",
        description = "Folder to write. Default: data/DATASET.")
    private Path to;

    @Option(
        names = "--from",
        paramLabel = "URL",
        description = "Another address that has the same files.")
    private String from;

    @Override
    public Integer call() throws Exception {
      Path folder = to != null ? to : Path.of("data", name);
      var out = out();
      Fetch.files(name, from, folder, out::println);
      for (Path archive : Fetch.archives(name, folder)) {
        out.printf("unpack it: tar -xzf %s -C %s%n", archive, folder);
      }
      out.printf("use it with --data-dir %s%n", folder);
      return 0;
    }
  }
}
