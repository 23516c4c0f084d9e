package org.convzoo.tools;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.convzoo.graphs.Zoo;
import org.convzoo.train.BadRecords;
import org.convzoo.train.Checkpoints;
import org.convzoo.train.Evaluation;
import org.convzoo.train.Run;
import org.convzoo.train.data.DataSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "evaluate",
    description = "Measure a run's checkpoint on the test images.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo evaluate runs/lenet",
      "  convzoo evaluate runs/lenet --checkpoint last",
      "  convzoo evaluate runs/lenet --confusion confusion.png --per-class classes.csv"
    })
final class EvaluateCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = "Directory of a run.")
  private Path folder;

  @Mixin private CheckpointOption checkpoint;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private ConfusionOptions confusion;
  @Mixin private DataOptions data;
  @Mixin private DeviceOptions device;
  @Spec private CommandSpec command;

  @Override
  public Integer call() throws Exception {
    Run run = Run.open(folder, Map.of());
    confusion.check(Zoo.get(run.recipe().network()).spec().task(), run.labels().size());
    Checkpoints.Checkpoint chosen = checkpoint.of(run, command.commandLine().getErr());
    var out = command.commandLine().getOut();
    try (DataSet whole = data.open(run.recipe())) {
      whole.requireLabels(run.labels());
      DataSet set = BadRecords.leftOut(whole, run, this::warn);
      Evaluation.Score score = score(run, chosen, set);
      if (score.confusion().isPresent()) {
        confusion.write(score.confusion().get(), run.labels());
      }
      if (json) {
        out.println(new ObjectMapper().writeValueAsString(score));
      } else {
        out.printf("%s, step %,d, on %s%n", run.recipe().network(), chosen.step(), set.source());
        out.printf("%,d test images: loss %.4f", score.images(), score.loss());
        score.measures().forEach((m, value) -> out.printf(", %s %.4f", m.title(), value));
        out.println();
      }
      return 0;
    }
  }

  private Evaluation.Score score(Run run, Checkpoints.Checkpoint chosen, DataSet set) {
    var line = command.commandLine();
    long of = set.test().size();
    try (ProgressDisplay display = new ProgressDisplay(line.getOut(), line.getErr())) {
      return Evaluation.of(
          run,
          chosen,
          set.test(),
          device.config(run.recipe().precision()),
          done -> display.evaluating(done, of));
    }
  }

  private void warn(String message) {
    Convzoo.warn(command.commandLine().getErr(), message);
  }
}
