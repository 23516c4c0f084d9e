package org.convzoo.ops;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * Batch norms without an operation of their own, for inference: y = gamma (x - mean) /
 * sqrt(variance + epsilon) + beta is a product and a sum, y = factor x + shift. Where x = W z + b
 * of a convolution or dense layer that nothing else reads, these are part of its weights: y =
 * (factor W) z + (factor b + shift).
 */
public final class Folding {

  /** The last words of the names of the constants that are made. */
  public static final Set<String> NAMES = Set.of("folded_kernel", "folded_bias", "factor", "shift");

  private final Map<GraphOperation, Product> products = new HashMap<>();
  private final Map<String, Norm> norms = new HashMap<>();
  private final Map<String, Product> folded = new HashMap<>();
  private final Set<String> within = new HashSet<>();
  private boolean planned;

  /** A layer of weights: the axis of its kernel that is its outputs, and whether it has a bias. */
  private record Product(String layer, int axis, boolean biased, String norm) {}

  private record Norm(BatchNorm constants, GraphOperation input) {}

  private Folding() {}

  /**
   * Finds a network's batch norms, and those that can be part of the layer before them.
   *
   * @param build builds the network, for inference, in a graph of no further use
   */
  public static Folding of(Consumer<Layers> build) {
    try (Graph graph = new Graph()) {
      Folding folding = new Folding();
      Layers net = Layers.inference(Variables.restored(graph));
      net.fold(folding);
      build.accept(net);
      folding.plan();
      return folding;
    }
  }

  private void plan() {
    norms.forEach(
        (path, norm) -> {
          Product product = products.get(norm.input);
          if (product != null && norm.input.numConsumers(0) == 1) {
            within.add(path);
            folded.put(
                product.layer, new Product(product.layer, product.axis, product.biased, path));
          }
        });
    products.clear();
    planned = true;
  }

  /** Whether it is known which batch norms there are; until then they are noted. */
  boolean isPlanned() {
    return planned;
  }

  /** Takes note of what a layer of weights puts out. */
  void produced(Operand<?> output, String layer, int axis, boolean biased) {
    if (!planned) {
      products.put((GraphOperation) output.op(), new Product(layer, axis, biased, null));
    }
  }

  /** Takes note of a batch norm. */
  void normalizes(Operand<?> input, String path, BatchNorm constants) {
    norms.put(path, new Norm(constants, (GraphOperation) input.op()));
  }

  /** Whether a batch norm is part of a layer of weights. */
  boolean isWithin(String norm) {
    return within.contains(norm);
  }

  /** Whether a layer of weights has a batch norm in it. */
  boolean isInto(String layer) {
    return folded.containsKey(layer);
  }

  /**
   * Returns the values of the constants that a network is built over, by name.
   *
   * @param values those of its variables, each for the caller to close
   */
  public Function<String, TFloat32> values(Function<String, TFloat32> values) {
    return name -> {
      int slash = name.lastIndexOf('/');
      String path = slash < 0 ? "" : name.substring(0, slash);
      return switch (name.substring(slash + 1)) {
        case "folded_kernel" -> kernel(folded.get(path), values);
        case "folded_bias" -> bias(folded.get(path), values);
        case "factor" -> tensor(factor(path, values));
        case "shift" -> tensor(shift(path, values));
        default -> values.apply(name);
      };
    };
  }

  private TFloat32 kernel(Product product, Function<String, TFloat32> values) {
    double[] factor = factor(product.norm, values);
    try (TFloat32 kernel = values.apply(product.layer + "/kernel")) {
      Shape shape = kernel.shape();
      float[] weights = new float[Math.toIntExact(shape.size())];
      kernel.asRawTensor().data().asFloats().read(weights);
      int inner = 1; // numbers of one output, side by side
      for (int axis = product.axis + 1; axis < shape.numDimensions(); axis++) {
        inner *= (int) shape.get(axis);
      }
      for (int i = 0; i < weights.length; i++) {
        weights[i] *= factor[i / inner % factor.length];
      }
      return TFloat32.tensorOf(shape, DataBuffers.of(weights));
    }
  }

  private TFloat32 bias(Product product, Function<String, TFloat32> values) {
    double[] bias = shift(product.norm, values);
    if (product.biased) {
      double[] factor = factor(product.norm, values);
      double[] own = numbers(product.layer + "/bias", values);
      for (int i = 0; i < bias.length; i++) {
        bias[i] += factor[i] * own[i];
      }
    }
    return tensor(bias);
  }

  private double[] factor(String path, Function<String, TFloat32> values) {
    BatchNorm norm = norms.get(path).constants;
    double[] factor = numbers(path + "/moving_variance", values);
    for (int i = 0; i < factor.length; i++) {
      factor[i] = 1 / Math.sqrt(factor[i] + norm.epsilon());
    }
    if (norm.scale() != null) {
      double[] gamma = numbers(path + "/gamma", values);
      for (int i = 0; i < factor.length; i++) {
        factor[i] *= gamma[i];
      }
    }
    return factor;
  }

  private double[] shift(String path, Function<String, TFloat32> values) {
    double[] factor = factor(path, values);
    double[] mean = numbers(path + "/moving_mean", values);
    double[] shift = numbers(path + "/beta", values);
    for (int i = 0; i < shift.length; i++) {
      shift[i] -= factor[i] * mean[i];
    }
    return shift;
  }

  private static double[] numbers(String variable, Function<String, TFloat32> values) {
    try (TFloat32 value = values.apply(variable)) {
      double[] numbers = new double[Math.toIntExact(value.size())];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = value.getFloat(i);
      }
      return numbers;
    }
  }

  private static TFloat32 tensor(double[] numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return TFloat32.tensorOf(Shape.of(floats.length), DataBuffers.of(floats));
  }
}
