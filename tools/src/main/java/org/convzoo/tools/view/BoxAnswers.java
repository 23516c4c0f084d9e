package org.convzoo.tools.view;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.convzoo.export.Detector;
import org.convzoo.tools.picture.Png;
import org.convzoo.tools.terminal.Output;

/** A detector's boxes, drawn on their image. The table has a row for each. */
public final class BoxAnswers extends Answers {

  private final Detector detector;
  private final Path to;
  private final Output output;

  /**
   * Starts without answers.
   *
   * @param to the folder to draw in
   */
  public BoxAnswers(Detector detector, Path to, Output output, Form form, PrintWriter out) {
    super(
        form, out, List.of("image", "label", "score", "top", "left", "bottom", "right", "drawing"));
    this.detector = detector;
    this.to = to;
    this.output = output;
  }

  @Override
  void about(List<Image> images) throws IOException {
    Image image = images.get(0);
    Path file = drawing(output, to, image, "boxes");
    Detector.Found found = detector.detect(image.file());
    output.write(file, Png.of(found.drawn()));
    List<String> parts = found.boxes().stream().map(BoxAnswers::words).toList();
    print(
        image,
        parts.isEmpty() ? List.of("nothing found") : parts,
        file,
        Map.of("boxes", found.boxes(), "drawing", file.toString()));
    for (Detector.Box box : found.boxes()) {
      row(
          List.of(
              image.file().toString(),
              box.label(),
              number(box.score()),
              number(box.top()),
              number(box.left()),
              number(box.bottom()),
              number(box.right()),
              file.toString()));
    }
  }

  private static String words(Detector.Box box) {
    return "%6.2f    %s  rows %.1f to %.1f, columns %.1f to %.1f"
        .formatted(box.score(), box.label(), box.top(), box.bottom(), box.left(), box.right());
  }
}
