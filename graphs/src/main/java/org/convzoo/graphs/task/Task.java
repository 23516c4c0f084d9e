package org.convzoo.graphs.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.convzoo.UsageException;
import org.convzoo.ops.Layers;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * What a network is for, and so what is true of an image, how the network is trained and measured,
 * and what it answers once it is exported.
 *
 * <p>The truth of a batch is one tensor; each task says of which shape.
 */
public interface Task {

  /** One label an image. */
  Task CLASSIFICATION = new Classification(0);

  /** One label a pixel. */
  Task SEGMENTATION = new Segmentation();

  /** Objects of one kind by their boxes. */
  Task DETECTION = new Detection();

  /**
   * Checks a number of classes.
   *
   * @throws IllegalArgumentException if {@code network} cannot have so many
   */
  void requireClasses(String network, int classes);

  /**
   * Builds the loss of one head. What is random in it is a function of the seed and the step of
   * {@code net}, and only in training is there any.
   *
   * @param head of a {@link NetworkOutput}
   * @return a scalar
   */
  Operand<TFloat32> headLoss(Layers net, Operand<TFloat32> head, Operand<?> truth);

  /**
   * The losses of a batch, all scalars.
   *
   * @param main the main head's
   * @param auxiliary those of the auxiliary heads, in the order of the {@link NetworkOutput}
   * @param sum what training lowers: the main head's, and each auxiliary head's by its weight
   */
  record HeadLosses(
      Operand<TFloat32> main, List<Operand<TFloat32>> auxiliary, Operand<TFloat32> sum) {}

  /** Builds the loss of each head, and their sum. */
  default HeadLosses losses(Layers net, NetworkOutput logits, Operand<?> truth) {
    Ops tf = net.tf();
    Operand<TFloat32> main = headLoss(net, logits.main(), truth);
    Operand<TFloat32> sum = main;
    List<Operand<TFloat32>> auxiliary = new ArrayList<>();
    for (NetworkOutput.Auxiliary head : logits.auxiliary()) {
      Operand<TFloat32> loss = headLoss(net, head.logits(), truth);
      sum = tf.math.add(sum, tf.math.mul(loss, tf.constant(head.weight())));
      auxiliary.add(loss);
    }
    return new HeadLosses(main, List.copyOf(auxiliary), sum);
  }

  /**
   * Builds the loss that training lowers.
   *
   * @return a scalar
   */
  default Operand<TFloat32> loss(Layers net, NetworkOutput logits, Operand<?> truth) {
    return losses(net, logits, truth).sum();
  }

  /**
   * Returns this task with a loss that smooths labels: Szegedy et al., CVPR 2016, section 7.
   *
   * @param share of each label that all classes get in equal parts, 0 to below 1
   * @throws IllegalArgumentException if the task has no labels of that kind
   */
  default Task withLabelSmoothing(double share) {
    throw new UsageException("label_smoothing is for classification, not " + words());
  }

  /**
   * How well a batch was answered: {@code right} of {@code all} answers. Their ratio is what
   * training shows as its accuracy.
   *
   * @param right a scalar
   * @param all a scalar
   */
  record Answers(Operand<TInt64> right, Operand<TInt64> all) {}

  /** Builds the count of the main head's right answers. */
  Answers answers(Ops tf, NetworkOutput logits, Operand<?> truth);

  /** Returns what an evaluation measures; the first decides which checkpoint is best. */
  List<Metric> metrics();

  /** Returns the metric by which a checkpoint is better than another. */
  default Metric decidingMetric() {
    return metrics().get(0);
  }

  /** Whether an evaluation keeps nothing but sums over images, so that parts of it can be added. */
  default boolean isScoredBySums() {
    return true;
  }

  /** Builds what an evaluation asks of each batch in order to come to {@link #metrics}. */
  Scoring scoring(Ops tf, NetworkOutput logits, Operand<?> truth);

  /**
   * Builds the answers of an exported model.
   *
   * @param sizes height and width of the images as they were given, [N,2], or [1,2] where they are
   *     of one size
   * @param input what the network saw of them, of its own size
   * @return the outputs of the model's signature by name
   */
  Map<String, Operand<?>> outputs(
      Ops tf, Operand<TInt32> sizes, Operand<TFloat32> input, NetworkOutput logits);

  /** Returns height and width of a batch's images, [N,H,W,C], as {@link #outputs} wants them. */
  static Operand<TInt32> sizes(Ops tf, Operand<TFloat32> images) {
    var size = tf.slice(tf.shape(images), tf.constant(new int[] {1}), tf.constant(new int[] {2}));
    return tf.expandDims(size, tf.constant(0));
  }

  /**
   * Builds a target, the same each time, to measure a step with where there is no data.
   *
   * @param images the shape [N,H,W,C] of the batch it is for
   */
  Operand<? extends TType> dummyTarget(Ops tf, Shape images, int classes);

  /** Returns its name, for a sentence. */
  default String words() {
    return toString().toLowerCase(Locale.ROOT);
  }
}
