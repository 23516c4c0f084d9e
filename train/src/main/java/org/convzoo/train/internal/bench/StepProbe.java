package org.convzoo.train.internal.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.convzoo.train.internal.replica.DevicePlan;
import org.convzoo.train.internal.replica.TrainingBatch;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.step.TrainingGraph;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * The first training step of a network over one batch of synthetic images. It can be taken again
 * and again, from the same weights and with the same batch, in sessions of any configuration.
 */
public final class StepProbe implements AutoCloseable {

  private static final RunOptions TRACED =
      RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.SOFTWARE_TRACE).build();

  /**
   * What came of a step.
   *
   * @param loss before it
   * @param weights after it, by name, batch norm's statistics among them
   * @param gradients of the loss by each trainable variable, by its name
   * @param trace what ran where
   */
  public record Step(
      float loss,
      Map<String, float[]> weights,
      Map<String, float[]> gradients,
      RunMetadata trace) {}

  /**
   * Some steps, all from one state.
   *
   * @param start each variable's value before each of them
   */
  public record Taken(Map<String, float[]> start, List<Step> steps) {}

  private final Graph graph = new Graph();
  private final Variables variables;
  private final TrainingGraph training;
  private final Placeholder<TFloat32> images;
  private final Placeholder<? extends TType> truth;
  private final Operand<? extends TType> anyTruth;
  private final TFloat32 pixels;
  private final Map<String, Placeholder<TFloat32>> given = new LinkedHashMap<>();
  private final List<Op> assignments = new ArrayList<>();

  /**
   * Builds the training graph.
   *
   * @param batch images in the step, at least 1
   * @param devices what the step runs on
   */
  public StepProbe(Network network, Spec.Input size, int classes, int batch, DevicePlan devices) {
    Recipe recipe = Benchmark.recipe(network, "synthetic", size, batch);
    variables = Variables.starting(graph, recipe.initialization());
    Ops tf = variables.root().withSubScope("probe");
    Shape shape = Shape.of(batch, size.height(), size.width(), size.channels());
    images = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
    anyTruth = network.spec().task().dummyTarget(tf, shape, classes);
    truth = tf.placeholder(anyTruth.type(), Placeholder.shape(anyTruth.shape()));
    training =
        new TrainingGraph(variables, recipe, new TrainingBatch(images, truth), classes, 1, devices);
    for (Variable variable : variables.all()) {
      var value = tf.placeholder(TFloat32.class, Placeholder.shape(variable.shape()));
      given.put(variable.name(), value);
      assignments.add(tf.assign(variable.value(), value));
    }
    pixels = TFloat32.tensorOf(shape, DataBuffers.of(pixels(shape), true, false));
  }

  private static float[] pixels(Shape shape) {
    Random random = new Random(1);
    float[] pixels = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    return pixels;
  }

  /**
   * Takes the step in a new session, each time from the same state.
   *
   * @param start a value for each variable, or null for those that the session initialises
   * @param times how often
   */
  public Taken take(ConfigProto config, Map<String, float[]> start, int times) {
    try (Session session = new Session(graph, config)) {
      session.initialize();
      Map<String, float[]> first = start == null ? values(session) : start;
      List<Step> steps = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        session.forceInitialize(); // the step's number, which dropout goes by, is 0 again
        assign(session, first);
        steps.add(step(session));
      }
      return new Taken(first, steps);
    }
  }

  private Step step(Session session) {
    try (Result asked = session.runner().fetch(anyTruth).run()) {
      Session.Runner runner =
          session
              .runner()
              .setOptions(TRACED)
              .feed(images, pixels)
              .feed(truth, asked.get(0))
              .addTarget(training.train(0))
              .fetch(training.loss());
      training.gradients().forEach(runner::fetch);
      try (Result result = runner.runAndFetchMetadata()) {
        List<String> names = variables.trainable().stream().map(Variable::name).toList();
        Map<String, float[]> gradients = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
          gradients.put(names.get(i), numbers(result.get(i + 1)));
        }
        return new Step(
            ((TFloat32) result.get(0)).getFloat(),
            values(session),
            gradients,
            result.getMetadata().orElseThrow());
      }
    }
  }

  private void assign(Session session, Map<String, float[]> start) {
    List<Tensor> fed = new ArrayList<>();
    try {
      Session.Runner runner = session.runner();
      for (Variable variable : variables.all()) {
        var values = DataBuffers.of(start.get(variable.name()), true, false);
        TFloat32 value = TFloat32.tensorOf(variable.shape(), values);
        fed.add(value);
        runner.feed(given.get(variable.name()), value);
      }
      assignments.forEach(runner::addTarget);
      runner.run().close();
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  private Map<String, float[]> values(Session session) {
    List<Variable> read = List.copyOf(variables.all());
    Session.Runner runner = session.runner();
    read.forEach(variable -> runner.fetch(variable.value()));
    Map<String, float[]> values = new LinkedHashMap<>();
    try (Result result = runner.run()) {
      for (int i = 0; i < read.size(); i++) {
        values.put(read.get(i).name(), numbers(result.get(i)));
      }
    }
    return values;
  }

  private static float[] numbers(Tensor tensor) {
    float[] numbers = new float[Math.toIntExact(tensor.shape().size())];
    tensor.asRawTensor().data().asFloats().read(numbers);
    return numbers;
  }

  @Override
  public void close() {
    pixels.close();
    graph.close();
  }
}
