package org.convzoo.tools.option;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.convzoo.UsageException;
import org.convzoo.tools.terminal.Table;
import org.convzoo.train.evaluate.Localisation;
import org.convzoo.train.run.Run;
import picocli.CommandLine.Option;

/** Where a classifier says that objects are. */
public final class LocalisationOptions {

  @Option(
      names = "--localisation",
      description =
          "Also the errors of single-object localisation, of data that have boxes beside"
              + " labels: a guess needs the right class and an IoU of 0.5. Boxes are the whole image"
              + " and, where a network ends in the mean over its map, that of the class activation"
              + " map.")
  private boolean asked;

  /** Whether it is asked for. */
  public boolean isAsked() {
    return asked;
  }

  /**
   * Checks what is asked for before the work is done.
   *
   * @param alone whether one network sees each image once
   * @throws IllegalArgumentException if it cannot be done
   */
  public void check(Run run, boolean alone) {
    if (asked && !alone) {
      throw new UsageException("--localisation is of one run, without --with and --view");
    }
    if (asked) {
      Localisation.require(run);
    }
  }

  /** Prints the errors. */
  public void print(Localisation.Score score, PrintWriter out) {
    out.printf("localisation errors of %,d images that have a box:%n", score.images());
    new Table(
            List.of("box", "top1_error", "top5_error"),
            score.errors().stream()
                .map(
                    row ->
                        List.<Object>of(words(row.guess()), share(row.top1()), share(row.top5())))
                .toList())
        .printText(out);
  }

  private static String words(Localisation.Guess guess) {
    return switch (guess) {
      case CLASS_ALONE -> "none: the class alone";
      case WHOLE_IMAGE -> "the whole image";
      case ACTIVATION_MAP -> "class activation map";
    };
  }

  private static String share(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
