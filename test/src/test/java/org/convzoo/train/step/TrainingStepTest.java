package org.convzoo.train.step;

import static org.convzoo.train.hardware.Devices.Choice.CPU;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.convzoo.graphs.Zoo;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.convzoo.ops.internal.runtime.OneDnn;
import org.convzoo.train.hardware.CudaProbe;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.NoGpuException;
import org.convzoo.train.internal.replica.DevicePlan;
import org.convzoo.train.internal.replica.TrainingBatch;
import org.convzoo.train.recipe.Precision;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Steps of LeNet's whole training graph over one batch of random images, and the devices. */
class TrainingStepTest {

  private static final int BATCH = 16;
  private static final int STEPS = 3;

  /** A rate that falls with each step, momentum and decay. */
  private static final Recipe STEEP =
      Recipes.shipped(
          "lenet-caffe",
          "paper",
          Map.of(
              "learning_rate", "{schedule: step, base: 0.1, factor: 0.5, every: 1}",
              "optimizer.weight_decay", "0.1",
              "variables", "{weight_decay_on: kernels, bias_rate: 1}"));

  /** What a training came to: the loss of each step, and each weight at the end. */
  private record Trained(double[] losses, Map<String, float[]> weights) {}

  /** A batch that is always the same: random pixels, random labels of 10 classes. */
  static TrainingBatch batch(Ops tf) {
    Random random = new Random(5);
    float[] pixels = new float[BATCH * 28 * 28];
    int[] labels = new int[BATCH];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    for (int i = 0; i < BATCH; i++) {
      labels[i] = random.nextInt(10);
    }
    Operand<TFloat32> images =
        tf.constant(Shape.of(BATCH, 28, 28, 1), DataBuffers.of(pixels, true, false));
    Operand<TInt32> numbers = tf.constant(labels);
    return new TrainingBatch(images, numbers);
  }

  private static Trained train(Recipe recipe, int steps, Devices.Choice device) {
    var config = Devices.config(device, 2, recipe.precision());
    try (Graph graph = new Graph()) {
      Variables variables = Variables.starting(graph, recipe.initialization());
      TrainingGraph training =
          new TrainingGraph(
              variables,
              recipe,
              batch(variables.root().withSubScope("data")),
              10,
              1,
              DevicePlan.UNPLACED);
      double[] losses = new double[steps];
      try (Session session = new Session(graph, config)) {
        session.initialize();
        for (int t = 0; t < steps; t++) {
          try (Result result =
              session.runner().addTarget(training.train(t)).fetch(training.loss()).run()) {
            losses[t] = ((TFloat32) result.get(0)).getFloat();
          }
        }
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (Variable variable : variables.trainable()) {
          weights.put(variable.name(), value(session, variable.value()));
        }
        return new Trained(losses, weights);
      }
    }
  }

  /**
   * The AlexNet paper's rule in plain Java, with TensorFlow for the gradients alone: v <- m v - d e
   * w - e g, w <- w + v, no decay of biases.
   */
  private static Trained trainByHand() {
    try (Graph graph = new Graph()) {
      Variables variables = Variables.starting(graph, STEEP.initialization());
      Ops tf = variables.root();
      TrainingBatch source = batch(tf.withSubScope("data"));
      var network = Zoo.get(STEEP.network());
      Layers net = Layers.training(variables, tf.constant(0L), STEEP.seed());
      var logits = network.build(net, source.images(), 10);
      Operand<TFloat32> loss = network.spec().task().loss(net, logits, source.truth());
      List<Variable> trainable = variables.trainable();
      Output<?>[] gradients =
          graph.addGradients(
              loss.asOutput(),
              trainable.stream().map(v -> v.value().asOutput()).toArray(Output<?>[]::new));
      double[] losses = new double[STEPS];
      Map<String, float[]> weights = new LinkedHashMap<>();
      Map<String, float[]> velocities = new LinkedHashMap<>();
      try (Session session = new Session(graph, Devices.config(CPU, 2, Precision.FLOAT32))) {
        session.initialize();
        for (Variable variable : trainable) {
          weights.put(variable.name(), value(session, variable.value()));
          velocities.put(variable.name(), new float[(int) variable.size()]);
        }
        for (int t = 0; t < STEPS; t++) {
          Session.Runner runner = session.runner().fetch(loss);
          for (Output<?> gradient : gradients) {
            runner.fetch(gradient);
          }
          Map<Variable, TFloat32> fed = new LinkedHashMap<>();
          for (Variable variable : trainable) {
            TFloat32 now =
                TFloat32.tensorOf(
                    variable.shape(), DataBuffers.of(weights.get(variable.name()), true, false));
            fed.put(variable, now);
            runner.feed(variable.value(), now);
          }
          try (Result result = runner.run()) {
            losses[t] = ((TFloat32) result.get(0)).getFloat();
            double rate = 0.1 * Math.pow(0.5, t);
            for (int k = 0; k < trainable.size(); k++) {
              Variable variable = trainable.get(k);
              double decay = variable.role() == Variable.Role.KERNEL ? 0.1 : 0;
              float[] w = weights.get(variable.name());
              float[] v = velocities.get(variable.name());
              float[] g = floats((TFloat32) result.get(k + 1));
              for (int i = 0; i < w.length; i++) {
                v[i] = (float) (0.9 * v[i] - decay * rate * w[i] - rate * g[i]);
                w[i] += v[i];
              }
            }
          }
          fed.values().forEach(TFloat32::close);
        }
      }
      return new Trained(losses, weights);
    }
  }

