package org.convzoo.train.internal.device.operation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.convzoo.ops.Initialization;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.convzoo.ops.internal.runtime.Ancestors;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** A layer built for training, with its gradients, and for inference; and what both are fed. */
public final class CaseGraph implements AutoCloseable {

  private static final String GRADIENTS = "gradients";

  private final Graph graph = new Graph();
  private final List<Output<?>> values = new ArrayList<>();
  private final List<Output<?>> updates = new ArrayList<>();
  private final List<Output<?>> gradients = new ArrayList<>();
  private final Map<Output<?>, TFloat32> fed = new LinkedHashMap<>();

  public CaseGraph(LayerCase layer) {
    Variables variables = Variables.starting(graph, Initialization.glorotUniform(1));
    Ops tf = variables.root();
    Operand<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(layer.input()));
    Layers training = Layers.training(variables, tf.constant(1L), 1).under("training");
    List<Operand<?>> trained = layer.body().build(training, x);
    List<Operand<TFloat32>> from = new ArrayList<>(List.of(x));
    variables.trainable().forEach(variable -> from.add(variable.value()));
    addGradients(tf, trained.get(0), from);
    trained.forEach(each -> values.add(each.asOutput()));
    training.updates().forEach(update -> updates.add(update.output(0)));
    Layers inference = Layers.inference(variables).under("inference");
    layer.body().build(inference, x).forEach(each -> values.add(each.asOutput()));
    values.remove(x.asOutput()); // a layer that does nothing in inference

    fed.put(x.asOutput(), randoms(x.shape(), 0));
    for (Variable variable : variables.trainable()) {
      fed.put(variable.value().asOutput(), randoms(variable.shape(), fed.size()));
    }
  }

  /** Of the sum of all numbers, each by a weight of its own. */
  private void addGradients(Ops tf, Operand<?> y, List<Operand<TFloat32>> from) {
    Ops own = tf.withSubScope("weights");
    Operand<TFloat32> weights =
        own.random.statelessRandomUniform(own.shape(y), own.constant(new long[] {1, 2}));
    Output<?>[] x = from.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
    Output<?>[] dy = {weights.asOutput()};
    for (Output<?> dx : graph.addGradients(GRADIENTS, new Output<?>[] {y.asOutput()}, x, dy)) {
      if (dx != null) {
        gradients.add(dx);
      }
    }
  }

  /** Numbers from U(-1, 1). */
  private static TFloat32 randoms(Shape shape, long seed) {
    Random random = new Random(seed);
    float[] numbers = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = 2 * random.nextFloat() - 1;
    }
    return TFloat32.tensorOf(shape, DataBuffers.of(numbers, true, false));
  }

  public Graph graph() {
    return graph;
  }

  /** What the layer says in training and in inference. */
  public List<Output<?>> values() {
    return values;
  }

  /** The updates of its statistics, which inference reads: not to be run with it at once. */
  public List<Output<?>> updates() {
    return updates;
  }

  /** The gradients by its input and its variables, as far as there are any. */
  public List<Output<?>> gradients() {
    return gradients;
  }

  /** The numbers of the input and of the variables that gradients move. */
  Map<Output<?>, TFloat32> fed() {
    return fed;
  }

  /** Feeds them. */
  public Session.Runner feed(Session.Runner runner) {
    fed.forEach(runner::feed);
    return runner;
  }

  /** All operations that have to run for the values and the gradients. */
  public Set<GraphOperation> operations() {
    List<Output<?>> ends = new ArrayList<>(values);
    ends.addAll(updates);
    ends.addAll(gradients);
    return Ancestors.of(ends, List.of());
  }

  /** Whether an operation is part of the gradients. */
  public static boolean isGradient(GraphOperation operation) {
    return operation.name().startsWith(GRADIENTS + "/");
  }

  @Override
  public void close() {
    fed.values().forEach(Tensor::close);
    graph.close();
  }
}
