package org.convzoo.tools.view;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.convzoo.export.Classifier;
import org.convzoo.export.Classifier.Guess;
import org.convzoo.export.ImageSource;
import org.convzoo.tools.picture.GuessSheet;

/** A classifier's guesses. */
public final class ClassAnswers extends Answers {

  private static final int TOGETHER = 32;

  private final Classifier classifier;
  private final int top;
  private final GuessSheet sheet;

  /**
   * Starts without answers.
   *
   * @param top guesses that are said of each image
   * @param sheet to draw images in, or null
   */
  public ClassAnswers(
      Classifier classifier, int top, GuessSheet sheet, Form form, PrintWriter out) {
    super(form, out, headings(Math.min(top, classifier.labels().size())));
    this.classifier = classifier;
    this.top = top;
    this.sheet = sheet;
  }

  private static List<String> headings(int guesses) {
    List<String> headings = new ArrayList<>(List.of("image"));
    for (int i = 1; i <= guesses; i++) {
      headings.add("label" + i);
      headings.add("probability" + i);
    }
    return headings;
  }

  @Override
  int together() {
    return sheet == null ? TOGETHER : 1;
  }

  @Override
  void about(List<Image> images) throws IOException {
    if (sheet != null) {
      Path file = images.get(0).file();
      Classifier.Seen seen = classifier.see(file, Math.max(top, GuessSheet.GUESSES));
      sheet.add(seen.image(), file.getFileName().toString(), seen.guesses());
      answer(images.get(0), seen.guesses().stream().limit(top).toList());
      return;
    }
    List<ImageSource> sources = images.stream().map(one -> ImageSource.of(one.file())).toList();
    List<List<Guess>> all = classifier.classify(sources, top);
    for (int i = 0; i < images.size(); i++) {
      answer(images.get(i), all.get(i));
    }
  }

  private void answer(Image image, List<Guess> guesses) throws IOException {
    List<String> parts =
        guesses.stream().map(guess -> share(guess.probability(), guess.label())).toList();
    print(image, parts, null, Map.of("guesses", guesses));
    List<Object> cells = new ArrayList<>(List.of(image.file().toString()));
    for (Guess guess : guesses) {
      cells.add(guess.label());
      cells.add(number(guess.probability()));
    }
    row(cells);
  }
}
