package org.convzoo.graphs.network;

import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.convzoo.Require;
import org.convzoo.UsageException;
import org.convzoo.ops.BatchNorm;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Layers;

/**
 * Units to be inserted after a layer of a network, each of which changes nothing at first. After a
 * dense layer their layers are dense, too.
 *
 * @param after the layer's name, such as {@code conv3} or {@code conv3_2}; an activation follows it
 * @param units how many, at least 1
 * @param kind what they are, or null for {@link Kind#CONV3X3}
 */
public record Insertion(String after, int units, Kind kind) {

  /** What a unit is. */
  public enum Kind {
    /**
     * A 1x1 convolution that starts as the identity, and ReLU where that is the layer's activation.
     */
    CONV1X1,
    /** A 3x3 convolution, likewise. */
    CONV3X3,
    /**
     * x + F(x), F of two 3x3 convolutions with batch norm, of which the last starts at a scale of 0
     * (Goyal et al., arXiv:1706.02677, section 5.1), and ReLU where that is the layer's activation.
     */
    RESIDUAL
  }

  /** The one convolution, or dense layer, of a unit. */
  private static final String LAYER = "conv";

  public Insertion {
    if (after == null || after.isBlank()) {
      throw new UsageException("insert.after must name a layer");
    }
    Require.atLeast(1, "insert.units", units);
    kind = kind == null ? Kind.CONV3X3 : kind;
  }

  /**
   * Reads {@code conv3:2}, two units after conv3, or {@code conv3}, one.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Insertion parse(String text, Kind kind) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return new Insertion(text, 1, kind);
    }
    try {
      int units = Integer.parseInt(text.substring(colon + 1));
      return new Insertion(text.substring(0, colon), units, kind);
    } catch (NumberFormatException e) {
      throw new UsageException(
          "units are given as LAYER:NUMBER, such as conv3:2, got \"%s\"".formatted(text), e);
    }
  }

  List<Layers.Unit> build() {
    return Collections.nCopies(
        units,
        switch (kind) {
          case CONV1X1 -> (x, activation) -> identity(x, 1, activation);
          case CONV3X3 -> (x, activation) -> identity(x, 3, activation);
          case RESIDUAL -> Insertion::residual;
        });
  }

  /** Returns the scopes whose kernels start as the identity. */
  List<String> identities(int before) {
    return kind == Kind.RESIDUAL
        ? List.of()
        : IntStream.rangeClosed(before + 1, before + units)
            .mapToObj(i -> "%s/%s/%s".formatted(after, Layers.Unit.scope(i), LAYER))
            .toList();
  }

  private static Flow identity(Flow x, int kernel, UnaryOperator<Flow> activation) {
    return activation.apply(layer(x, LAYER, Conv.of(kernel, x.channels())));
  }

  private static Flow residual(Flow x, UnaryOperator<Flow> activation) {
    Conv conv = Conv.of(3, x.channels()).noBias();
    UnaryOperator<Flow> branch =
        b -> {
          Flow inner = layer(b, "conv1", conv).batchNorm(BatchNorm.USUAL).relu();
          return layer(inner, "conv2", conv).batchNorm(BatchNorm.USUAL.scale(0));
        };
    return activation.apply(x.sum(UnaryOperator.identity(), branch));
  }

  private static Flow layer(Flow x, String name, Conv conv) {
    boolean vectors = x.value().shape().numDimensions() == 2;
    return vectors ? x.dense(name, conv.filters()) : x.conv(name, conv);
  }
}
