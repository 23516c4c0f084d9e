package org.convzoo.graphs.task;

import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.OneHot;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Class activation maps: Zhou, Khosla, Lapedriza, Oliva, Torralba, "Learning deep features for
 * discriminative localization", CVPR 2016, arXiv:1512.04150, section 2.
 *
 * <p>For networks that end in the mean over their last map, and at most one dense layer after it.
 * The map of a class is the sum of the last map's channels, each times the weight that leads from
 * its mean to the class; where there is no dense layer, it is the class's own channel. Its mean,
 * and the class's bias, are the class's logit.
 */
public final class ClassActivation {

  private ClassActivation() {}

  /**
   * Builds the map of one class for each image.
   *
   * @param logits [N,classes], built for inference
   * @param classes one an image, [N]
   * @return [N,h,w], as large as the network's last map; nothing where the network ends otherwise
   */
  public static Optional<Operand<TFloat32>> of(
      Ops tf, Operand<TFloat32> logits, Operand<TInt32> classes) {
    int count = Math.toIntExact(logits.shape().get(1));
    Operand<TFloat32> chosen =
        tf.oneHot(
            classes, tf.constant(count), tf.constant(1f), tf.constant(0f), new OneHot.Options[0]);
    Operand<TFloat32> scores = before("BiasAdd", logits, 0).orElse(logits);
    Optional<Operand<TFloat32>> means = before("MatMul", scores, 0);
    Operand<TFloat32> weights = // [N,C]
        before("MatMul", scores, 1)
            .<Operand<TFloat32>>map(
                kernel -> tf.linalg.matMul(chosen, kernel, MatMul.transposeB(true)))
            .orElse(chosen);
    return before("Mean", means.orElse(scores), 0)
        .filter(map -> map.shape().numDimensions() == 4)
        .map(
            map -> {
              var spread = tf.expandDims(tf.expandDims(weights, tf.constant(1)), tf.constant(1));
              return tf.sum(tf.math.mul(map, spread), tf.constant(3));
            });
  }

  /** What an operation of this type reads, if {@code value} comes from such a one. */
  private static Optional<Operand<TFloat32>> before(
      String type, Operand<TFloat32> value, int input) {
    GraphOperation operation = (GraphOperation) value.op();
    return operation.type().equals(type)
        ? Optional.of(operation.inputs().get(input).asOutput().expect(TFloat32.class))
        : Optional.empty();
  }
}
