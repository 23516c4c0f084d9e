package org.convzoo.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.ops.Initialization;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.convzoo.ops.image.Preprocessing;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A network of random weights, drawn for the test's own sake: what an export must agree with.
 *
 * @param checkpoint prefix of its weights
 */
public record Model(Network network, Preprocessing preprocessing, Path checkpoint) {

  static final List<String> LABELS = IntStream.range(0, 10).mapToObj(i -> "label " + i).toList();

  /** Draws a network with random weights and saves them, as a training graph would. */
  public static Model random(String name, int side, Path folder) {
    Preprocessing preprocessing =
        new Preprocessing(side, side, null, 1, List.of(0.25f), List.of(0.5f));
    Model model = new Model(Zoo.get(name), preprocessing, folder.resolve("variables"));
    try (Graph graph = new Graph()) {
      Variables variables = Variables.starting(graph, Initialization.glorotUniform(7));
      var images = placeholder(variables, Shape.of(-1, side, side, 1));
      var step = variables.root().constant(0L);
      model.network.build(Layers.training(variables, step, 1), images, LABELS.size());
      // an optimiser's slot, which the checkpoints of trainings hold and exports must not
      Variable first = variables.trainable().get(0);
      variables.slot(first, "momentum");
      try (Session session = new Session(graph)) {
        session.initialize();
        session.save(model.checkpoint.toString());
      }
    }
    return model;
  }

  /** Exports it as the next version below {@code base}, its weights as constants. */
  public Path export(Path base) throws IOException {
    return export(WeightStorage.CONSTANTS, base);
  }

  /** Exports it likewise, its weights as {@code weights} says. */
  public Path export(WeightStorage weights, Path base) throws IOException {
    var source = new Exporter.Source(network, preprocessing, LABELS, checkpoint.toString(), null);
    return Exporter.export(source, weights, base);
  }

  /** Returns the logits of {@code images}, from a graph drawn here and restored. */
  public float[][] logits(TFloat32 images) {
    try (Graph graph = new Graph()) {
      Variables variables = Variables.restored(graph);
      var pixels = placeholder(variables, images.shape());
      var input = preprocessing.apply(variables.root().withSubScope("test"), pixels);
      var logits = network.build(Layers.inference(variables), input, LABELS.size()).main();
      try (Session session = new Session(graph)) {
        session.restore(checkpoint.toString());
        try (Result result = session.runner().feed(pixels, images).fetch(logits).run()) {
          return StdArrays.array2dCopyOf((TFloat32) result.get(0));
        }
      }
    }
  }

  /** Returns the names of the variables that inference reads. */
  List<String> variables() {
    try (Graph graph = new Graph()) {
      Variables variables = Variables.restored(graph);
      var pixels =
          placeholder(variables, Shape.of(-1, preprocessing.height(), preprocessing.width(), 1));
      network.build(Layers.inference(variables), pixels, LABELS.size());
      return variables.all().stream().map(Variable::name).sorted().toList();
    }
  }

  private static Placeholder<TFloat32> placeholder(Variables variables, Shape shape) {
    return variables
        .root()
        .withName("test_images")
        .placeholder(TFloat32.class, Placeholder.shape(shape));
  }

  /** Makes images of random pixels, 0 to 255. */
  public static TFloat32 images(int number, int height, int width) {
    Random random = new Random(3);
    float[] pixels = new float[number * height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256);
    }
    return TFloat32.tensorOf(Shape.of(number, height, width, 1), DataBuffers.of(pixels));
  }
}
