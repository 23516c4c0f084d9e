package org.convzoo.report.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.convzoo.export.card.ModelCard;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Phase;
import org.convzoo.ops.Towers;
import org.convzoo.ops.Variables;
import org.convzoo.ops.internal.runtime.Ancestors;
import org.convzoo.ops.internal.runtime.Placement;
import org.convzoo.report.internal.op.GraphException;
import org.convzoo.train.run.Run;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A graph whose shapes are known, and what is asked of it: what a report is about.
 *
 * @param title what it is, in a few words
 * @param graph it is closed with the subject
 * @param inputs what is fed
 * @param outputs what is asked for: only operations that lead to these count
 */
public record GraphSource(
    String title, Graph graph, List<Output<?>> inputs, List<Output<?>> outputs)
    implements AutoCloseable {

  public GraphSource {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException(title + ": a report is about at least one output");
    }
  }

  /**
   * A network.
   *
   * @throws IllegalArgumentException if the network cannot take such images or classes, or has not
   *     so many towers
   */
  public static GraphSource network(Network network, Setup setup) {
    return build(network.spec().name(), network, setup);
  }

  /**
   * The network of a run, with as many classes as its data set has; its checkpoints are not read.
   *
   * @param setup whose classes do not matter
   * @throws IllegalArgumentException as for a network
   */
  public static GraphSource run(Run run, Setup setup) {
    String title = "%s (%s)".formatted(run.folder(), run.recipe().network());
    return build(title, run.recipe().architecture(), setup.withClasses(run.labels().size()));
  }

  private static GraphSource build(String title, Network network, Setup setup) {
    Graph graph = new Graph();
    try {
      Variables variables = Variables.restored(graph);
      Ops tf = variables.root();
      Spec.Input size = setup.size();
      Shape shape = Shape.of(setup.batch(), size.height(), size.width(), size.channels());
      var images =
          tf.withName("images").placeholder(TFloat32.class, Placeholder.shape(shape)).output();
      Layers layers =
          setup.phase() == Phase.INFERENCE
              ? Layers.inference(variables)
              : Layers.training(variables, tf.withName("step").placeholder(TInt64.class), 0);
      Layers placed = layers.towersOn(setup.towers());
      NetworkOutput logits = network.build(placed, images, setup.classes());
      Towers.requireFor(setup.towers(), network.spec().name(), placed.towers());
      Placement.complete(graph);
      List<Output<?>> outputs = new ArrayList<>(List.of(logits.main().asOutput()));
      logits.auxiliary().forEach(head -> outputs.add(head.logits().asOutput()));
      return new GraphSource(title, graph, List.of(images), outputs);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /**
   * One signature of a SavedModel.
   *
   * @param folder where {@code saved_model.pb} stands
   * @param signature its name, most often {@code serving_default}
   * @param feed sizes that the signature leaves open; where it says none, the model card's
   * @throws IllegalArgumentException if there is no such signature, or it takes no such images
   * @throws java.nio.file.FileSystemException if the file is no regular one
   * @throws GraphException if it is missing, cut or cannot be followed
   */
  public static GraphSource savedModel(Path folder, String signature, Feed feed)
      throws IOException {
    Feed sized = ModelCard.input(folder).map(feed::orSize).orElse(feed);
    return SavedModelFile.read(folder, signature).subject(sized);
  }

  /**
   * A frozen graph: a GraphDef whose weights are constants.
   *
   * @param feed sizes that the placeholders leave open
   * @throws IllegalArgumentException if it takes no such images
   * @throws java.nio.file.FileSystemException if the file is no regular one
   * @throws GraphException if it is missing, cut or cannot be followed
   */
  public static GraphSource frozen(Path file, Feed feed) throws IOException {
    return FrozenFile.read(file).subject(feed);
  }

  /** Returns the operations that lead from the inputs to the outputs, in the graph's order. */
  public List<GraphOperation> operations() {
    Set<GraphOperation> needed = Ancestors.of(outputs, inputs);
    List<GraphOperation> ordered = new ArrayList<>();
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      GraphOperation op = all.next();
      if (needed.contains(op)) {
        ordered.add(op);
      }
    }
    return ordered;
  }

  @Override
  public void close() {
    graph.close();
  }
}
