package org.convzoo.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.convzoo.graphs.network.Network;
import org.convzoo.internal.files.AtomicFiles;
import org.convzoo.internal.files.Folders;
import org.convzoo.ops.Folding;
import org.convzoo.ops.Variables;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.ops.internal.runtime.CheckpointReader;
import org.tensorflow.Graph;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Turns a checkpoint into a SavedModel in the layout of TensorFlow Serving: {@code
 * <base>/<version>/}.
 *
 * <p>Its graph is the network built for inference and nothing else: no training op, no optimiser's
 * slot. Its weights are constants, or variables beside it. Tag {@code serve}, signature {@code
 * serving_default}: {@code images}, float32 [N,H,W,C] of any H and W, 0 to 255, and the outputs of
 * the network's {@link org.convzoo.graphs.task.Task}. The labels stand in {@code
 * assets/labels.txt}, one a line in the order of the classes.
 *
 * <p>A classifier has two signatures more. {@code classes}: the same images, and of each the five
 * most probable classes, best first, as {@code labels}, string [N,5], and {@code scores}, float32
 * [N,5]; fewer where there are fewer. {@code bytes}: {@code image_bytes}, string [N], each a JPEG
 * or PNG of any size, and the outputs of {@code serving_default}.
 */
public final class Exporter {

  /** The file of labels inside a SavedModel. */
  public static final Path LABELS = Path.of("assets", "labels.txt");

  private Exporter() {}

  /**
   * Exports the next version: 1, or one more than the highest there is.
   *
   * @param network what to build
   * @param preprocessing built in front of it
   * @param labels the classes by number
   * @param checkpoint prefix of a checkpoint's files, which hold at least the network's variables
   * @param weights how the graph holds them
   * @param base the model's folder, named like the model
   * @return the folder of the new version
   * @throws IOException if it cannot be written; then no version appears
   */
  public static Path export(
      Network network,
      Preprocessing preprocessing,
      List<String> labels,
      String checkpoint,
      WeightStorage weights,
      Path base)
      throws IOException {
    try (Graph graph = new Graph();
        CheckpointReader reader = new CheckpointReader(checkpoint)) {
      Files.createDirectories(base);
      boolean frozen = weights != WeightStorage.VARIABLES;
      int classes = labels.size();
      Folding folding =
          weights == WeightStorage.FOLDED ? folding(network, preprocessing, classes) : null;
      Function<String, TFloat32> values =
          folding == null ? reader::read : folding.values(reader::read);
      Variables variables = frozen ? Variables.frozen(graph, values) : Variables.restored(graph);
      List<ServingSignature> signatures =
          new ServingGraph(variables, folding, network, preprocessing, labels).build();
      if (frozen) {
        FrozenModel.requireRoom(variables);
      }
      return AtomicFiles.newFolder(
          base,
          () -> Integer.toString(newest(base) + 1),
          place -> {
            if (frozen) {
              FrozenModel.write(place, graph, signatures);
            } else {
              writeVariables(place, graph, checkpoint, signatures);
            }
            Path list = place.resolve(LABELS);
            Files.createDirectories(list.getParent());
            Files.writeString(list, String.join("\n", labels) + "\n");
          });
    } catch (IOException | RuntimeException e) {
      Object why = e instanceof IOException io ? Folders.reason(io) : e.getMessage();
      throw new IOException("the model was not exported to %s: %s".formatted(base, why), e);
    }
  }

  private static void writeVariables(
      Path folder, Graph graph, String checkpoint, List<ServingSignature> signatures)
      throws IOException {
    try (Session session = new Session(graph)) {
      session.restore(checkpoint);
      SavedModelBundle.exporter(folder.toString())
          .withSession(session)
          .withSignatures(
              signatures.stream().map(ServingSignature::signature).toArray(Signature[]::new))
          .export();
    }
  }

  private static Folding folding(Network network, Preprocessing preprocessing, int classes) {
    var shape =
        Shape.of(-1, preprocessing.height(), preprocessing.width(), preprocessing.channels());
    return Folding.of(
        net -> {
          var input = net.tf().placeholder(TFloat32.class, Placeholder.shape(shape));
          network.build(net, input, classes);
        });
  }

  /** Returns the highest version below {@code base}, or 0 where there is none. */
  static int newest(Path base) throws IOException {
    if (!Files.isDirectory(base)) {
      return 0;
    }
    try (Stream<Path> entries = Files.list(base)) {
      return entries
          .map(p -> p.getFileName().toString())
          .filter(name -> name.matches("\\d{1,9}"))
          .mapToInt(Integer::parseInt)
          .max()
          .orElse(0);
    }
  }
}
