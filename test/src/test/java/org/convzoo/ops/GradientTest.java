package org.convzoo.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.convzoo.graphs.task.Losses;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.framework.losses.CategoricalCrossentropy;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Every layer's gradient against central differences, with respect to its input and to each of its
 * variables.
 *
 * <p>What is differentiated is the sum of the outputs, each weighted by a random number; that sum
 * is taken here, in doubles. Elements lie at least 0.03 apart and 0.015 from 0, so that a step of
 * 0.01 either way changes no maximum and no ReLU.
 */
class GradientTest {

  private static final float STEP = 0.01f;
  private static final float SPACING = 0.03f;
  private static final double TOLERANCE = 0.01; // of the largest element of the gradient

  @AutoClose private final Drawn drawn = new Drawn();

  private record Layer(String name, Shape input, Function<Flow, Operand<TFloat32>> draw) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Layer layer(String name, Shape input, Function<Flow, Flow> draw) {
    return new Layer(name, input, x -> draw.apply(x).value());
  }

  static Stream<Layer> layers() {
    Shape map = Shape.of(2, 5, 4, 2);
    Shape wide = Shape.of(2, 3, 2, 9);
    Shape vectors = Shape.of(3, 4);
    Padding uneven = Padding.of(1, 2, 0, 1);
    return Stream.of(
        layer("conv, SAME", map, x -> x.conv("c", Conv.of(3, 2))),
        layer("conv, VALID", map, x -> x.conv("c", Conv.of(3, 2).valid())),
        layer("conv, explicit padding", map, x -> x.conv("c", Conv.of(3, 2).padding(uneven))),
        layer("conv, SAME, stride 2", map, x -> x.conv("c", Conv.of(3, 2).stride(2))),
        layer("conv, VALID, stride 2", map, x -> x.conv("c", Conv.of(2, 2).stride(2).valid())),
        layer("conv, explicit, stride 2", map, x -> x.conv("c", Conv.of(3, 2).stride(2).pad(1))),
        layer("conv, SAME, dilation 2", map, x -> x.conv("c", Conv.of(2, 2).dilation(2))),
        layer("conv, explicit, dilated", map, x -> x.conv("c", Conv.of(3, 2).dilation(2).pad(2))),
        layer("conv, 1x3, no bias", map, x -> x.conv("c", Conv.of(1, 3, 2).noBias())),
        layer("conv, two groups", map, x -> x.conv("c", Conv.of(3, 4).groups(2))),
        layer("conv, two groups, dilated", map, x -> x.conv("c", dilatedGroups())),
        layer("transposed conv, VALID", map, x -> x.transposedConv("t", up(2).valid())),
        layer("transposed conv, SAME", map, x -> x.transposedConv("t", up(3))),
        layer("conv, 3x2, strides 2, 1", map, x -> x.conv("c", Conv.of(3, 2, 2).stride(2, 1))),
        layer("conv, strides 1, 2", map, x -> x.conv("c", Conv.of(3, 2).stride(1, 2).pad(1))),
        layer("transposed conv, strides 1, 2", map, x -> x.transposedConv("t", widened())),
        layer("dense", vectors, x -> x.dense("d", 3)),
        layer("flatten and dense", map, x -> x.flatten().dense("d", 2)),
        layer("batch norm of maps", map, x -> x.batchNorm("b", BatchNorm.USUAL)),
        layer("batch norm, 9 channels", wide, x -> x.batchNorm("b", BatchNorm.USUAL)),
        layer("batch norm, no scale", map, x -> x.batchNorm("b", BatchNorm.USUAL.withoutScale())),
        layer("batch norm of vectors", vectors, x -> x.batchNorm("b", BatchNorm.USUAL)),
        layer("sum", map, x -> x.sum(b -> b.conv("c", Conv.of(3, 2)), Flow::tanh)),
        layer("times", map, x -> x.times(-1.5f)),
        layer("gate", map, x -> x.tanh().minus(x).times(x.conv("gate", Conv.of(1, 2)).sigmoid())),
        layer("drop-path", map, GradientTest::dropPath),
        layer("zeros around", map, x -> x.zeroPad(1)),
        layer("channels of zeros", map, x -> x.zeroChannels(5)),
        layer("first channels", map, x -> x.firstChannels(1)),
        layer("selected channels", map, x -> x.selectChannels(1, 0, 1)),
        layer("every second pixel", map, x -> x.maxPool(Pool.of(1, 2))),
        layer("lrn", Shape.of(2, 2, 2, 6), x -> x.lrn(5, 2, 0.5f, 0.75f)),
        layer("max pooling", map, x -> x.maxPool(Pool.of(2, 2))),
        layer("max pooling, overlapping", map, x -> x.maxPool(Pool.of(3, 2))),
        layer("max pooling, ceil", map, x -> x.maxPool(Pool.of(3, 2).ceilMode())),
        layer("max pooling, padded", map, x -> x.maxPool(Pool.of(3, 1).pad(1))),
        layer("max pooling, padded, ceil", map, x -> x.maxPool(Pool.of(3, 2).pad(1).ceilMode())),
        layer("max pooling, SAME", map, x -> x.maxPool(Pool.of(3, 2).same())),
        layer("max pooling, 2x1", map, x -> x.maxPool(Pool.window(2, 1).ceilMode())),
        layer("average pooling, 1x2", map, x -> x.avgPool(Pool.window(1, 2).stride(2, 1))),
        layer("average pooling", map, x -> x.avgPool(Pool.of(2, 2))),
        layer("average pooling, ceil", map, x -> x.avgPool(Pool.of(3, 2).ceilMode())),
        layer("average pooling, padded", map, x -> x.avgPool(Pool.of(3, 2).pad(1))),
        layer("average pooling, SAME", map, x -> x.avgPool(Pool.of(3, 2).same())),
        layer("adaptive average pooling", map, x -> x.adaptiveAvgPool(3)),
        layer("global average pooling", map, Flow::globalAvgPool),
        layer("resize, larger", map, x -> x.resize(10, 7)),
        layer("resize, smaller", map, x -> x.resize(3, 3)),
        layer("relu", map, Flow::relu),
        layer("sigmoid", map, Flow::sigmoid),
        layer("tanh", map, Flow::tanh),
        layer("dropout", map, x -> x.conv("c", Conv.of(1, 2)).dropout(0.4f)),
        layer("plus", map, x -> x.plus(x.conv("c", Conv.of(3, 2)))),
        layer("concat", map, x -> x.concat(x.tanh(), x.conv("c", Conv.of(3, 3)))),
        layer("branches", map, GradientTest::inception),
        layer("two towers", map, GradientTest::towers),
        new Layer("softmax cross-entropy", vectors, GradientTest::crossEntropy),
        new Layer("a small classifier", map, x -> crossEntropy(towers(x))));
  }

