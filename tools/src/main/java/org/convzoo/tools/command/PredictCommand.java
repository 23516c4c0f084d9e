package org.convzoo.tools.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.Require;
import org.convzoo.UsageException;
import org.convzoo.export.Classifier;
import org.convzoo.export.Detector;
import org.convzoo.export.Predictor;
import org.convzoo.export.Segmenter;
import org.convzoo.export.UntrustedModelException;
import org.convzoo.tools.option.ExportedModel;
import org.convzoo.tools.picture.GuessSheet;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.tools.terminal.Output;
import org.convzoo.tools.view.Answers;
import org.convzoo.tools.view.BoxAnswers;
import org.convzoo.tools.view.ClassAnswers;
import org.convzoo.tools.view.MaskAnswers;
import org.convzoo.train.data.internal.folder.ImageTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "predict",
    description = "Run an exported model on images.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo predict runs/lenet shoe.png",
      "  convzoo predict runs/lenet/export/lenet/1 --top 5 *.jpg",
      "  convzoo predict runs/lenet photos --csv guesses.csv",
      "  convzoo predict runs/alexnet *.jpg --sheet guesses.png",
      "  convzoo predict runs/unet cells.png --to masks"
    })
public final class PredictCommand extends ConsoleCommand {

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A run, or the folder of an exported model.")
  private Path model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE|DIR",
      description =
          "PNG, JPEG, BMP or GIF, of any size; or a folder: all images in it and below. Where there"
              + " is more than one, each has a line.")
  private List<Path> named;

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
              + "with its boxes, as NAME-boxes.png; below it in folders as those of a DIR. "
              + "Default: here.")
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

  @Option(
      names = "--csv",
      paramLabel = "FILE.csv",
      description =
          "Also write a new table: for each image its guesses, its shares, or a line for each box.")
  private Path csv;

  @Mixin private Output output;

  @Override
  public Integer call() throws Exception {
    Require.atLeast(1, "--top", top);
    output.requireFree("--csv", csv, "csv");
    List<Answers.Image> all = images();
    output.requireFree("--sheet", sheet, "png");
    GuessSheet guesses = sheet == null ? null : new GuessSheet(all.size());
    var err = err();
    int[] failed = {0};
    try (Predictor predictor = load(ExportedModel.of(model))) {
      if (sheet != null && !(predictor instanceof Classifier)) {
        throw new UsageException("--sheet is for classifiers: a mask or boxes have --to");
      }
      Answers answers = answers(predictor, guesses);
      answers.aboutAll(
          all,
          why -> {
            err.println("convzoo: " + why);
            failed[0]++;
          });
      if (csv != null) {
        output.write(csv, answers.table());
      }
    }
    if (guesses != null && !guesses.isEmpty()) {
      output.write(sheet, guesses.png());
      if (!json) {
        out().printf("drawn in %s%n", sheet);
      }
    }
    return failed[0] == 0 ? 0 : 1;
  }

  /** The images that are named, and those below the folders that are. */
  private List<Answers.Image> images() {
    List<Answers.Image> all = new ArrayList<>();
    for (Path given : named) {
      if (!Files.isDirectory(given)) {
        all.add(new Answers.Image(given, Path.of("")));
        continue;
      }
      List<Path> below = ImageTree.below(given);
      if (below.isEmpty()) {
        throw new UsageException(given + " holds no image");
      }
      for (Path image : below) {
        all.add(new Answers.Image(image, given.relativize(image.getParent())));
      }
    }
    return all;
  }

  private Answers answers(Predictor predictor, GuessSheet guesses) {
    boolean one = named.size() == 1 && !Files.isDirectory(named.get(0));
    Answers.Form form = json ? Answers.Form.JSON : one ? Answers.Form.BLOCK : Answers.Form.LINE;
    if (predictor instanceof Classifier classifier) {
      return new ClassAnswers(classifier, top, guesses, form, out());
    }
    return predictor instanceof Segmenter segmenter
        ? new MaskAnswers(segmenter, to, output, form, out())
        : new BoxAnswers((Detector) predictor, to, output, form, out());
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
}
