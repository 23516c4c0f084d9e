package org.convzoo.report.internal.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Windows as they are written, on images of 8x6 pixels of 4 channels. */
class WindowsTest {

  private static final List<Long> ONE = List.of(1L, 1L, 1L, 1L);

  @AutoClose private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Operand<TFloat32> images = floats(2, 8, 6, 4);

  private Operand<TFloat32> floats(long... sizes) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(sizes)));
  }

  private static String window(Op op) {
    return Windows.of((GraphOperation) op.op());
  }

  private String same(long... kernel) {
    return window(tf.nn.conv2d(images, floats(kernel), ONE, "SAME"));
  }

  private String explicit(long top, long bottom, long left, long right) {
    var padded = Conv2d.explicitPaddings(List.of(0L, 0L, top, bottom, left, right, 0L, 0L));
    return window(tf.nn.conv2d(images, floats(3, 3, 4, 5), ONE, "EXPLICIT", padded));
  }

  @Test
  void rowsComeBeforeColumns() {
    assertEquals("3x3/1 same", same(3, 3, 4, 5));
    assertEquals("3x5/1 same", same(3, 5, 4, 5));
    var uneven = List.of(1L, 2L, 3L, 1L);
    assertEquals(
        "3x5/2x3 valid", window(tf.nn.conv2d(images, floats(3, 5, 4, 5), uneven, "VALID")));
  }

  @Test
  void singlePixelNeedsNoPadding() {
    assertEquals("1x1/1", same(1, 1, 4, 5));
    assertEquals("1x3/1 same", same(1, 3, 4, 5));
    assertEquals("3x1/1 same", same(3, 1, 4, 5));
  }

  @Test
  void paddingThatIsTheSameOnAllSidesIsOneNumber() {
    assertEquals("3x3/1 pad 2", explicit(2, 2, 2, 2));
    assertEquals("3x3/1 pad 1+2+3+4", explicit(1, 2, 3, 4));
    assertEquals("3x3/1 pad 1+1+2+2", explicit(1, 1, 2, 2));
    assertEquals("3x3/1 pad 1+2+1+1", explicit(1, 2, 1, 1));
    assertEquals("3x3/1 pad 1+1+1+2", explicit(1, 1, 1, 2));
  }

  @Test
  void paddingBeforehandIsTheWindowsOwnWhereItHasNone() {
    var amounts = tf.constant(new int[][] {{0, 0}, {0, 1}, {2, 3}, {0, 0}});
    Operand<TFloat32> padded = tf.pad(images, amounts, tf.constant(0f));
    Operand<TFloat32> kernel = floats(3, 3, 4, 5);
    assertEquals("3x3/1 pad 0+1+2+3", window(tf.nn.conv2d(padded, kernel, ONE, "VALID")));
    assertEquals("3x3/1 same", window(tf.nn.conv2d(padded, kernel, ONE, "SAME")));
    Operand<TFloat32> half = tf.split(tf.constant(3), padded, 2L).output().get(0);
    assertEquals(
        "3x3/1 pad 0+1+2+3 groups 2", window(tf.nn.conv2d(half, floats(3, 3, 2, 5), ONE, "VALID")));
  }

  @Test
  void dilationFollowsThePadding() {
    var two = Conv2d.dilations(List.of(1L, 2L, 2L, 1L));
    assertEquals(
        "3x3/1 same dilation 2",
        window(tf.nn.conv2d(images, floats(3, 3, 4, 5), ONE, "SAME", two)));
  }

  /** Filters of 2 channels read 4 in two groups. */
  @Test
  void groupsAreThoseOfASplitOrOfNarrowFilters() {
    Operand<TFloat32> quarter = tf.split(tf.constant(3), images, 4L).output().get(0);
    assertEquals(
        "3x3/1 same groups 4", window(tf.nn.conv2d(quarter, floats(3, 3, 1, 5), ONE, "SAME")));
    assertEquals("3x3/1 same groups 2", same(3, 3, 2, 6));
    assertEquals(
        "3x3/1 same", window(tf.nn.depthwiseConv2dNative(images, floats(3, 3, 4, 2), ONE, "SAME")));
  }

  @Test
  void poolingHasItsSizeAndStrides() {
    Operand<TInt32> size = tf.constant(new int[] {1, 3, 2, 1});
    Operand<TInt32> strides = tf.constant(new int[] {1, 2, 2, 1});
    assertEquals("3x2/2 valid", window(tf.nn.maxPool(images, size, strides, "VALID")));
    var average = tf.nn.avgPool(images, List.of(1L, 2L, 3L, 1L), List.of(1L, 1L, 2L, 1L), "SAME");
    assertEquals("2x3/1x2 same", window(average));
  }

  @Test
  void transposedConvolutionHasThatOfTheConvolutionItTurnsAround() {
    var up =
        tf.nn.conv2dBackpropInput(
            tf.constant(new int[] {2, 16, 12, 5}),
            floats(2, 2, 5, 4),
            images,
            List.of(1L, 2L, 2L, 1L),
            "VALID");
    assertEquals("2x2/2 valid", window(up));
  }

  @Test
  void channelsMayComeFirst() {
    var first = Conv2d.dataFormat("NCHW");
    Operand<TFloat32> turned = floats(2, 4, 8, 6);
    var strides = List.of(1L, 1L, 2L, 3L);
    assertEquals(
        "3x5/2x3 valid groups 2",
        window(tf.nn.conv2d(turned, floats(3, 5, 2, 6), strides, "VALID", first)));
    var padded = Conv2d.explicitPaddings(List.of(0L, 0L, 0L, 0L, 1L, 2L, 3L, 4L));
    assertEquals(
        "3x3/1 pad 1+2+3+4",
        window(tf.nn.conv2d(turned, floats(3, 3, 4, 5), ONE, "EXPLICIT", first, padded)));
  }

  @Test
  void whatSlidesNoKnownWindowHasNone() {
    assertEquals("", window(tf.nn.relu(images)));
    assertEquals("", same(-1, 3, 4, 5));
    Operand<TFloat32> any = floats(-1, 8, 6, 4);
    assertEquals("", window(tf.nn.conv2d(any, floats(3, 3, 4, 5), ONE, "SAME")));
  }
}
