package org.convzoo.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.graphs.Network;
import org.convzoo.graphs.Zoo;
import org.convzoo.ops.Initialization;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Preprocessing;
import org.convzoo.ops.Variables;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A network with random weights in a checkpoint, and what the network itself says of some images.
 */
final class RandomModel {

  static final int CLASSES = 10;

  final Network network;
  final Preprocessing preprocessing;
  final float[][][][] images;
  float[][] logits;
  float[][] probabilities;
  long[] classes;
  private final String checkpoint;

  /** Draws, runs and saves it; the images are {@code pixels} wide and high, 0 to 255. */
  RandomModel(String name, int size, int pixels, Path folder) {
    network = Zoo.get(name);
    preprocessing = new Preprocessing(size, size, 1, List.of(0.286f), List.of(0.353f));
    checkpoint = folder.resolve("random").toString();
    images = new float[2][pixels][pixels][1];
    for (int n = 0; n < 2; n++) {
      for (int y = 0; y < pixels; y++) {
        for (int x = 0; x < pixels; x++) {
          images[n][y][x][0] = (37 * n + 11 * x + 5 * y * y) % 256;
        }
      }
    }
    try (Graph graph = new Graph();
        TFloat32 fed = TFloat32.tensorOf(StdArrays.ndCopyOf(images))) {
      Variables variables = Variables.starting(graph, Initialization.xavier(7));
      Ops tf = variables.root();
      Operand<TFloat32> input =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, pixels, pixels, 1)));
      var said =
          network.draw(Layers.inference(variables), preprocessing.apply(tf, input), CLASSES).main();
      try (Session session = new Session(graph)) {
        session.initialize();
        session.save(checkpoint);
        try (Result result =
            session
                .runner()
                .feed(input, fed)
                .fetch(said)
                .fetch(tf.nn.softmax(said))
                .fetch(tf.math.argMax(said, tf.constant(1)))
                .run()) {
          logits = StdArrays.array2dCopyOf((TFloat32) result.get(0));
          probabilities = StdArrays.array2dCopyOf((TFloat32) result.get(1));
          classes = StdArrays.array1dCopyOf((TInt64) result.get(2));
        }
      }
    }
  }

  /** Exports it and returns the folder of its version. */
  Path export(Path base) throws IOException {
    List<String> labels = IntStream.range(0, CLASSES).mapToObj(i -> "label " + i).toList();
    return Exporter.export(network, preprocessing, labels, checkpoint, base);
  }
}
