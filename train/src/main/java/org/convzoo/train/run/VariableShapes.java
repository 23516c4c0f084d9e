package org.convzoo.train.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.convzoo.ops.internal.runtime.CheckpointIndex;
import org.convzoo.train.recipe.ImageInput;
import org.convzoo.train.recipe.Recipe;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/** Shapes of variables by their names: those a network has, and those a checkpoint holds. */
public final class VariableShapes {

  private VariableShapes() {}

  /** Returns those of a graph, counters and optimisers' slots among them. */
  public static Map<String, Shape> of(Graph graph) {
    Map<String, Shape> shapes = new TreeMap<>();
    graph
        .operations()
        .forEachRemaining(
            operation -> {
              if (operation.type().equals("VariableV2")) {
                shapes.put(operation.name(), operation.output(0).shape());
              }
            });
    return shapes;
  }

  /**
   * Returns those of a network built for inference.
   *
   * @throws IllegalArgumentException if the recipe's network cannot be built
   */
  public static Map<String, Shape> ofInference(Recipe recipe, int classes) {
    try (Graph graph = new Graph()) {
      Variables variables = Variables.restored(graph);
      return build(Layers.inference(variables), variables, recipe, classes);
    }
  }

  /** Returns those of a network built for training, with all its heads. */
  static Map<String, Shape> ofTraining(Recipe recipe, int classes) {
    try (Graph graph = new Graph()) {
      Variables variables = Variables.restored(graph);
      Layers net = Layers.training(variables, variables.root().constant(0L), 0);
      return build(net, variables, recipe, classes);
    }
  }

  private static Map<String, Shape> build(
      Layers net, Variables variables, Recipe recipe, int classes) {
    Ops tf = variables.root();
    ImageInput size = recipe.input();
    Shape shape = Shape.of(-1, size.height(), size.width(), size.channels());
    var images = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
    recipe.architecture().build(net, images, classes);
    Map<String, Shape> shapes = new TreeMap<>();
    for (Variable variable : variables.all()) {
      shapes.put(variable.name(), variable.shape());
    }
    return shapes;
  }

  /**
   * Returns those of a checkpoint's tensors.
   *
   * @param prefix of its files
   * @throws IOException if its index cannot be read, or there is a pipe or device beside it
   */
  public static Map<String, Shape> ofFiles(String prefix) throws IOException {
    RegularFiles.requireBelow(Path.of(prefix).getParent());
    Map<String, Shape> shapes = new HashMap<>();
    CheckpointIndex.tensors(Path.of(prefix + ".index"))
        .forEach((name, tensor) -> shapes.put(name, shape(tensor.getShape())));
    return shapes;
  }

  private static Shape shape(TensorShapeProto shape) {
    return Shape.of(shape.getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray());
  }
}
