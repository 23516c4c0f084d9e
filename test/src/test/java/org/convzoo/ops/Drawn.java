package org.convzoo.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A graph and a session, for a test to draw into the one and read numbers out of the other.
 *
 * <p>Variables start by themselves before the first number is read. Everything is closed with it.
 */
public final class Drawn implements AutoCloseable {

  private final Graph graph = new Graph();
  private final Variables variables;
  private final Session session;
  private final Operand<TInt64> step;
  private final List<Tensor> held = new ArrayList<>();

  public Drawn() {
    this(Initialization.glorotUniform(1));
  }

  public Drawn(Initialization initialization) {
    this(initialization, ConfigProto.getDefaultInstance());
  }

  public Drawn(Initialization initialization, ConfigProto config) {
    variables = Variables.starting(graph, initialization);
    session = new Session(graph, config);
    step = test().withName("step").placeholder(TInt64.class);
  }

  // Drawing

  public Graph graph() {
    return graph;
  }

  public Variables variables() {
    return variables;
  }

  public Session session() {
    return session;
  }

  /** Ops of the test's own, in a scope apart from the network's. */
  public Ops test() {
    return variables.root().withSubScope("test");
  }

  public Layers inference() {
    return Layers.inference(variables);
  }

  /** A drawing for training: its step is what a run is {@link #at}. */
  public Layers training(long seed) {
    return Layers.training(variables, step, seed);
  }

  public Operand<TFloat32> constant(Shape shape, float... values) {
    return test().constant(shape, DataBuffers.of(values));
  }

  /** Numbers from U(-1, 1). */
  public Operand<TFloat32> random(long seed, Shape shape) {
    return constant(shape, randoms(seed, shape));
  }

  public static float[] randoms(long seed, Shape shape) {
    Random random = new Random(seed);
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return values;
  }

  /** Starts a flow, in inference, at one map of one channel. */
  Flow map(float[][] rows) {
    float[] values = new float[rows.length * rows[0].length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows[i / rows[0].length][i % rows[0].length];
    }
    return inference().flow(constant(Shape.of(1, rows.length, rows[0].length, 1), values));
  }

  /** Overwrites a variable. */
  public void set(String variable, float... values) {
    Variable known = find(variable);
    run(test().assign(known.value(), constant(known.shape(), values)));
  }

  private Variable find(String name) {
    return variables.all().stream().filter(v -> v.name().equals(name)).findAny().orElseThrow();
  }

  // Reading

  /** The numbers of a variable. */
  public float[] variable(String name) {
    return values(find(name).value());
  }

  /** Runs ops that have nothing to say. */
  void run(Op... targets) {
    Session.Runner runner = session.runner();
    for (Op target : targets) {
      runner.addTarget(target);
    }
    runner.run().close();
  }

  void run(List<Operation> targets) {
    Session.Runner runner = at(0);
    targets.forEach(runner::addTarget);
    runner.run().close();
  }

  /** A run at a training step. */
  public Session.Runner at(long number) {
    return session.runner().feed(step, hold(TInt64.scalarOf(number)));
  }

  /** The numbers of an operand, row by row, at step 0. */
  public float[] values(Operand<TFloat32> operand) {
    return values(0, operand);
  }

  float[] values(Flow flow) {
    return values(flow.value());
  }

  /** The numbers of an operand, row by row, at a training step. */
  float[] values(long number, Operand<TFloat32> operand) {
    try (Result result = at(number).fetch(operand).run()) {
      return values(result.get(0));
    }
  }

  static float[] values(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  /** The only map of a flow's only image. */
  float[][] rows(Flow flow) {
    try (Result result = at(0).fetch(flow.value()).run()) {
      float[][][][] nhwc = StdArrays.array4dCopyOf((TFloat32) result.get(0));
      float[][] rows = new float[nhwc[0].length][nhwc[0][0].length];
      for (int row = 0; row < rows.length; row++) {
        for (int column = 0; column < rows[row].length; column++) {
          rows[row][column] = nhwc[0][row][column][0];
        }
      }
      return rows;
    }
  }

  /** Draws the gradients of the sum of {@code y * weights}. */
  List<Output<?>> gradients(
      Operand<TFloat32> y, Operand<TFloat32> weights, List<Operand<TFloat32>> of) {
    Output<?>[] x = of.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
    return List.of(
        graph.addGradients(
            "gradients", new Output<?>[] {y.asOutput()}, x, new Output<?>[] {weights.asOutput()}));
  }

  /** What an operation leaves, such as 28x28x6: all sizes but the batch's, which is not known. */
  public String shape(String operation) {
    Shape shape = graph.operationOrThrow(operation).output(0).shape();
    return IntStream.range(1, shape.numDimensions())
        .mapToObj(axis -> Long.toString(shape.get(axis)))
        .collect(Collectors.joining("x"));
  }

  /** The names of all operations of this type but those that first values are made of. */
  public List<String> operations(String type) {
    List<String> names = new ArrayList<>();
    graph
        .operations()
        .forEachRemaining(
            operation -> {
              String name = operation.name();
              if (operation.type().equals(type) && !name.startsWith("initialize/")) {
                names.add(name);
              }
            });
    return names;
  }

  /** The names of all operations. */
  public List<String> operations() {
    List<String> names = new ArrayList<>();
    graph.operations().forEachRemaining(operation -> names.add(operation.name()));
    return names;
  }

  /** Keeps a tensor until the end of the test. */
  public <T extends Tensor> T hold(T tensor) {
    held.add(tensor);
    return tensor;
  }

  @Override
  public void close() {
    held.forEach(Tensor::close);
    session.close();
    graph.close();
  }
}
