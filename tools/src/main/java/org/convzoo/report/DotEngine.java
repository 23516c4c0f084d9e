package org.convzoo.report;

import guru.nidi.graphviz.engine.Format;
import guru.nidi.graphviz.engine.Graphviz;
import guru.nidi.graphviz.engine.GraphvizCmdLineEngine;
import guru.nidi.graphviz.engine.GraphvizV8Engine;
import java.util.concurrent.TimeUnit;

/**
 * Graphviz: the installed {@code dot} where there is one, else the copy that comes with Convzoo, in
 * JavaScript on V8.
 */
final class DotEngine {

  private static final int MINUTES = 5;
  private static final int MEMORY = 512 << 20; // bytes, for what is laid out

  private static boolean ready;

  private DotEngine() {}

  /**
   * Lays out a graph in Graphviz's language, and returns it as an element {@code svg}, which can
   * stand in a page or be a file.
   */
  static synchronized String svg(String dot) {
    if (!ready) {
      V8Library.load();
      Graphviz.useEngine(
          new GraphvizCmdLineEngine().timeout(MINUTES, TimeUnit.MINUTES), new GraphvizV8Engine());
      ready = true;
    }
    String svg = Graphviz.fromString(dot).totalMemory(MEMORY).render(Format.SVG).toString();
    return svg.substring(svg.indexOf("<svg"));
  }
}
