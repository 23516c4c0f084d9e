package org.convzoo.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
 * <p>A variable takes the value of the one of its name and shape. Where there is none, it starts as
 * the recipe says; so does the layer that tells the classes apart, where these are others, even if
 * they are as many.
 */
final class StartingWeights implements AutoCloseable {

  private static final Path LABELS = Path.of("assets", "labels.txt");

  private final Run run;
  private final Variables wanted;
  private final Map<Variable, TFloat32> values = new LinkedHashMap<>();
  private final List<String> others = new ArrayList<>();

  private StartingWeights(Run run, Variables wanted) {
    this.run = run;
    this.wanted = wanted;
  }

  /**
   * Reads the weights.
   *
   * @param run whose recipe says what to start from: the directory of a run, or of a SavedModel
   * @param wanted its network's variables
   * @throws IllegalArgumentException if it is neither, or nothing in it fits
   * @throws IOException if it cannot be read
   */
  static StartingWeights read(Run run, Variables wanted) throws IOException {
    Path source = Path.of(run.recipe().startFrom());
    StartingWeights weights = new StartingWeights(run, wanted);
    if (Files.exists(source.resolve("saved_model.pb"))) {
      Path labels = source.resolve(LABELS);
      try (SavedModelBundle model = SavedModelBundle.load(source.toString(), "serve")) {
        weights.take(
            model.graph(),
            model.session(),
            Files.exists(labels) ? Files.readAllLines(labels) : run.labels());
      }
    } else if (Files.exists(source.resolve(Run.RECIPE))) {
      weights.takeFrom(Run.open(source, Map.of()));
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

  private void takeFrom(Run other) throws IOException {
    Checkpoints.Checkpoint best =
        other
            .checkpoints()
            .best(warning -> {})
            .orElseThrow(
                () -> new IllegalArgumentException(other.folder() + " has no checkpoint yet"));
    try (Graph graph = new Graph()) {
      draw(graph, other.recipe(), other.labels().size());
      try (Session session = new Session(graph)) {
        session.restore(best.prefix());
        take(graph, session, other.labels());
      }
    }
  }

  /** Draws a network with all its heads. */
  private static Variables draw(Graph graph, Recipe recipe, int classes) {
    Variables variables = Variables.restored(graph);
    Ops tf = variables.root();
    Recipe.Input size = recipe.input();
    Shape shape = Shape.of(-1, size.height(), size.width(), size.channels());
    var images = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
    Layers net = Layers.training(variables, tf.constant(0L), 0);
    Zoo.get(recipe.network()).draw(net, images, classes);
    return variables;
  }

  /** The names of the variables whose shape depends on how many classes there are. */
  private Set<String> ofClasses() {
    Map<String, Shape> shapes = new HashMap<>();
    wanted.all().forEach(variable -> shapes.put(variable.name(), variable.shape()));
    try (Graph graph = new Graph()) {
      return draw(graph, run.recipe(), run.labels().size() + 1).all().stream()
          .filter(variable -> !variable.shape().equals(shapes.get(variable.name())))
          .map(Variable::name)
          .collect(Collectors.toSet());
    }
  }

  private void take(Graph graph, Session session, List<String> labels) {
    Set<String> anew = labels.equals(run.labels()) ? Set.of() : ofClasses();
    for (Variable variable : wanted.all()) {
      if (variable.role() == Variable.Role.SLOT) {
        continue;
      }
      GraphOperation there = graph.operation(variable.name());
      if (there == null
          || anew.contains(variable.name())
          || !there.output(0).shape().equals(variable.shape())) {
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
