package org.convzoo.tools.view;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.convzoo.export.Segmenter;
import org.convzoo.tools.picture.Png;
import org.convzoo.tools.terminal.Output;

/** A segmenter's masks, each drawn over its image. */
public final class MaskAnswers extends Answers {

  private final Segmenter segmenter;
  private final Path to;
  private final Output output;

  /**
   * Starts without answers.
   *
   * @param to the folder to draw in
   */
  public MaskAnswers(Segmenter segmenter, Path to, Output output, Form form, PrintWriter out) {
    super(form, out, headings(segmenter.labels()));
    this.segmenter = segmenter;
    this.to = to;
    this.output = output;
  }

  private static List<String> headings(List<String> labels) {
    List<String> headings = new ArrayList<>(List.of("image"));
    headings.addAll(labels);
    headings.add("drawing");
    return headings;
  }

  @Override
  void about(List<Image> images) throws IOException {
    Image image = images.get(0);
    Path file = drawing(output, to, image, "mask");
    Segmenter.Mask mask = segmenter.segment(image.file());
    output.write(file, Png.of(mask.drawn()));
    List<String> parts =
        mask.shares().entrySet().stream().map(e -> share(e.getValue(), e.getKey())).toList();
    print(image, parts, file, Map.of("drawing", file.toString(), "shares", mask.shares()));
    List<Object> cells = new ArrayList<>(List.of(image.file().toString()));
    cells.addAll(mask.shares().values());
    cells.add(file.toString());
    row(cells);
  }
}
