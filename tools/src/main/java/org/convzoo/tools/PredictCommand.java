package org.convzoo.tools;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.convzoo.export.Classifier;
import org.convzoo.export.Detector;
import org.convzoo.export.ImageException;
import org.convzoo.export.Predictor;
import org.convzoo.export.Segmenter;
import org.convzoo.export.UntrustedModelException;
import org.convzoo.train.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "  convzoo predict runs/lenet/export/lenet/1 --top 5 *.jpg",
      "  convzoo predict runs/alexnet *.jpg --sheet guesses.png",
      "  convzoo predict runs/unet cells.png --to masks"
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
      description = "How many labels a classifier prints. Default: ${DEFAULT-VALUE}.")
  private int top;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      defaultValue = ".",
      description =
          "Where a segmenter writes each image with its mask, as NAME-mask.png, and a detector "
              + "with its boxes, as NAME-boxes.png. Default: here.")
  private Path to;

  @Option(
      names = "--sheet",
      paramLabel = "FILE.png",
      description =
          "Also draw a classifier's images, four in a row, each with its five best guesses as bars.")
  private Path sheet;

  @Option(
      names = "--trust",
      description =
          "Load the model whatever it does. A model is a program: without this, one with operations"
              + " that reach beyond it is refused.")
  private boolean trust;

  @Option(names = "--json", description = "Print a line of JSON for each image.")
  private boolean json;

  @Mixin private Output output;
  @Spec private CommandSpec command;

  @Override
  public Integer call() throws Exception {
    if (top < 1) {
      throw new IllegalArgumentException("--top must be at least 1, got " + top);
    }
    var line = command.commandLine();
    int exitCode = 0;
    GuessSheet guesses = sheet == null ? null : newSheet();
    try (Predictor predictor = load(exported())) {
      if (sheet != null && !(predictor instanceof Classifier)) {
        throw new IllegalArgumentException("--sheet is for classifiers: a mask or boxes have --to");
      }
      for (Path image : images) {
        try {
          predict(predictor, image, guesses);
        } catch (ImageException e) {
          line.getErr().println("convzoo: " + e.getMessage());
          exitCode = 1;
        }
      }
    }
    if (guesses != null && !guesses.isEmpty()) {
      output.write(sheet, guesses.png());
      if (!json) {
        out().printf("drawn in %s%n", sheet);
      }
    }
    return exitCode;
  }

  private GuessSheet newSheet() {
    if (!Output.extension(sheet).equals("png")) {
      throw new IllegalArgumentException("--sheet is a file that ends in .png, got " + sheet);
    }
    output.requireFree(sheet);
    return new GuessSheet(images.size());
  }

  private Predictor load(Path folder) throws IOException {
    if (trust) {
      return Predictor.trust(folder);
    }
    try {
      return Predictor.load(folder);
    } catch (UntrustedModelException e) {
      throw new IOException(e.getMessage() + "; --trust loads it all the same", e);
    }
  }

  private void predict(Predictor predictor, Path image, GuessSheet guesses) throws IOException {
    if (predictor instanceof Classifier classifier && guesses != null) {
      Classifier.Seen seen = classifier.see(image, Math.max(top, GuessSheet.GUESSES));
      guesses.add(seen.image(), image.getFileName().toString(), seen.guesses());
      print(image, seen.guesses().stream().limit(top).toList());
    } else if (predictor instanceof Classifier classifier) {
      print(image, classifier.classify(image, top));
    } else if (predictor instanceof Segmenter segmenter) {
      Path file = drawing(image, "mask");
      Segmenter.Mask mask = segmenter.segment(image);
      output.write(file, Png.of(mask.drawn()));
      print(image, mask.shares(), file);
    } else if (predictor instanceof Detector detector) {
      Path file = drawing(image, "boxes");
      Detector.Found found = detector.detect(image);
      output.write(file, Png.of(found.drawn()));
      print(image, found.boxes(), file);
    }
  }

  /** A new file's name for what is drawn over {@code image}. */
  private Path drawing(Path image, String what) {
    String name = image.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    Path file = to.resolve("%s-%s.png".formatted(name, what));
    output.requireFree(file);
    return file;
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

  private void print(Path image, List<Classifier.Guess> guesses) throws IOException {
    if (json) {
      printRow(image, Map.of("guesses", guesses));
      return;
    }
    out().println(image);
    guesses.forEach(guess -> printShare(guess.probability(), guess.label()));
  }

  private void print(Path image, Map<String, Double> shares, Path drawing) throws IOException {
    if (json) {
      printRow(image, Map.of("drawing", drawing.toString(), "shares", shares));
      return;
    }
    out().println(image);
    shares.forEach((label, share) -> printShare(share, label));
    out().printf("  drawn in %s%n", drawing);
  }

  private void print(Path image, List<Detector.Box> boxes, Path drawing) throws IOException {
    if (json) {
      printRow(image, Map.of("boxes", boxes, "drawing", drawing.toString()));
      return;
    }
    out().println(image);
    for (Detector.Box box : boxes) {
      out()
          .printf(
              "  %6.2f    %s  rows %.1f to %.1f, columns %.1f to %.1f%n",
              box.score(), box.label(), box.top(), box.bottom(), box.left(), box.right());
    }
    if (boxes.isEmpty()) {
      out().println("  nothing found");
    }
    out().printf("  drawn in %s%n", drawing);
  }

  private void printRow(Path image, Map<String, ?> answers) throws IOException {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("image", image.toString());
    row.putAll(new TreeMap<>(answers));
    out().println(new ObjectMapper().writeValueAsString(row));
  }

  private void printShare(double share, String label) {
    out().printf("  %6.2f %%  %s%n", 100 * share, label);
  }

  private PrintWriter out() {
    return command.commandLine().getOut();
  }
}
