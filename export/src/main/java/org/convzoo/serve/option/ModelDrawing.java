package org.convzoo.serve.option;

import java.io.IOException;
import java.nio.file.Path;

/** Draws the network of a model, for the page. */
@FunctionalInterface
public interface ModelDrawing {

  /**
   * Returns a drawing in SVG.
   *
   * @param model the folder of a SavedModel
   * @throws IOException if it cannot be drawn; the message says why
   */
  String svg(Path model) throws IOException;
}
