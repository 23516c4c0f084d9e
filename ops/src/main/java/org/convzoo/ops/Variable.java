package org.convzoo.ops;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * A named variable of a network.
 *
 * @param name its path below its store, such as {@code conv1/kernel}; a network's own store has the
 *     names of the graph and of every checkpoint
 * @param value the reference that layers read and optimisers write
 * @param shape its shape, fully known
 * @param role what it is for
 */
public record Variable(String name, Operand<TFloat32> value, Shape shape, Role role) {

  /** What a variable is for. */
  public enum Role {
    /** Weights of a convolution or a dense layer. */
    KERNEL(true),
    /** A bias. */
    BIAS(true),
    /** Batch norm's gamma or beta. */
    AFFINE(true),
    /** Batch norm's running mean or variance: moved by training steps, not by gradients. */
    STATISTIC(false),
    /** What an optimiser remembers about another variable. */
    SLOT(false);

    private final boolean trainable;

    Role(boolean trainable) {
      this.trainable = trainable;
    }

    /** Whether gradients move it. */
    public boolean trainable() {
      return trainable;
    }
  }

  /** Returns the number of its elements. */
  public long size() {
    return shape.size();
  }
}
