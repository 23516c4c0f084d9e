package org.convzoo.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.convzoo.train.Curves;
import org.convzoo.train.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "plot",
    description = "Draw the learning curves of one or several runs.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo plot runs/lenet",
      "  convzoo plot runs/lenet runs/lenet-bn --to curves.svg",
      "  convzoo plot runs/alexnet --by step"
    })
final class PlotCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", arity = "1..*", description = "Directories of runs.")
  private List<Path> folders;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      defaultValue = "curves.png",
      description = "A new file, .png or .svg. Default: ${DEFAULT-VALUE}.")
  private Path to;

  @Option(
      names = "--by",
      paramLabel = "POINT",
      defaultValue = "epoch",
      description =
          "epoch, or step: the loss and accuracy of every 20th batch. Default: ${DEFAULT-VALUE}.")
  private Point by;

  @Spec private CommandSpec command;

  private enum Point {
    EPOCH,
    STEP
  }

  @Override
  public Integer call() throws IOException {
    Picture.requireWritable(to);
    Map<String, Curves> runs = new LinkedHashMap<>();
    for (Path folder : folders) {
      Run run = Run.open(folder, Map.of());
      runs.put(name(folder), by == Point.STEP ? Curves.bySteps(run) : Curves.byEpochs(run));
    }
    Picture.write(to, LearningCurves.charts(runs, by.name().toLowerCase(Locale.ROOT)));
    command.commandLine().getOut().printf("drawn in %s%n", to);
    return 0;
  }

  /** The folder's own name, or all of its path where another run's folder has the same name. */
  private String name(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    long same = folders.stream().filter(f -> f.toAbsolutePath().normalize().endsWith(name)).count();
    return same > 1 ? folder.toString() : name.toString();
  }
}