  private static float[] value(Session session, Operand<TFloat32> operand) {
    try (Result result = session.runner().fetch(operand).run()) {
      return floats((TFloat32) result.get(0));
    }
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  @Test
  void everyWeightMovesByThePapersRule() {
    Trained trained = train(STEEP, STEPS, CPU);
    Trained byHand = trainByHand();
    assertArrayEquals(byHand.losses, trained.losses, 1e-5);
    assertEquals(byHand.weights.keySet(), trained.weights.keySet());
    byHand.weights.forEach(
        (name, w) -> assertArrayEquals(w, trained.weights.get(name), 1e-5f, name));
    assertTrue(trained.losses[0] != trained.losses[1], "the weights moved");
  }

  /** A step of the paper's own rate. */
  @Test
  @Tag("gpu")
  void stepOnAGpuAgreesWithOneOnTheCpu() {
    assumeFalse(Devices.gpus().isEmpty(), () -> "no GPU: " + CudaProbe.whyNoGpu());
    Recipe paper = Recipes.shipped("lenet-caffe", "paper", Map.of());
    Trained cpu = train(paper, 1, CPU);
    Trained gpu = train(paper, 1, Devices.Choice.GPU);
    // a GPU may multiply in TF32, whose mantissa has 10 bits: one part in 2048 of each product
    assertArrayEquals(cpu.losses, gpu.losses, 1e-3);
    cpu.weights.forEach((name, w) -> assertArrayEquals(w, gpu.weights.get(name), 1e-4f, name));
  }

  /** A factor of 8 significant bits is off by at most one part in 256, half of that on average. */
  @Test
  void bfloat16TakesNearlyTheSameSteps() {
    assumeTrue(OneDnn.mayUseAvx512(), "oneDNN may not use AVX-512 here");
    Map<String, String> half = Map.of("precision", "bfloat16");
    Trained exact = train(Recipes.shipped("lenet-caffe", "paper", Map.of()), STEPS, CPU);
    Trained rounded = train(Recipes.shipped("lenet-caffe", "paper", half), STEPS, CPU);
    for (int t = 0; t < STEPS; t++) {
      assertEquals(1, rounded.losses[t] / exact.losses[t], 1 / 256.0, "step " + t);
    }
    assertEquals(
        RewriterConfig.Toggle.ON,
        Devices.config(CPU, 2, Precision.BFLOAT16)
            .getGraphOptions()
            .getRewriteOptions()
            .getAutoMixedPrecisionOnednnBfloat16());
  }

  @Test
  void gpuThatIsNotThereIsRefusedWithTheReason() {
    assumeTrue(Devices.gpus().isEmpty(), "this machine has a GPU");
    NoGpuException e =
        assertThrows(
            NoGpuException.class, () -> Devices.config(Devices.Choice.GPU, 0, Precision.FLOAT32));
    assertEquals("no GPU can be used: " + CudaProbe.whyNoGpu(), e.getMessage());
    assertNotNull(Devices.config(Devices.Choice.AUTO, 0, Precision.FLOAT32));
    assertTrue(Devices.used(Devices.Choice.AUTO).startsWith("CPU, "));
  }

  @Test
  void cpuIsAlwaysThere() {
    assertTrue(Devices.seen().contains("CPU:0"), Devices.seen().toString());
    assertEquals(0, Devices.config(CPU, 3, Precision.FLOAT32).getDeviceCountOrThrow("GPU"));
    assertEquals(3, Devices.config(CPU, 3, Precision.FLOAT32).getIntraOpParallelismThreads());
  }
}
