package org.convzoo.tools.option;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.convzoo.UsageException;
import org.convzoo.export.Classifier.Guess;
import org.convzoo.tools.picture.GuessSheet;
import org.convzoo.tools.terminal.Output;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.evaluate.Mistakes;
import org.convzoo.train.evaluate.Mistakes.Mistake;
import org.convzoo.train.run.Run;
import picocli.CommandLine.Option;

/** A sheet of the images that a classifier is wrong about. */
public final class MistakeOptions {

  private static final int SHOWN = 24;

  @Option(
      names = "--mistakes",
      paramLabel = "FILE.png",
      description =
          "Draw the "
              + SHOWN
              + " images whose wrong answer has the largest probability, four in a row, each"
              + " with its label and its five best guesses as bars.")
  private Path sheet;

  /** Whether it is asked for. */
  public boolean isAsked() {
    return sheet != null;
  }

  /**
   * Checks what is asked for before the work is done.
   *
   * @param alone whether one network sees each image once
   * @throws IllegalArgumentException if it cannot be done
   */
  public void check(Run run, boolean alone, Output output) {
    if (sheet == null) {
      return;
    }
    if (!alone) {
      throw new UsageException("--mistakes is of one run, without --with and --view");
    }
    Mistakes.require(run);
    output.requireFree("--mistakes", sheet, "png");
  }

  /** Returns those of the mistakes that are drawn. */
  public List<Mistake> shown(List<Mistake> all) {
    return all.subList(0, Math.min(SHOWN, all.size()));
  }

  /** Draws the sheet, unless there is nothing to draw. */
  public void write(List<Mistake> all, ImageSet images, Output output) throws IOException {
    List<Mistake> shown = shown(all);
    if (shown.isEmpty()) {
      return;
    }
    GuessSheet drawn = new GuessSheet(shown.size());
    List<byte[]> pictures = Mistakes.pictures(images, shown);
    for (int i = 0; i < shown.size(); i++) {
      Mistake mistake = shown.get(i);
      drawn.add(
          ImageIO.read(new ByteArrayInputStream(pictures.get(i))),
          mistake.label(),
          mistake.guesses().stream().map(MistakeOptions::inPercent).toList());
    }
    output.write(sheet, drawn.png());
  }

  private static Guess inPercent(Guess guess) {
    String label = "%.1f %%  %s".formatted(100 * guess.probability(), guess.label());
    return new Guess(label, guess.probability());
  }

  /** Says where they are drawn. */
  public void print(List<Mistake> all, PrintWriter out) {
    if (all.isEmpty()) {
      out.println("no mistakes to draw");
    } else {
      out.printf("%,d of %,d mistakes drawn in %s%n", shown(all).size(), all.size(), sheet);
    }
  }
}
