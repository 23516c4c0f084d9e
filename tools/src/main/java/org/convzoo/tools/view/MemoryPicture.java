package org.convzoo.tools.view;

import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.report.flow.Memory;
import org.convzoo.report.internal.render.Tint;
import org.convzoo.tools.terminal.Table;

/**
 * Bars of the memory that a graph needs, each of the same parts.
 *
 * @param kinds of the parts
 * @param uses of the graph, one a bar
 * @param peakAt where inference takes most
 */
record MemoryPicture(List<Kind> kinds, List<Use> uses, String peakAt) {

  private static final List<Kind> KINDS =
      List.of(
          new Kind("weights", Tint.CONV.word()),
          new Kind("fed", Tint.OTHER.word()),
          new Kind("activations", Tint.JOIN.word()),
          new Kind("gradients", Tint.DENSE.word()),
          new Kind("slots", Tint.POOL.word()));

  /** A part's name and colour. */
  record Kind(String name, String tint) {}

  /** A use of the graph. */
  record Use(String name, List<Part> parts, String bytes) {}

  /**
   * A part of a use.
   *
   * @param share in percent of the most that a use takes
   */
  record Part(String tint, String bytes, double share) {}

  static MemoryPicture of(Memory memory) {
    long weights = memory.weights();
    long fed = memory.fed();
    long kept = memory.kept();
    long gradients = memory.gradients();
    long most = Math.max(memory.inference(), memory.training(2));
    return new MemoryPicture(
        KINDS,
        List.of(
            use("inference", memory.inference(), most, weights, fed, memory.peak(), 0, 0),
            use("training", memory.training(0), most, weights, fed, kept, gradients, 0),
            use(
                "with momentum",
                memory.training(1),
                most,
                weights,
                fed,
                kept,
                gradients,
                gradients),
            use(
                "with Adam",
                memory.training(2),
                most,
                weights,
                fed,
                kept,
                gradients,
                2 * gradients)),
        memory.peakAt());
  }

  private static Use use(String name, long all, long most, long... parts) {
    return new Use(
        name,
        IntStream.range(0, parts.length)
            .mapToObj(
                at ->
                    new Part(
                        KINDS.get(at).tint(),
                        Table.words(parts[at]),
                        Column.percent(parts[at], most)))
            .toList(),
        Table.words(all));
  }
}
