package org.convzoo.graphs.residual;

import java.util.function.UnaryOperator;
import org.convzoo.ops.BatchNorm;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;

/**
 * What residual networks share: their stages of units, the two residual branches of figure 5 in He,
 * Zhang, Ren, Sun, arXiv:1512.03385, and the shortcut beside them.
 */
final class Residual {

  private Residual() {}

  /** Builds one unit. */
  @FunctionalInterface
  interface Unit {

    /**
     * @param width of the stage, before a bottleneck widens it
     * @param stride 2 where this unit halves the map
     */
    Flow build(Flow x, int width, int stride);
  }

  /** Builds a convolution and what belongs to it. */
  @FunctionalInterface
  interface Layer {
    Flow build(Flow x, String name, Conv conv);
  }

  /** Which convolution of a stage halves the map. */
  enum Halving {
    /** The first one of the first unit, in every stage but the first: He et al. 2015. */
    FIRST_CONV,
    /** The first 3x3 one of the first unit, in every stage but the first. */
    FIRST_3X3,
    /** The 3x3 one of the last unit, in every stage but the last. */
    LAST_3X3;

    private int stride(int[] units, int stage, int unit) {
      boolean halves =
          this == LAST_3X3
              ? stage < units.length - 1 && unit == units[stage] - 1
              : stage > 0 && unit == 0;
      return halves ? 2 : 1;
    }
  }

  /**
   * Builds the stages conv2, conv3 and so on; the width doubles from each to the next.
   *
   * @param width of the first stage
   * @param units how many units each stage has
   */
  static Flow stages(Flow x, int width, int[] units, Halving halving, Unit unit) {
    for (int stage = 0; stage < units.length; stage++) {
      for (int i = 0; i < units[stage]; i++) {
        int wide = width << stage;
        int stride = halving.stride(units, stage, i);
        String name = "conv%d_%d".formatted(stage + 2, i + 1);
        x = x.scope(name, u -> unit.build(u, wide, stride));
      }
    }
    return x;
  }

  /** A convolution without bias and its batch norm. */
  static Flow normalized(Flow x, String name, Conv conv) {
    return x.conv(name, conv.noBias()).batchNorm(BatchNorm.USUAL);
  }

  /** Figure 5, left: two 3x3 convolutions. */
  static Flow basic(Flow x, int width, int stride, Layer layer) {
    x = layer.build(x, "conv1", Conv.of(3, width).stride(stride).pad(1)).relu();
    return layer.build(x, "conv2", Conv.of(3, width).pad(1));
  }

  /** The same, with batch norm. */
  static Flow basic(Flow x, int width, int stride) {
    return basic(x, width, stride, Residual::normalized);
  }

  /** Figure 5, right: a 3x3 convolution of {@code inner} channels between two 1x1 ones. */
  static Flow bottleneck(
      Flow x, int inner, int channels, int stride, Halving halving, Layer layer) {
    int first = halving == Halving.FIRST_CONV ? stride : 1;
    x = layer.build(x, "conv1", Conv.of(1, inner).stride(first)).relu();
    x = layer.build(x, "conv2", Conv.of(3, inner).stride(stride / first).pad(1)).relu();
    return layer.build(x, "conv3", Conv.of(1, channels));
  }

  /**
   * The way past a branch: a 1x1 convolution to other {@code channels} (option B), else every pixel
   * or every second one as it is.
   */
  static Flow shortcut(Flow x, int channels, int stride, Layer projection) {
    if (x.channels() != channels) {
      return projection.build(x, "shortcut", Conv.of(1, channels).stride(stride));
    }
    return stride == 1 ? x : x.maxPool(Pool.of(1, stride));
  }

  /**
   * The way past a branch without parameters (option A): where there are other {@code channels},
   * every second pixel, and zeros for the channels that there were not.
   */
  static Flow padded(Flow x, int channels, int stride) {
    return x.channels() == channels ? x : x.maxPool(Pool.of(1, stride)).zeroChannels(channels);
  }

  /**
   * A unit whose branch reads its input normalised and activated: He, Zhang, Ren, Sun,
   * arXiv:1603.05027, figure 4(e). So does the projection, where one is needed.
   */
  static Flow preActivated(
      Flow x,
      int channels,
      int stride,
      BatchNorm norm,
      Layer projection,
      UnaryOperator<Flow> branch) {
    Flow active = x.batchNorm("norm", norm).relu();
    Flow past = x.channels() == channels ? x : active;
    return x.sum(b -> shortcut(past, channels, stride, projection), b -> branch.apply(active));
  }
}
