package org.convzoo.tools.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.convzoo.UsageException;
import org.convzoo.tools.option.CheckpointOption;
import org.convzoo.tools.option.ConfusionOptions;
import org.convzoo.tools.option.DataOptions;
import org.convzoo.tools.option.DeviceOptions;
import org.convzoo.tools.option.LocalisationOptions;
import org.convzoo.tools.option.MistakeOptions;
import org.convzoo.tools.option.MultiCropOptions;
import org.convzoo.tools.option.ProgressDisplay;
import org.convzoo.tools.option.ShiftOptions;
import org.convzoo.tools.option.SplitOption;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.tools.terminal.Output;
import org.convzoo.tools.terminal.Warnings;
import org.convzoo.tools.view.ScoreLine;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.evaluate.Evaluation;
import org.convzoo.train.evaluate.Localisation;
import org.convzoo.train.evaluate.Mistakes;
import org.convzoo.train.evaluate.Score;
import org.convzoo.train.evaluate.Shifts;
import org.convzoo.train.internal.input.MultiCrop;
import org.convzoo.train.run.Checkpoints;
import org.convzoo.train.run.Run;
import org.tensorflow.proto.ConfigProto;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "evaluate",
    description = "Measure a run's checkpoint on the test images, or on others.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo evaluate runs/lenet",
      "  convzoo evaluate runs/lenet --checkpoint last --split training",
      "  convzoo evaluate runs/lenet --confusion confusion.png --per-class classes.csv",
      "  convzoo evaluate runs/lenet --mistakes mistakes.png",
      "  convzoo evaluate runs/lenet --shift 8",
      "  convzoo evaluate runs/resnet50 --localisation",
      "  convzoo evaluate runs/alexnet --view ten",
      "  convzoo evaluate runs/vgg16 --view dense --scales 256,384,512",
      "  convzoo evaluate runs/lenet --with runs/lenet-bn runs/lenet/checkpoints/1727"
    })
public final class EvaluateCommand extends ConsoleCommand {

  @Parameters(paramLabel = "RUN", description = "Directory of a run.")
  private Path folder;

  @Mixin private CheckpointOption checkpoint;
  @Mixin private SplitOption part;

  @Option(
      names = "--with",
      paramLabel = "RUN",
      arity = "1..*",
      description =
          "Other runs for the same classes, or single checkpoints, RUN/checkpoints/STEP: the"
              + " classifiers' probabilities are averaged.")
  private List<Path> others = List.of();

  @Mixin private MultiCropOptions looks;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private ConfusionOptions confusion;
  @Mixin private ShiftOptions shifts;
  @Mixin private LocalisationOptions localisation;
  @Mixin private MistakeOptions mistakes;
  @Mixin private DataOptions data;
  @Mixin private DeviceOptions device;
  @Mixin private Output output;

  @Override
  public Integer call() throws Exception {
    List<Evaluation.Member> members = new ArrayList<>();
    try {
      find(members);
      return evaluate(members);
    } finally {
      for (Evaluation.Member member : members) {
        member.checkpoint().close();
      }
    }
  }

