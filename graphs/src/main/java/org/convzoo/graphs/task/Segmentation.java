package org.convzoo.graphs.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.convzoo.ops.Layers;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * One label a pixel. The truth is int32 [N,H,W,2] at the input's size: of each pixel its class and
 * the number of its object from 1, or 0 for none. A head is [N,h,w,classes]; where it is smaller
 * than the input, as valid convolutions make it, it speaks of the input's centre.
 *
 * <p>The loss is the mean over pixels of the softmax cross-entropy by the weight map of
 * Ronneberger, Fischer, Brox 2015, equation 2: pixels of a rare class count more, so that all
 * classes weigh the same, and so do those between two near objects ({@link BorderWeights}).
 *
 * <p>Ours: the paper balances the classes of the data set, this those of the batch.
 *
 * <p>An exported model answers {@code logits} and {@code probabilities}, float32 [N,h,w,classes],
 * {@code mask}, int64 [N,h,w], the most probable class, and {@code window}, float32 [N,4]: the part
 * of the image they speak of, as top, left, bottom and right in shares of its height and width.
 */
final class Segmentation implements Task {

  private static final List<Metric> MEASURES =
      List.of(
          new Metric("mean_iou", "mean IoU", true),
          new Metric("pixel_accuracy", "pixel accuracy", true));

  @Override
  public void requireClasses(String network, int classes) {
    CLASSIFICATION.requireClasses(network, classes);
  }

  @Override
  public Operand<TFloat32> headLoss(Layers net, Operand<TFloat32> head, Operand<?> truth) {
    Ops tf = net.tf();
    int height = size(head, 1);
    int width = size(head, 2);
    // what is farther away than the border weights reach has no say in them
    int tall = Math.min(size(truth, 1), height + 2 * BorderWeights.REACH);
    int wide = Math.min(size(truth, 2), width + 2 * BorderWeights.REACH);
    Operand<TInt32> objects = plane(tf, truth, 1, tall, wide);
    Operand<TFloat32> border = centre(tf, BorderWeights.of(tf, objects), height, width);
    Operand<TInt32> labels = plane(tf, truth, 0, height, width);
    Operand<TFloat32> balance = Losses.balance(tf, labels, size(head, 3));
    return Losses.softmaxCrossEntropy(tf, head, labels, tf.math.add(balance, border));
  }

  @Override
  public Answers answers(Ops tf, NetworkOutput logits, Operand<?> truth) {
    Operand<TInt32> labels = labels(tf, logits, truth);
    var right = tf.dtypes.cast(tf.math.equal(best(tf, logits), labels), TInt64.class);
    return new Answers(
        tf.reduceSum(right, tf.constant(new int[] {0, 1, 2})), Metrics.count(tf, labels));
  }

  @Override
  public List<Metric> metrics() {
    return MEASURES;
  }

  @Override
  public Scoring scoring(Ops tf, NetworkOutput logits, Operand<?> truth) {
    int classes = size(logits.main(), 3);
    Operand<TInt64> confusion =
        Metrics.confusion(tf, labels(tf, logits, truth), best(tf, logits), classes);
    return Scoring.bySums(confusion, List.of(), (counts, none) -> measures(counts));
  }

  /**
   * Mean intersection over union, of the classes that are true or guessed anywhere, and pixel
   * accuracy.
   */
  private static List<Double> measures(Confusion confusion) {
    int classes = confusion.classes();
    double meanIou =
        IntStream.range(0, classes)
            .mapToDouble(confusion::iou)
            .filter(iou -> !Double.isNaN(iou))
            .average()
            .orElseThrow();
    double right = IntStream.range(0, classes).mapToLong(confusion::right).sum();
    return List.of(meanIou, right / IntStream.range(0, classes).mapToLong(confusion::truths).sum());
  }

  @Override
  public Map<String, Operand<?>> outputs(
      Ops tf, Operand<TInt32> sizes, Operand<TFloat32> input, NetworkOutput logits) {
    Operand<TFloat32> main = logits.main();
    float top = (1 - (float) size(main, 1) / size(input, 1)) / 2;
    float left = (1 - (float) size(main, 2) / size(input, 2)) / 2;
    Operand<TFloat32> window = tf.constant(new float[][] {{top, left, 1 - top, 1 - left}});
    var batch = tf.gather(tf.shape(main), tf.constant(0), tf.constant(0));
    Map<String, Operand<?>> outputs = new LinkedHashMap<>();
    outputs.put("logits", tf.withName("logits").identity(main));
    outputs.put("probabilities", tf.withName("probabilities").nn.softmax(main));
    outputs.put("mask", tf.withName("mask").math.argMax(main, tf.constant(3)));
    outputs.put(
        "window", tf.withName("window").tile(window, tf.stack(List.of(batch, tf.constant(1)))));
    return outputs;
  }

  /** Each pixel's class at random, and all pixels of a class one object. */
  @Override
  public Operand<? extends TType> dummyTarget(Ops tf, Shape images, int classes) {
    long[] shape = {images.get(0), images.get(1), images.get(2)};
    Operand<TInt32> labels =
        tf.random.statelessRandomUniformInt(
            tf.constant(shape),
            tf.constant(new long[] {1, 2}),
            tf.constant(0),
            tf.constant(classes));
    return tf.stack(List.of(labels, labels), Stack.axis(3L));
  }

  private static Operand<TInt32> best(Ops tf, NetworkOutput logits) {
    return tf.math.argMax(logits.main(), tf.constant(3), TInt32.class);
  }

  private static Operand<TInt32> labels(Ops tf, NetworkOutput logits, Operand<?> truth) {
    return plane(tf, truth, 0, size(logits.main(), 1), size(logits.main(), 2));
  }

  /** One of the truth's two numbers for each pixel of its centre: [N,height,width]. */
  private static Operand<TInt32> plane(Ops tf, Operand<?> truth, int which, int height, int width) {
    Operand<TInt32> whole = truth.asOutput().expect(TInt32.class);
    return centre(tf, tf.gather(whole, tf.constant(which), tf.constant(3)), height, width);
  }

  /** [N,H,W] to [N,height,width]. */
  private static <T extends TType> Operand<T> centre(
      Ops tf, Operand<T> map, int height, int width) {
    int[] from = {0, (size(map, 1) - height) / 2, (size(map, 2) - width) / 2};
    int[] sizes = {-1, height, width};
    return tf.slice(map, tf.constant(from), tf.constant(sizes));
  }

  private static int size(Operand<?> map, int axis) {
    return Math.toIntExact(map.shape().get(axis));
  }

  @Override
  public String toString() {
    return "SEGMENTATION";
  }
}
