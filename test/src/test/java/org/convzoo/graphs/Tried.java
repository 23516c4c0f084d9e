package org.convzoo.graphs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.convzoo.export.Exporter;
import org.convzoo.export.WeightStorage;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Initialization;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variable;
import org.convzoo.ops.image.Preprocessing;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/**
 * What came of a network that was drawn at the smallest size it takes, trained for ten steps on one
 * batch of four random images, and exported with its weights as constants.
 *
 * @param gradients of each variable: the sum of the absolute values, over the steps
 * @param lossBefore the ten steps, in training
 * @param lossAfter likewise, with the same masks
 * @param statistics of batch norm at the start, after the ten steps, and after inference
 * @param answers of inference to the batch, twice
 * @param exported the exported model's answers to the batch
 */
record Tried(
    Map<String, Float> gradients,
    float lossBefore,
    float lossAfter,
    List<Map<String, float[]>> statistics,
    List<Map<String, float[]>> answers,
    Map<String, float[]> exported) {

  private static final int STEPS = 10;
  private static final int BATCH = 4;

  /** A step changes all weights together by at most this much, in the Euclidean norm. */
  private static final float STRIDE = 0.0001f;

  /** Batch norms blow up what this network halves 54 times: its loss is steep. */
  private static final Map<String, Float> SHORTER = Map.of("resnet110-scaled", 0.000001f);

  /** Masks tried, at most, until every variable has seen a gradient. */
  private static final int MASKS = 30;

  /** From 64 on for networks that halve their maps five times: batch norm wants several pixels. */
  private static final List<Integer> SIDES = List.of(32, 64, 80, 96, 128, 188, 227);

  static Tried of(Network network, Path folder) {
    Spec.Input size = smallest(network);
    int classes = Math.min(network.spec().classes(), 10);
    var preprocessing = Preprocessing.unit(size.height(), size.width(), size.channels());
    try (Drawn drawn = new Drawn(Initialization.glorotUniform(1), unoptimized());
        TFloat32 pixels = pixels(size)) {
      Ops tf = drawn.test();
      Placeholder<TFloat32> images =
          tf.placeholder(TFloat32.class, Placeholder.shape(pixels.shape()));
      var input = preprocessing.apply(tf, images);
      Task task = network.spec().task();
      Layers net = drawn.training(1);
      var truth = task.dummyTarget(tf, input.shape(), classes);
      var loss = task.loss(net.under("loss"), network.build(net, input, classes), truth);
      var inference = network.build(drawn.inference().under("inference"), input, classes);
      var outputs =
          new TreeMap<String, Operand<?>>(
              task.outputs(tf, Task.sizes(tf, images), input, inference));
      List<Operand<TFloat32>> sums = new ArrayList<>();
      float stride = SHORTER.getOrDefault(network.spec().name(), STRIDE);
      Op step = step(tf, drawn.variables().trainable(), loss, net.updates(), sums, stride);

      Session session = drawn.session();
      session.initialize();
      List<Map<String, float[]>> statistics = new ArrayList<>();
      statistics.add(statistics(drawn));
      float before = 0;
      Map<String, Float> gradients = new HashMap<>();
      for (int mask = 0; mask < STEPS + MASKS; mask++) {
        boolean training = mask < STEPS;
        if (!training && gradients.values().stream().allMatch(sum -> sum != 0)) {
          break;
        }
        Session.Runner runner = drawn.at(training ? 0 : mask).feed(images, pixels).fetch(loss);
        sums.forEach(runner::fetch);
        if (training) {
          runner.addTarget(step);
        }
        try (Result result = runner.run()) {
          before = mask == 0 ? ((TFloat32) result.get(0)).getFloat() : before;
          for (int i = 0; i < sums.size(); i++) {
            float sum = ((TFloat32) result.get(1 + i)).getFloat();
            gradients.merge(drawn.variables().trainable().get(i).name(), sum, Float::sum);
          }
        }
      }
      statistics.add(statistics(drawn));
      float after = scalar(drawn.at(0).feed(images, pixels).fetch(loss));
      var answers =
          List.of(
              fetched(session.runner().feed(images, pixels), outputs),
              fetched(session.runner().feed(images, pixels), outputs));
      statistics.add(statistics(drawn));
      String checkpoint = folder.resolve("checkpoint").toString();
      session.save(checkpoint);
      List<String> labels = IntStream.range(0, classes).mapToObj(i -> "label " + i).toList();
      var source = new Exporter.Source(network, preprocessing, labels, checkpoint, null);
      Path model = Exporter.export(source, WeightStorage.CONSTANTS, folder);
      return new Tried(gradients, before, after, statistics, answers, exported(model, pixels));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each graph runs but a few times: optimising it would take longer than running it. */
  private static ConfigProto unoptimized() {
    ConfigProto.Builder config = ConfigProto.newBuilder();
    config.getGraphOptionsBuilder().getRewriteOptionsBuilder().setDisableMetaOptimizer(true);
    return config.build();
  }

  /** The first of {@link #SIDES} that the network can be trained at. */
  private static Spec.Input smallest(Network network) {
    Spec.Input own = network.spec().input();
    int least = own.height() > 96 ? 64 : 32;
    for (int side : SIDES.stream().filter(side -> side >= least).toList()) {
      try (Drawn drawn = new Drawn()) {
        network.build(
            drawn.training(1),
            Images.of(drawn, side, side, own.channels()),
            network.spec().classes());
        return new Spec.Input(side, side, own.channels());
      } catch (IllegalArgumentException tooSmall) {
        continue;
      }
    }
    return own;
  }

  private static TFloat32 pixels(Spec.Input size) {
    Random random = new Random(5);
    float[] pixels = new float[BATCH * size.height() * size.width() * size.channels()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256);
    }
    Shape shape = Shape.of(BATCH, size.height(), size.width(), size.channels());
    return TFloat32.tensorOf(shape, DataBuffers.of(pixels));
  }

  /** Draws a step down the gradient, and what it sums up of each gradient. */
  private static Op step(
      Ops tf,
      List<Variable> weights,
      Operand<TFloat32> loss,
      List<Operation> updates,
      List<Operand<TFloat32>> sums,
      float stride) {
    Graph graph = (Graph) tf.scope().env();
    Output<?>[] gradients =
        graph.addGradients(
            loss.asOutput(),
            weights.stream().map(w -> w.value().asOutput()).toArray(Output<?>[]::new));
    List<Operand<TFloat32>> squares = new ArrayList<>();
    for (Output<?> gradient : gradients) {
      Operand<TFloat32> vector =
          tf.reshape(gradient.expect(TFloat32.class), tf.constant(new int[] {-1}));
      sums.add(tf.reduceSum(tf.math.abs(vector), tf.constant(0)));
      squares.add(tf.reduceSum(tf.math.mul(vector, vector), tf.constant(0)));
    }
    var norm = tf.math.maximum(tf.math.sqrt(tf.math.addN(squares)), tf.constant(1f));
    var rate = tf.math.div(tf.constant(stride), norm);
    List<Operation> all = new ArrayList<>(updates);
    all.add(rate.op());
    // all gradients have read all weights; one op in between, or the edges are squared
    Ops after = tf.withControlDependencies(List.of(tf.withControlDependencyOps(all).noOp()));
    List<Op> moves = new ArrayList<>();
    for (int i = 0; i < gradients.length; i++) {
      var move = after.math.mul(gradients[i].expect(TFloat32.class), rate);
      moves.add(after.assignSub(weights.get(i).value(), move));
    }
    return tf.withControlDependencies(moves).noOp();
  }

  private static Map<String, float[]> statistics(Drawn drawn) {
    Map<String, Operand<?>> statistics = new TreeMap<>();
    for (Variable variable : drawn.variables().all()) {
      if (variable.role() == Variable.Role.STATISTIC) {
        statistics.put(variable.name(), variable.value());
      }
    }
    return fetched(drawn.session().runner(), statistics);
  }

  /** Fetches all in one run, and keeps those that are floats. */
  private static Map<String, float[]> fetched(
      Session.Runner runner, Map<String, Operand<?>> operands) {
    Map<String, float[]> fetched = new TreeMap<>();
    operands.values().removeIf(operand -> operand.asOutput().type() != TFloat32.class);
    if (operands.isEmpty()) {
      return fetched;
    }
    operands.values().forEach(runner::fetch);
    try (Result result = runner.run()) {
      operands.keySet().forEach(name -> fetched.put(name, floats(result.get(fetched.size()))));
    }
    return fetched;
  }

  private static Map<String, float[]> exported(Path model, Tensor pixels) {
    try (SavedModelBundle bundle =
            SavedModelBundle.loader(model.toString()).withConfigProto(unoptimized()).load();
        Result result = bundle.function(Signature.DEFAULT_KEY).call(Map.of("images", pixels))) {
      Map<String, float[]> answers = new TreeMap<>();
      result.forEach(
          entry -> {
            if (entry.getValue() instanceof TFloat32 numbers) {
              answers.put(entry.getKey(), floats(numbers));
            }
          });
      return answers;
    }
  }

  private static float scalar(Session.Runner runner) {
    try (Result result = runner.run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }
}
