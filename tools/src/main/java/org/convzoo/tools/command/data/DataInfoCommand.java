package org.convzoo.tools.command.data;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.convzoo.graphs.task.Task;
import org.convzoo.tools.option.DataOptions;
import org.convzoo.tools.terminal.Bar;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.internal.input.Inspection;
import org.convzoo.train.internal.input.Statistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "info",
    description =
        "Say where a data set is found and what it holds: sizes, classes, mean and deviation of "
            + "each channel, principal components of the colours. Every image is read.")
final class DataInfoCommand extends ConsoleCommand {

  @Parameters(
      paramLabel = "DIR|NAME",
      description = "A folder in any format that is known, or a name such as fashion-mnist.")
  private String what;

  @Option(names = "--grey", description = "Decode files to one channel instead of three.")
  private boolean grey;

  @Mixin private DataOptions data;

  @Override
  public Integer call() {
    try (DataSet set = data.find(what, grey ? 1 : 3)) {
      PrintWriter out = out();
      out.printf("%s: %s%n", set.name(), set.source());
      out.printf("%,d training and %,d test images%n", set.training().size(), set.test().size());
      out.printf("%d classes: %s%n", set.labels().size(), String.join(", ", set.labels()));
      out.flush();
      Statistics training = statistics(set, set.training(), "reading training images");
      Statistics test = statistics(set, set.test(), "reading test images");
      long unread = set.training().size() + set.test().size() - training.images() - test.images();
      if (unread > 0) {
        out.printf("%,d images cannot be read: \"convzoo data check\" names them%n", unread);
      }
      if (training.images() > 0) {
        print(out, set, training, test);
      }
      return 0;
    }
  }

  private static Statistics statistics(DataSet data, ImageSet set, String task) {
    int classes = data.task().equals(Task.DETECTION) ? 1 : data.labels().size();
    Statistics statistics = new Statistics(set.channels(), classes);
    try (Bar bar = new Bar()) {
      Inspection.all(
          set,
          classes,
          found -> {
            if (found.fault() == null) {
              statistics.add(found);
            }
            bar.to(task, found.number() + 1, set.size());
          });
    }
    return statistics;
  }

  private static void print(PrintWriter out, DataSet set, Statistics training, Statistics test) {
    out.printf(
        "training images are of %s pixels, test images of %s%n", training.sizes(), test.sizes());
    String counted =
        set.task().equals(Task.CLASSIFICATION)
            ? "images of each class"
            : set.task().equals(Task.SEGMENTATION) ? "pixels of each class" : "boxes";
    out.printf("%s: %s in training, %s in test%n", counted, counts(training), counts(test));
    out.printf("mean: %s%n", list(training.mean(), 4));
    out.printf("std: %s%n", list(training.std(), 4));
    if (set.training().channels() == 3) {
      Statistics.Components components = training.components();
      out.printf("eigenvalues of the colours: %s%n", list(components.values(), 6));
      out.printf(
          "eigenvectors of the colours: [%s]%n",
          Arrays.stream(components.vectors())
              .map(v -> list(v, 4))
              .collect(Collectors.joining(", ")));
    }
  }

  private static String counts(Statistics statistics) {
    return Arrays.stream(statistics.classes())
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** As YAML has it, so that it can go into a recipe. */
  private static String list(double[] numbers, int digits) {
    return Arrays.stream(numbers)
        .mapToObj(number -> String.format(Locale.ROOT, "%." + digits + "f", number))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
