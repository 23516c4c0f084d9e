package org.convzoo.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.convzoo.UsageException;
import org.convzoo.export.Exporter;
import org.convzoo.export.FrozenWeights;
import org.convzoo.export.card.FileDigests;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.convzoo.ops.internal.runtime.CheckpointReader;
import org.convzoo.ops.internal.runtime.TensorFlowReason;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Weights to start a training from: those of another run's best checkpoint, or of a SavedModel.
 *
 * <p>They are read from the files of variables, by name: of a SavedModel no graph is loaded, and
 * nothing is run. A variable takes the value of the one of its name and shape. Where there is none,
 * it starts as the recipe says; so does the layer that tells the classes apart, where these are
 * others, even if they are as many.
 */
public final class StartingWeights implements AutoCloseable {

  private static final Path MODEL_VARIABLES = Path.of("variables", "variables");

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
  public static StartingWeights read(Run run, Variables wanted) throws IOException {
    Path source = Path.of(run.recipe().initFrom());
    StartingWeights weights = new StartingWeights(run, wanted);
    if (Files.exists(source.resolve("saved_model.pb"))) {
      Path labels = source.resolve(Exporter.LABELS);
      weights.takeModel(source, Files.exists(labels) ? RegularFiles.lines(labels) : run.labels());
    } else if (Files.exists(source.resolve(Run.RECIPE))) {
      Run other = Run.open(source, Map.of());
      try (Checkpoints.Checkpoint best =
          other
              .checkpoints()
              .best(warning -> {})
              .orElseThrow(() -> new UsageException(source + " has no checkpoint yet"))) {
        weights.take(best.prefix(), other.labels());
      }
    } else {
      throw new UsageException(source + " is neither the directory of a run nor of a SavedModel");
    }
    if (weights.values.isEmpty()) {
      throw new UsageException(
          "no variable in %s has the name and shape of one of the network", source);
    }
    return weights;
  }

  /** The names of the variables whose shape depends on how many classes there are. */
  private Set<String> ofClasses() {
    Map<String, Shape> shapes = new HashMap<>();
    wanted.all().forEach(variable -> shapes.put(variable.name(), variable.shape()));
    return VariableShapes.ofTraining(run.recipe(), run.labels().size() + 1).entrySet().stream()
        .filter(variable -> !variable.getValue().equals(shapes.get(variable.getKey())))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Takes what fits of a SavedModel, from its checkpoint or, where it has none, its constants. */
  private void takeModel(Path model, List<String> labels) throws IOException {
    if (Files.exists(model.resolve(MODEL_VARIABLES + ".index"))) {
      FileDigests.require(model);
      take(model.resolve(MODEL_VARIABLES).toString(), labels);
    } else {
      FrozenWeights frozen = FrozenWeights.read(model);
      if (frozen.isFolded()) {
        throw new UsageException(
            "%s has its batch norms folded into other layers: start from its run, or from an export"
                + " that is not folded",
            model);
      }
      take(fitting(frozen.shapes(), labels), frozen::value, model.toString());
    }
  }

  /** Takes what fits from a checkpoint's files. */
  private void take(String prefix, List<String> labels) throws IOException {
    List<Variable> fitting = fitting(VariableShapes.ofFiles(prefix), labels);
    try (CheckpointReader reader = new CheckpointReader(prefix)) {
      take(fitting, reader::read, prefix);
    }
  }

  private void take(List<Variable> fitting, Function<String, TFloat32> held, String source)
      throws IOException {
    try {
      fitting.forEach(variable -> values.put(variable, held.apply(variable.name())));
    } catch (TensorFlowException | IllegalArgumentException e) { // some of its are of this kind
      throw new IOException("%s cannot be read: %s".formatted(source, TensorFlowReason.of(e)), e);
    }
  }

  /** The variables that take the value of the one of their name; the others start anew. */
  private List<Variable> fitting(Map<String, Shape> held, List<String> labels) {
    Set<String> anew = labels.equals(run.labels()) ? Set.of() : ofClasses();
    List<Variable> fitting = new ArrayList<>();
    for (Variable variable : wanted.all()) {
      if (variable.role() == Variable.Role.SLOT) {
        continue;
      }
      boolean fits = variable.shape().equals(held.get(variable.name()));
      if (fits && !anew.contains(variable.name())) {
        fitting.add(variable);
      } else {
        others.add(variable.name());
      }
    }
    return fitting;
  }

  /** Returns the names of the variables that start as the recipe says. */
  public List<String> others() {
    return List.copyOf(others);
  }

  /** Gives the variables their values. */
  public void assign(Ops tf, Session session) {
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