  private static Conv up(int kernel) {
    return Conv.of(kernel, 3).stride(2);
  }

  private static Conv widened() {
    return Conv.of(2, 3).stride(1, 2);
  }

  private static Conv dilatedGroups() {
    return Conv.of(2, 2).dilation(2).groups(2);
  }

  private static Flow inception(Flow x) {
    return x.scope(
        "block",
        in ->
            in.branches(
                b -> b.conv("1x1", Conv.of(1, 2)).sigmoid(),
                b -> b.avgPool(Pool.of(3, 1).same()).conv("pool_proj", Conv.of(1, 1))));
  }

  private static Flow towers(Flow image) {
    Towers x = Towers.of(image, 2);
    x = x.each(t -> t.conv("conv1", Conv.of(3, 2)).tanh().lrn(3, 1, 0.5f, 0.75f));
    x = x.cross(t -> t.conv("conv2", Conv.of(3, 2).valid()).tanh());
    x = x.each(t -> t.avgPool(Pool.of(2, 2).ceilMode()).flatten());
    x = x.cross(t -> t.dense("fc3", 3, 1).sigmoid().dropout(0.5f));
    return x.merge().dense("fc4", 4);
  }

  /** Whichever column is dropped, the gradient comes through another. */
  private static Flow dropPath(Flow x) {
    Flow y = x.conv("c", Conv.of(3, 2));
    return DropPath.of(x.layers(), 3, 0.5f).join("join", List.of(y.tanh(), y, y.sigmoid()));
  }

