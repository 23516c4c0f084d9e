package org.convzoo.report.flow;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.ops.Phase;
import org.convzoo.report.internal.drawing.Drawing;
import org.convzoo.report.internal.drawing.Drawing.Arrow;
import org.convzoo.report.internal.drawing.Drawing.Box;
import org.convzoo.report.internal.drawing.Drawing.Kind;
import org.convzoo.report.source.GraphSource;
import org.convzoo.report.source.Setup;
import org.tensorflow.ndarray.Shape;

/** Drawings of the zoo's networks, and of graphs that no network has. */
public final class Drawings {

  private Drawings() {}

  public static Drawing of(String network, Phase phase) {
    Network one = Zoo.get(network);
    try (GraphSource subject = GraphSource.network(one, Setup.of(one).withPhase(phase))) {
      return Drawing.of(subject);
    }
  }

  public static Drawing of(String network) {
    return of(network, Phase.INFERENCE);
  }

  /** Convolutions of these names, read as {@code "from to"} says; names have no spaces. */
  public static Drawing of(List<String> names, String... reads) {
    List<Box> boxes = names.stream().map(Drawings::convolution).toList();
    List<Arrow> arrows =
        Arrays.stream(reads)
            .map(read -> read.split(" "))
            .map(ends -> new Arrow(ends[0], ends[1], List.of()))
            .toList();
    return new Drawing("drawn", boxes, arrows);
  }

  /** So many convolutions, each of which reads so many of those right before it. */
  public static Drawing chain(int length, int reads) {
    List<String> names = IntStream.range(0, length).mapToObj(i -> "c" + i).toList();
    String[] arrows =
        IntStream.range(0, length)
            .boxed()
            .flatMap(
                to ->
                    IntStream.range(Math.max(0, to - reads), to)
                        .mapToObj(from -> "c%d c%d".formatted(from, to)))
            .toArray(String[]::new);
    return of(names, arrows);
  }

  public static Box convolution(String name) {
    Shape shape = Shape.of(1, 8, 8, 16);
    return new Box(name, Scopes.parent(name), Kind.CONVOLUTION, "conv 3x3", shape, List.of("relu"));
  }
}
