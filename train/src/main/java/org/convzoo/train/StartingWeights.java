package org.convzoo.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.graphs.Network;
import org.convzoo.graphs.Zoo;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Weights to start a training from: those of another run's best checkpoint, or of a SavedModel.
 *
 * <p>A variable takes the value of the one of its name and shape. Where there is none, as for the
 * last layer of a network that told other classes apart, it starts as the recipe says.
 */
final class StartingWeights implements AutoCloseable {

  private final Map<Variable, TFloat32> values = new LinkedHashMap<>();
  private final List<String> others = new ArrayList<>();

  private StartingWeights() {}

  /**
   * Reads the weights.
   *
   * @param source the directory of a run, or of a SavedModel
   * @param wanted a network's variables
   * @throws IllegalArgumentException if it is neither, or nothing in it fits
   * @throws IOException if it cannot be read
   */
  static StartingWeights read(Path source, Variables wanted) throws IOException {
    StartingWeights weights = new StartingWeights();
    if (Files.exists(source.resolve("saved_model.pb"))) {
      try (SavedModelBundle model = SavedModelBundle.load(source.toString(), "serve")) {
        weights.take(model.graph(), model.session(), wanted);
      }
    } else if (Files.exists(source.resolve(Run.RECIPE))) {
      weights.takeFromRun(Run.open(source, Map.of()), wanted);
    } else {
      throw new IllegalArgumentException(
          source + " is neither the directory of a run nor of a SavedModel");
    }
    if (weights.values.isEmpty()) {
      throw new IllegalArgumentException(
          "no variable in %s has the name and shape of one of the network".formatted(source));
    }
    return weights;
  }

  private void takeFromRun(Run run, Variables wanted) throws IOException {
    Checkpoints.Checkpoint best =
        run.checkpoints()
            .best(warning -> {})
            .orElseThrow(
                () -> new IllegalArgumentException(run.folder() + " has no checkpoint yet"));
    try (Graph graph = new Graph()) {
      Variables variables = Variables.restored(graph);
      Ops tf = variables.root();
      Recipe.Input size = run.recipe().input();
      Shape shape = Shape.of(-1, size.height(), size.width(), size.channels());
      var images = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
      Network network = Zoo.get(run.recipe().network());
      Layers net = Layers.training(variables, tf.constant(0L), 0); // with all heads
      network.draw(net, images, run.labels().size());
      try (Session session = new Session(graph)) {
        session.restore(best.prefix());
        take(graph, session, wanted);
      }
    }
  }

  private void take(Graph graph, Session session, Variables wanted) {
    for (Variable variable : wanted.all()) {
      if (variable.role() == Variable.Role.SLOT) {
        continue;
      }
      GraphOperation there = graph.operation(variable.name());
      if (there == null || !there.output(0).shape().equals(variable.shape())) {
        others.add(variable.name());
        continue;
      }
      try (Result result = session.runner().fetch(variable.name()).run()) {
        TFloat32 value = (TFloat32) result.get(0);
        values.put(variable, TFloat32.tensorOf(variable.shape(), value::copyTo));
      }
    }
  }

  /** Returns the names of the variables that start as the recipe says. */
  List<String> others() {
    return List.copyOf(others);
  }

  /** Gives the variables their values. */
  void assign(Ops tf, Session session) {
    values.forEach(
        (variable, value) -> {
          var fed = tf.placeholder(TFloat32.class, Placeholder.shape(variable.shape()));
          session
              .runner()
              .feed(fed, value)
              .addTarget(tf.assign(variable.value(), fed))
              .run()
              .close();
        });
  }

  @Override
  public void close() {
    values.values().forEach(TFloat32::close);
  }
}
