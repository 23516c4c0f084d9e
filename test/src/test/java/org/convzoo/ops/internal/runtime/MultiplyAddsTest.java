package org.convzoo.ops.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;
import org.convzoo.ops.Refusal;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;

class MultiplyAddsTest {

  @AutoClose private final Drawn drawn = new Drawn();

  private Flow image(long... sizes) {
    var image = drawn.test().placeholder(TFloat32.class, Placeholder.shape(Shape.of(sizes)));
    return drawn.inference().flow(image);
  }

  private long counted() {
    return MultiplyAdds.perImage(drawn.graph());
  }

  /** (10 - 3) / 2 + 1 = 4 rows, 8 columns / 2 = 4 less one: 3; 4*3 places, 3*3*5 under a kernel. */
  @Test
  void convolutionCountsItsKernelAtEveryPlaceOfItsOutput() {
    image(-1, 10, 8, 5).conv("conv", Conv.of(3, 7).stride(2).valid());
    assertEquals(4 * 3 * 3 * 3 * 5 * 7, counted());
  }

  /** Zeros added around the map are multiplied, too. */
  @Test
  void paddingCountsLikePixels() {
    image(-1, 6, 6, 1).conv("conv", Conv.of(3, 2).pad(2));
    assertEquals(8 * 8 * 9 * 2, counted());
  }

  @Test
  void transposedConvolutionCountsItsKernelAtEveryPlaceOfItsInput() {
    image(-1, 5, 4, 3).transposedConv("up", Conv.of(2, 6).stride(2).valid());
    assertEquals(5 * 4 * 3 * 2 * 2 * 6, counted());
  }

  @Test
  void denseLayerCountsItsWeights() {
    image(-1, 2, 2, 3).flatten().dense("fc", 10);
    assertEquals(12 * 10, counted());
  }

  /** A layer is done three times, but nobody asks for the gradient of the image. */
  @Test
  void gradientsCountAsMuchAsWhatTheyAreOf() {
    Flow end = image(-1, 6, 6, 3).conv("a", Conv.of(1, 4)).conv("b", Conv.of(3, 2).stride(2));
    end = end.flatten().dense("c", 5);
    Output<?>[] weights =
        drawn.variables().trainable().stream()
            .map(v -> v.value().asOutput())
            .toArray(Output<?>[]::new);
    Output<?>[] gradients = drawn.graph().addGradients(end.value().asOutput(), weights);
    var all =
        drawn.test().withControlDependencyOps(Stream.of(gradients).map(Output::op).toList()).noOp();
    assertEquals(2 * (36 * 3 * 4) + 3 * (9 * 9 * 4 * 2) + 3 * (18 * 5), MultiplyAdds.perImage(all));
  }

  @Test
  void whatNeedNotRunDoesNotCount() {
    Flow middle = image(-1, 4, 4, 1).conv("a", Conv.of(1, 2));
    middle.conv("b", Conv.of(1, 3));
    assertEquals(16 * 2, MultiplyAdds.perImage(middle.value()));
    assertEquals(16 * 2 + 16 * 2 * 3, counted());
  }

  @Test
  void batchOfKnownSizeCountsAsOneImage() {
    image(32, 4, 4, 1).conv("conv", Conv.of(1, 2)).flatten().dense("fc", 3);
    assertEquals(4 * 4 * 2 + 32 * 3, counted());
  }

  private long einsum(String equation, Shape left, Shape right) {
    var tf = drawn.test();
    Output<TFloat32> first = tf.placeholder(TFloat32.class, Placeholder.shape(left)).output();
    Output<TFloat32> second = tf.placeholder(TFloat32.class, Placeholder.shape(right)).output();
    var product = tf.linalg.einsum(List.of(first, second), equation);
    return MultiplyAdds.of((GraphOperation) product.op());
  }

  /**
   * Attention: queries by keys, 2 images of 5 places, 3 heads of 4. Then two axes without names.
   */
  @Test
  void einsumCountsEveryCombinationOfItsAxes() {
    assertEquals(
        2 * 3 * 5 * 5 * 4, einsum("bqhd,bkhd->bhqk", Shape.of(2, 5, 3, 4), Shape.of(2, 5, 3, 4)));
    assertEquals(
        2 * 7 * 3 * 4 * 6, einsum("i...j,jk->i...k", Shape.of(3, 2, 7, 4), Shape.of(4, 6)));
  }

  /** The axes without names are 7x3 of the first and 3 of the second, which is used 7 times. */
  @Test
  void einsumCountsAxesWithoutNamesFromTheRight() {
    assertEquals(
        2 * 7 * 3 * 4 * 6, einsum("b...j,...jk->b...k", Shape.of(2, 7, 3, 4), Shape.of(3, 4, 6)));
  }

  /** 2 products of 4x6 by 6x5, the first of which is handed over as it is or as 6x4. */
  @Test
  void productsOfBatchesCountTheAxisThatIsSummedOver() {
    Ops tf = drawn.test();
    var right = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(2, 6, 5)));
    for (boolean turned : new boolean[] {false, true}) {
      Shape shape = turned ? Shape.of(2, 6, 4) : Shape.of(2, 4, 6);
      var left = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
      var product = tf.train.batchMatMul(left, right, TFloat32.class, BatchMatMul.adjX(turned));
      assertEquals(2 * 4 * 6 * 5, MultiplyAdds.of((GraphOperation) product.op()));
    }
  }

  @Test
  void poolingAndActivationsCountNothing() {
    image(-1, 8, 8, 4).maxPool(Pool.of(2, 2)).relu().avgPool(Pool.of(2, 2));
    assertEquals(0, counted());
  }

  @Test
  void mapOfUnknownSizeCannotBeCounted() {
    var tf = drawn.test();
    var images = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, 8, 1)));
    var kernel = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(3, 3, 1, 1)));
    var conv = tf.nn.conv2d(images, kernel, List.of(1L, 1L, 1L, 1L), "SAME");
    String refusal = Refusal.of(this::counted);
    assertTrue(refusal.startsWith(conv.op().name() + ": the size on axis 1 of "), refusal);
  }
}
