package org.convzoo.train.internal.replica;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * Sums up what replicas have computed, each of its share of a batch: gradients, losses, counts and
 * batch norm's running statistics all pass through here. The moments that synchronised batch norm
 * exchanges within the forward pass do not.
 *
 * <p>What is a mean over images was multiplied by its share's weight, images of the share / images
 * of the batch, so that the sum is the mean over the batch.
 */
public interface Reduction {

  /**
   * Builds the sums, element by element.
   *
   * @param tf where the sums stand, after whatever they wait for
   * @param parts a list of tensors for each replica, all lists as long, and the tensors at a place
   *     in them all of one shape
   * @return as many tensors as each replica has
   */
  <T extends TNumber> List<Operand<T>> sum(Ops tf, List<List<Operand<T>>> parts);
}
