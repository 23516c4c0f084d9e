package org.convzoo.graphs.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.UsageException;
import org.convzoo.ops.Layers;
import org.tensorflow.Operand;
import org.tensorflow.framework.losses.CategoricalCrossentropy;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * One label an image. The truth is int32 [N], the label's number, or float32 [N,classes], the share
 * of each class where images are mixed; a head is [N,classes].
 *
 * <p>An exported model answers {@code logits} and {@code probabilities}, float32 [N,classes], and
 * {@code classes}, int64 [N], the most probable.
 */
final class Classification implements Task {

  private static final int TOP = 5;

  private static final List<Metric> MEASURES =
      List.of(new Metric("accuracy", "top-1", true), new Metric("top5", "top-5", false));

  private final CategoricalCrossentropy crossEntropy;

  Classification(double labelSmoothing) {
    crossEntropy = new CategoricalCrossentropy(true, (float) labelSmoothing);
  }

  @Override
  public void requireClasses(String network, int classes) {
    if (classes < 2) {
      throw new UsageException(network + " needs at least 2 classes, got " + classes);
    }
  }

  @Override
  public Operand<TFloat32> headLoss(Layers net, Operand<TFloat32> head, Operand<?> truth) {
    return crossEntropy.call(net.tf(), shares(net.tf(), truth, classes(head)), head, null);
  }

  @Override
  public Task withLabelSmoothing(double share) {
    return new Classification(share);
  }

  @Override
  public Answers answers(Ops tf, NetworkOutput logits, Operand<?> truth) {
    Operand<TInt32> labels = labels(tf, truth);
    return new Answers(Metrics.topK(tf, logits.main(), labels, 1), Metrics.count(tf, labels));
  }

  @Override
  public List<Metric> metrics() {
    return MEASURES;
  }

  @Override
  public Scoring scoring(Ops tf, NetworkOutput logits, Operand<?> truth) {
    Operand<TInt32> labels = labels(tf, truth);
    int classes = classes(logits.main());
    Operand<TInt32> guesses = tf.math.argMax(logits.main(), tf.constant(1), TInt32.class);
    return Scoring.bySums(
        Metrics.confusion(tf, labels, guesses, classes),
        List.of(
            Metrics.topK(tf, logits.main(), labels, 1),
            Metrics.topK(tf, logits.main(), labels, Math.min(TOP, classes)),
            Metrics.count(tf, labels)),
        (confusion, sums) -> {
          double images = sums.get(2);
          return List.of(sums.get(0) / images, sums.get(1) / images);
        });
  }

  @Override
  public Map<String, Operand<?>> outputs(
      Ops tf, Operand<TInt32> sizes, Operand<TFloat32> input, NetworkOutput logits) {
    Map<String, Operand<?>> outputs = new LinkedHashMap<>();
    outputs.put("logits", tf.withName("logits").identity(logits.main()));
    outputs.put("probabilities", tf.withName("probabilities").nn.softmax(logits.main()));
    outputs.put("classes", tf.withName("classes").math.argMax(logits.main(), tf.constant(1)));
    return outputs;
  }

  @Override
  public Operand<? extends TType> dummyTarget(Ops tf, Shape images, int classes) {
    return tf.random.statelessRandomUniformInt(
        tf.constant(new long[] {images.get(0)}),
        tf.constant(new long[] {1, 2}),
        tf.constant(0),
        tf.constant(classes));
  }

  private static Operand<TFloat32> shares(Ops tf, Operand<?> truth, int classes) {
    return isMixed(truth)
        ? truth.asOutput().expect(TFloat32.class)
        : Losses.shares(tf, labels(tf, truth), classes);
  }

  /** The labels, or those with the largest shares. */
  private static Operand<TInt32> labels(Ops tf, Operand<?> truth) {
    return isMixed(truth)
        ? tf.math.argMax(truth.asOutput().expect(TFloat32.class), tf.constant(1), TInt32.class)
        : truth.asOutput().expect(TInt32.class);
  }

  private static boolean isMixed(Operand<?> truth) {
    return truth.shape().numDimensions() == 2;
  }

  private static int classes(Operand<TFloat32> head) {
    return Math.toIntExact(head.shape().get(1));
  }

  @Override
  public String toString() {
    return "CLASSIFICATION";
  }
}