  private int evaluate(List<Evaluation.Member> members) throws Exception {
    Optional<MultiCrop> asked = looks.looks();
    Run run = members.get(0).run();
    confusion.check(run.recipe().architecture().spec().task(), run.labels().size(), output);
    boolean alone = members.size() == 1 && asked.isEmpty();
    shifts.check(run, alone, output);
    localisation.check(run, alone);
    mistakes.check(run, alone, output);
    PrintWriter out = out();
    try (DataSet whole = data.open(run.recipe())) {
      whole.requireLabels(run.labels());
      ImageSet images = part.of(run.images(whole, this::warn));
      Optional<Localisation.Score> places =
          localisation.isAsked()
              ? Optional.of(localised(members.get(0), images))
              : Optional.empty();
      Score score = score(members, asked, images);
      if (score.confusion().isPresent()) {
        confusion.write(score.confusion().get(), run.labels(), output);
      }
      List<Shifts.Row> shifted = shifts.isAsked() ? shifted(members.get(0), images) : List.of();
      shifts.write(shifted, output);
      List<Mistakes.Mistake> wrong = mistakes.isAsked() ? wrong(members.get(0), images) : List.of();
      mistakes.write(wrong, images, output);
      if (json) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode answer = mapper.valueToTree(score);
        if (shifts.isAsked()) {
          answer.set("shifts", mapper.valueToTree(shifted));
        }
        places.ifPresent(found -> answer.set("localisation", mapper.valueToTree(found)));
        if (mistakes.isAsked()) {
          answer.set("mistakes", mapper.valueToTree(mistakes.shown(wrong)));
        }
        out.println(answer);
      } else {
        out.printf("%s, on %s%n", words(members), whole.source());
        asked.ifPresent(how -> out.println(words(how, run)));
        out.println(ScoreLine.of(score, part.words()));
        if (shifts.isAsked()) {
          shifts.print(shifted, out);
        }
        places.ifPresent(found -> localisation.print(found, out));
        if (mistakes.isAsked()) {
          mistakes.print(wrong, out);
        }
      }
      return 0;
    }
  }

  private void find(List<Evaluation.Member> members) throws IOException {
    Run first = Run.open(folder, Map.of());
    members.add(new Evaluation.Member(first, checkpoint(first)));
    for (Path other : others) {
      Path whole = other.toAbsolutePath().normalize();
      Path parent = whole.getParent();
      boolean single = parent != null && parent.endsWith("checkpoints");
      Run run = Run.open(single ? parent.getParent() : other, Map.of());
      Evaluation.requireAlike(first, run);
      members.add(new Evaluation.Member(run, single ? single(run, whole) : checkpoint(run)));
    }
  }

  private Checkpoints.Checkpoint checkpoint(Run run) throws IOException {
    return checkpoint.of(run, err());
  }

  private static Checkpoints.Checkpoint single(Run run, Path folder) throws IOException {
    String step = folder.getFileName().toString();
    if (!step.matches("\\d{1,18}")) {
      throw new UsageException(folder + " is not a checkpoint");
    }
    return run.checkpoints().at(Long.parseLong(step));
  }

  private Score score(List<Evaluation.Member> members, Optional<MultiCrop> looks, ImageSet images) {
    var config = config(members.get(0));
    return watched(
        images.size(),
        progress ->
            members.size() == 1 && looks.isEmpty()
                ? Evaluation.of(members.get(0), images, config, progress)
                : Evaluation.of(members, looks, images, config, progress));
  }

  private List<Shifts.Row> shifted(Evaluation.Member member, ImageSet images) {
    return watched(
        Shifts.images(images, shifts.most()),
        progress -> Shifts.of(member, images, shifts.most(), config(member), progress));
  }

  private Localisation.Score localised(Evaluation.Member member, ImageSet images) {
    return watched(
        images.size(), progress -> Localisation.of(member, images, config(member), progress));
  }

  private List<Mistakes.Mistake> wrong(Evaluation.Member member, ImageSet images) {
    return watched(
        images.size(), progress -> Mistakes.of(member, images, config(member), progress));
  }

  /** Does something that a bar shows the progress of. */
  private <T> T watched(long of, Function<LongConsumer, T> work) {
    try (ProgressDisplay display = new ProgressDisplay(out(), err())) {
      return work.apply(done -> display.evaluating(done, of));
    }
  }

  private ConfigProto config(Evaluation.Member member) {
    return device.config(member.run().recipe().precision());
  }

  private void warn(String message) {
    Warnings.print(err(), message);
  }

  /** Names the networks, and their runs where there are several. */
  private static String words(List<Evaluation.Member> members) {
    return members.stream()
        .map(
            m ->
                "%s, %sstep %,d"
                    .formatted(
                        m.run().recipe().network(),
                        members.size() > 1 ? m.run().folder() + ", " : "",
                        m.checkpoint().step()))
        .collect(Collectors.joining(", with "));
  }

  private static String words(MultiCrop looks, Run run) {
    List<Integer> scales = looks.scales(run.recipe().input());
    int views = looks.view().count() * scales.size();
    return "view %s at %s pixels: %,d part%s of each image"
        .formatted(
            looks.view().name().toLowerCase(Locale.ROOT),
            scales.stream().map(String::valueOf).collect(Collectors.joining(", ")),
            views,
            views == 1 ? "" : "s");
  }
}
