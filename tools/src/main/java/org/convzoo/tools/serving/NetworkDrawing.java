package org.convzoo.tools.serving;

import java.io.IOException;
import java.nio.file.Path;
import org.convzoo.report.internal.drawing.Drawing;
import org.convzoo.report.source.Feed;
import org.convzoo.report.source.GraphSource;
import org.convzoo.serve.option.ModelDrawing;
import org.tensorflow.Signature;

/** Draws networks as {@code convzoo draw} does, large ones by their blocks. */
final class NetworkDrawing implements ModelDrawing {

  private static final int LARGE = 40;

  @Override
  public String svg(Path model) throws IOException {
    try (GraphSource opened = GraphSource.savedModel(model, Signature.DEFAULT_KEY, Feed.AS_SAVED)) {
      Drawing drawing = Drawing.of(opened);
      return (drawing.boxes().size() > LARGE ? drawing.byBlock() : drawing).svg();
    }
  }
}