  private static Operand<TFloat32> crossEntropy(Flow logits) {
    var tf = logits.layers().tf();
    int images = Math.toIntExact(logits.value().shape().get(0));
    int[] labels = new Random(1).ints(images, 0, logits.channels()).toArray();
    var shares = Losses.shares(tf, tf.constant(labels), logits.channels());
    return new CategoricalCrossentropy(true).call(tf, shares, logits.value(), null);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void gradientIsTheSlope(Layer layer) {
    Check check = new Check(layer);
    assertTrue(check.of.size() > 1 || check.variables.isEmpty());
    for (int i = 0; i < check.of.size(); i++) {
      float[] drawn = check.drawn(i);
      double[] slopes = check.slopes(i);
      double largest = largest(slopes);
      assertTrue(largest > 1e-3, () -> layer + " hardly depends on what is varied");
      for (int element = 0; element < slopes.length; element++) {
        assertEquals(
            slopes[element],
            drawn[element],
            TOLERANCE * largest,
            check.name(i) + ", element " + element);
      }
    }
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** The mask is a function of the step, so differences at one step see one mask. */
  @Test
  void droppedElementsHaveNoGradient() {
    Check check = new Check(layer("dropout", Shape.of(4, 25), x -> x.dropout(0.4f)));
    float[] gradient = check.drawn(0);
    int zeros = 0;
    for (float element : gradient) {
      zeros += element == 0 ? 1 : 0;
    }
    assertTrue(zeros > 15 && zeros < 65, zeros + " of 100"); // 40 +- 5 * sqrt(100 * 0.4 * 0.6)
  }

  /** One layer, drawn for training, with its input and its variables to vary. */
  private final class Check {

    final List<Variable> variables;
    final List<Operand<TFloat32>> of = new ArrayList<>();
    private final List<float[]> values = new ArrayList<>();
    private final Operand<TFloat32> y;
    private final float[] weights;
    private final List<Output<?>> gradients;
    private final List<Operand<TFloat32>> fed = new ArrayList<>();
    private final List<Operand<TFloat32>> assigned = new ArrayList<>();

    Check(Layer layer) {
      Operand<TFloat32> x =
          drawn.test().placeholder(TFloat32.class, Placeholder.shape(layer.input()));
      y = layer.draw().apply(drawn.training(1).flow(x));
      variables = drawn.variables().trainable();
      of.add(x);
      fed.add(x);
      values.add(spaced(2, layer.input()));
      for (Variable variable : variables) {
        of.add(variable.value());
        var next = drawn.test().placeholder(TFloat32.class, Placeholder.shape(variable.shape()));
        fed.add(next);
        assigned.add(drawn.test().assign(variable.value(), next));
        values.add(Drawn.randoms(3 + values.size(), variable.shape()));
      }
      weights = Drawn.randoms(4, y.shape());
      gradients = drawn.gradients(y, drawn.constant(y.shape(), weights), of);
      for (int i = 1; i < of.size(); i++) {
        set(i);
      }
    }

    String name(int i) {
      return i == 0 ? "input" : variables.get(i - 1).name();
    }

    /** The gradient that the graph computes. */
    float[] drawn(int i) {
      try (TFloat32 x = tensor(0);
          Result result = runner(x).fetch(gradients.get(i)).run()) {
        return Drawn.values(result.get(0));
      }
    }

    /** The slopes between a step back and a step forth, element by element. */
    double[] slopes(int i) {
      float[] vary = values.get(i);
      double[] slopes = new double[vary.length];
      for (int element = 0; element < vary.length; element++) {
        float middle = vary[element];
        float above = middle + STEP;
        float below = middle - STEP;
        vary[element] = above;
        double forth = sum(i);
        vary[element] = below;
        double back = sum(i);
        vary[element] = middle;
        slopes[element] = (forth - back) / ((double) above - below);
      }
      set(i);
      return slopes;
    }

    private double sum(int changed) {
      set(changed);
      try (TFloat32 x = tensor(0);
          Result result = runner(x).fetch(y).run()) {
        float[] outputs = Drawn.values(result.get(0));
        double sum = 0;
        for (int i = 0; i < outputs.length; i++) {
          sum += (double) outputs[i] * weights[i];
        }
        return sum;
      }
    }

    /** Writes a variable; the input is fed at each run anyway. */
    private void set(int i) {
      if (i > 0) {
        try (TFloat32 next = tensor(i)) {
          drawn
              .session()
              .runner()
              .feed(fed.get(i), next)
              .addTarget(assigned.get(i - 1))
              .run()
              .close();
        }
      }
    }

    private TFloat32 tensor(int i) {
      return TFloat32.tensorOf(of.get(i).shape(), DataBuffers.of(values.get(i)));
    }

    private Session.Runner runner(Tensor x) {
      return drawn.at(1).feed(of.get(0), x);
    }
  }

  /** Shuffled numbers around 0, {@link #SPACING} apart, none nearer to 0 than half of that. */
  private static float[] spaced(long seed, Shape shape) {
    List<Float> numbers = new ArrayList<>();
    int count = Math.toIntExact(shape.size());
    for (int i = 0; i < count; i++) {
      numbers.add((i - count / 2 + 0.5f) * SPACING);
    }
    Collections.shuffle(numbers, new Random(seed));
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = numbers.get(i);
    }
    return values;
  }
}
