package org.convzoo.graphs;

import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Variable;
import org.tensorflow.GraphOperation;

/** What the tests of residual networks ask of a graph. */
public final class Residuals {

  private Residuals() {}

  /** Draws {@code network} for training at its paper's size. */
  public static void draw(Drawn drawn, Network network) {
    Spec spec = network.spec();
    network.build(drawn.training(1), Images.of(drawn, spec.input()), spec.classes());
  }

  /** The kernels, of dense layers too, whose names match {@code regex}. */
  public static List<String> kernels(Drawn drawn, String regex) {
    return drawn.variables().all().stream()
        .filter(variable -> variable.role() == Variable.Role.KERNEL)
        .map(Variable::name)
        .filter(name -> name.matches(regex))
        .toList();
  }

  /** The kernels on the deepest way from image to logits: all but those of projections. */
  public static int layers(Drawn drawn) {
    return kernels(drawn, "(?!.*/shortcut/).*").size();
  }

  public static List<String> projections(Drawn drawn) {
    return kernels(drawn, ".*/shortcut/.*").stream()
        .map(name -> name.substring(0, name.indexOf("/shortcut")))
        .toList();
  }

  /** The operations that {@code operation} reads. */
  public static List<String> inputs(Drawn drawn, String operation) {
    GraphOperation read = drawn.graph().operationOrThrow(operation);
    return IntStream.range(0, read.numInputs()).mapToObj(i -> read.input(i).op().name()).toList();
  }

  public static String map(int side, int channels) {
    return side + "x" + side + "x" + channels;
  }
}
