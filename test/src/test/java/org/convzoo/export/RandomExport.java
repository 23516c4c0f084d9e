package org.convzoo.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.ops.Initialization;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variables;
import org.convzoo.ops.image.Preprocessing;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Exports of networks of any task, with random weights. */
public final class RandomExport {

  private RandomExport() {}

  /** Exports a network for images of a size, with these classes, below an empty folder. */
  public static Path of(String name, int side, int channels, List<String> labels, Path folder)
      throws IOException {
    return of(name, pixels(side, channels, 0.5f), labels, folder);
  }

  /** Images of a size, of which the network sees one by {@code std} of the distance to grey. */
  static Preprocessing pixels(int side, int channels, float std) {
    return new Preprocessing(
        side,
        side,
        null,
        channels,
        Collections.nCopies(channels, 0.5f),
        Collections.nCopies(channels, std));
  }

  /** Exports a network for images that are prepared so, likewise. */
  static Path of(String name, Preprocessing preprocessing, List<String> labels, Path folder)
      throws IOException {
    var source = source(name, preprocessing, labels, folder);
    return Exporter.export(source, WeightStorage.CONSTANTS, folder.resolve("models/" + name));
  }

  /** Saves random weights for a network below an empty folder. */
  public static Exporter.Source source(
      String name, Preprocessing preprocessing, List<String> labels, Path folder)
      throws IOException {
    Network network = Zoo.get(name);
    Shape shape =
        Shape.of(-1, preprocessing.height(), preprocessing.width(), preprocessing.channels());
    String checkpoint =
        Files.createDirectory(folder.resolve("checkpoint")).resolve("variables").toString();
    try (Graph graph = new Graph()) {
      Variables variables = Variables.starting(graph, Initialization.glorotUniform(7));
      var images = variables.root().placeholder(TFloat32.class, Placeholder.shape(shape));
      var step = variables.root().constant(0L);
      network.build(Layers.training(variables, step, 1), images, labels.size());
      try (Session session = new Session(graph)) {
        session.initialize();
        session.save(checkpoint);
      }
    }
    return new Exporter.Source(network, preprocessing, labels, checkpoint, null);
  }
}
