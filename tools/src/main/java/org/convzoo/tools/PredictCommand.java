package org.convzoo.tools;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.convzoo.export.Classifier;
import org.convzoo.export.ImageException;
import org.convzoo.train.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "predict",
    description = "Say what is on image files, with an exported model.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo predict runs/lenet shoe.png",
      "  convzoo predict runs/lenet/export/lenet/1 --top 5 *.jpg"
    })
final class PredictCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A run, or the folder of an exported model.")
  private Path model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "PNG, JPEG, BMP or GIF, of any size.")
  private List<Path> images;

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "3",
      description = "How many labels to print. Default: ${DEFAULT-VALUE}.")
  private int top;

  @Option(names = "--json", description = "Print a line of JSON for each image.")
  private boolean json;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws Exception {
    if (top < 1) {
      throw new IllegalArgumentException("--top must be at least 1, got " + top);
    }
    var line = command.commandLine();
    int exitCode = 0;
    try (Classifier classifier = Classifier.load(exported())) {
      for (Path image : images) {
        try {
          print(image, classifier.classify(image, top));
        } catch (ImageException e) {
          line.getErr().println("convzoo: " + e.getMessage());
          exitCode = 1;
        }
      }
    }
    return exitCode;
  }

  private Path exported() throws Exception {
    if (!Files.exists(model.resolve("recipe.yaml"))) {
      return model;
    }
    Run run = Run.open(model, Map.of());
    if (!Files.isDirectory(run.exports())) {
      throw new IllegalArgumentException(
          "%s has no exported model yet: \"convzoo export %s\" makes one".formatted(model, model));
    }
    return run.exports();
  }

  private void print(Path image, List<Classifier.Guess> guesses) throws Exception {
    var out = command.commandLine().getOut();
    if (json) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("image", image.toString());
      row.put("guesses", guesses);
      out.println(new ObjectMapper().writeValueAsString(row));
      return;
    }
    out.println(image);
    for (Classifier.Guess guess : guesses) {
      out.printf("  %6.2f %%  %s%n", 100 * guess.probability(), guess.label());
    }
  }
}
