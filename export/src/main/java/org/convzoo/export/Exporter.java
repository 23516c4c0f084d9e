package org.convzoo.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.convzoo.export.card.ModelCard;
import org.convzoo.export.card.Provenance;
import org.convzoo.export.internal.graph.FrozenModel;
import org.convzoo.export.internal.graph.ServingGraph;
import org.convzoo.export.internal.graph.ServingSignature;
import org.convzoo.export.internal.graph.WarmupRequests;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.Task;
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
 * assets/labels.txt}, one a line in the order of the classes, and what it is and the digests of its
 * files in {@code assets.extra/model-card.json}. What TensorFlow Serving warms up with stands in
 * {@code assets.extra/tf_serving_warmup_requests}.
 *
 * <p>Signature {@code bytes}: {@code image_bytes}, string [N], each a JPEG or PNG of any size, and
 * the outputs of {@code serving_default}. A classifier has two more. {@code classes}: images, and
 * of each the five most probable classes, best first, as {@code labels}, string [N,5], and {@code
 * scores}, float32 [N,5]; fewer where there are fewer. {@code features}: images, and what the last
 * layer with weights is given of each, float32 [N,C] or [N,H,W,C].
 */
public final class Exporter {

  /** The file of labels inside a SavedModel. */
  public static final Path LABELS = Path.of("assets", "labels.txt");

  private Exporter() {}

  /**
   * A network with its weights.
   *
   * @param preprocessing built in front of it
   * @param labels the classes by number
   * @param checkpoint prefix of a checkpoint's files, which hold at least the network's variables
   * @param training that the weights come from, or null where it is not known
   */
  public record Source(
      Network network,
      Preprocessing preprocessing,
      List<String> labels,
      String checkpoint,
      Provenance training) {

    private Spec.Input input() {
      return new Spec.Input(
          preprocessing.height(), preprocessing.width(), preprocessing.channels());
    }

    /** Finds the network's batch norms, and those that can be part of the layer before them. */
    public Folding folding() {
      Spec.Input input = input();
      Shape shape = Shape.of(-1, input.height(), input.width(), input.channels());
      return Folding.of(
          net -> {
            var images = net.tf().placeholder(TFloat32.class, Placeholder.shape(shape));
            network.build(net, images, labels.size());
          });
    }

    /** The batches to warm up with: what answers for each pixel needs too much memory for eight. */
    private List<Integer> batches() {
      return network.spec().task().equals(Task.CLASSIFICATION) ? List.of(1, 8) : List.of(1);
    }
  }

  /**
   * Exports the next version: 1, or one more than the highest there is.
   *
   * @param weights how the graph holds them
   * @param base the model's folder, named like the model
   * @return the folder of the new version
   * @throws IOException if it cannot be written; then no version appears
   */
  public static Path export(Source source, WeightStorage weights, Path base) throws IOException {
    return ModelVersions.write(base, place -> write(place, source, weights));
  }

  private static void write(Path place, Source source, WeightStorage weights) throws IOException {
    List<String> labels = source.labels;
    Spec.Input input = source.input();
    try (Graph graph = new Graph();
        CheckpointReader reader = new CheckpointReader(source.checkpoint)) {
      boolean frozen = weights != WeightStorage.VARIABLES;
      Folding folding = weights == WeightStorage.FOLDED ? source.folding() : null;
      Function<String, TFloat32> values =
          folding == null ? reader::read : folding.values(reader::read);
      Variables variables = frozen ? Variables.frozen(graph, values) : Variables.restored(graph);
      List<ServingSignature> signatures =
          new ServingGraph(variables, folding, source.network, source.preprocessing, labels)
              .build();
      if (frozen) {
        FrozenModel.requireRoom(variables);
        FrozenModel.write(place.resolve(SavedModelFile.NAME), graph, signatures);
      } else {
        writeVariables(place, graph, source.checkpoint, signatures);
      }
      String name = source.network.spec().name();
      WarmupRequests.write(place, name, signatures, input, source.batches());
    }
    Path list = place.resolve(LABELS);
    Files.createDirectories(list.getParent());
    Files.writeString(list, String.join("\n", labels) + "\n");
    String form = weights.name().toLowerCase(Locale.ROOT);
    ModelCard.of(place, source.network, input, labels.size(), form, source.training).write(place);
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
}
