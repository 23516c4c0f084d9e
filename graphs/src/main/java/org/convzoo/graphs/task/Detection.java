package org.convzoo.graphs.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.UsageException;
import org.convzoo.ops.Layers;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.image.CombinedNonMaxSuppression;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Objects of one kind by their boxes, as DenseBox does it: Huang et al., arXiv:1509.04874, section
 * 3. The truth is float32 [N,M,4], boxes (y1, x1, y2, x2) in pixels of the input, and rows of zeros
 * where an image has fewer than M. A head is [N,h,w,5] at a quarter of the input: a score, and the
 * distances to the box's top, left, bottom and right side by the size of a usual object.
 *
 * <p>The loss is the squared error of the scores, over all pixels inside objects and as many
 * others, and three times that of the distances, over the pixels inside objects; each is divided by
 * the number of its pixels.
 *
 * <p>An exported model answers {@code boxes}, float32 [N,100,4], in pixels of the images it was
 * given; {@code scores}, float32 [N,100], near 1 for an object, the largest first; and {@code
 * count}, int32 [N], how many of them there are.
 *
 * <p>Ours: every box is an object, where the paper keeps those of 0.8 to 1.25 of the usual size;
 * the size of a box is its shorter side; the open ring is counted in rows and columns; pixels are
 * sampled over the whole batch. The paper prints no numbers for the suppression.
 */
final class Detection implements Task {

  private static final int STRIDE = 4;
  private static final float USUAL = 50; // pixels of the input: section 3.1
  private static final float RADIUS = 0.3f; // section 3.1
  private static final int RING = 2; // section 3.3: "ignoring gray zone"
  private static final int HARD = 100; // the worst of so many: "hard negative mining"
  private static final float LOCATION = 3; // lambda_loc

  private static final int MOST = 100;
  private static final float OVERLAP = 0.5f;
  private static final float LEAST_SCORE = 0.1f;

  private static final List<Metric> MEASURES =
      List.of(new Metric("average_precision", "AP50", true));

  /** What a head says. */
  private record Said(BoxGrid grid, Operand<TFloat32> scores, Operand<TFloat32> distances) {

    static Said of(Ops tf, Operand<TFloat32> head) {
      int height = Math.toIntExact(head.shape().get(1));
      int width = Math.toIntExact(head.shape().get(2));
      int pixels = height * width;
      var flat = tf.reshape(head, tf.constant(new int[] {-1, pixels, 5}));
      var first = tf.slice(flat, tf.constant(new int[3]), tf.constant(new int[] {-1, -1, 1}));
      var rest =
          tf.slice(flat, tf.constant(new int[] {0, 0, 1}), tf.constant(new int[] {-1, -1, 4}));
      return new Said(
          new BoxGrid(height, width, STRIDE),
          tf.reshape(first, tf.constant(new int[] {-1, pixels})),
          tf.math.mul(rest, tf.constant(USUAL)));
    }

    BoxGrid.Truth truth(Ops tf, Operand<?> boxes) {
      return grid.truth(tf, boxes.asOutput().expect(TFloat32.class), RADIUS, RING);
    }

    /** Surest first, without those that overlap a surer one. */
    CombinedNonMaxSuppression suppressed(Ops tf) {
      return tf.image.combinedNonMaxSuppression(
          tf.expandDims(grid.boxes(tf, distances), tf.constant(2)),
          tf.expandDims(scores, tf.constant(2)),
          tf.constant(MOST),
          tf.constant(MOST),
          tf.constant(OVERLAP),
          tf.constant(LEAST_SCORE),
          CombinedNonMaxSuppression.clipBoxes(false));
    }
  }

  @Override
  public void requireClasses(String network, int classes) {
    if (classes != 1) {
      throw new UsageException(network + " finds objects of 1 class, got " + classes);
    }
  }

  @Override
  public Operand<TFloat32> headLoss(Layers net, Operand<TFloat32> head, Operand<?> truth) {
    Ops tf = net.tf();
    Said said = Said.of(tf, head);
    BoxGrid.Truth wanted = said.truth(tf, truth);
    var scoreError = tf.math.squaredDifference(said.scores, wanted.positive());
    var off = tf.math.sub(said.distances, wanted.distances());
    var sideErrors = tf.math.square(tf.math.mul(off, tf.constant(1 / USUAL)));
    var boxError = tf.reduceSum(sideErrors, tf.constant(-1), new ReduceSum.Options[0]);
    Operand<TFloat32> positive = flat(tf, wanted.positive());
    Operand<TFloat32> picked =
        HardNegativeMining.balanced(
            tf,
            positive,
            flat(tf, wanted.negative()),
            tf.stopGradient(flat(tf, scoreError)),
            HARD,
            net.randomSeeds(tf, "detection"));
    var score = mean(tf, flat(tf, scoreError), tf.math.add(positive, picked));
    var location = mean(tf, flat(tf, boxError), positive);
    return tf.math.add(score, tf.math.mul(location, tf.constant(LOCATION)));
  }

  private static Operand<TFloat32> flat(Ops tf, Operand<TFloat32> map) {
    return tf.reshape(map, tf.constant(new int[] {-1}));
  }

  /** The mean of {@code values} where {@code mask} is 1; 0 where it nowhere is. */
  private static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> values, Operand<TFloat32> mask) {
    var count = tf.math.maximum(tf.sum(mask, tf.constant(0)), tf.constant(1f));
    return tf.math.div(tf.sum(tf.math.mul(values, mask), tf.constant(0)), count);
  }

  /** Of the pixels inside objects, or said to be by a score above one half: those that are both. */
  @Override
  public Answers answers(Ops tf, NetworkOutput logits, Operand<?> truth) {
    Said said = Said.of(tf, logits.main());
    BoxGrid.Truth wanted = said.truth(tf, truth);
    var half = tf.constant(0.5f);
    var inside = tf.math.greater(wanted.positive(), half);
    var outside = tf.math.greater(wanted.negative(), half);
    var claimed = tf.math.greater(said.scores, half);
    var right = tf.math.logicalAnd(inside, claimed);
    var all = tf.math.logicalOr(inside, tf.math.logicalAnd(outside, claimed));
    return new Answers(count(tf, right), tf.math.maximum(count(tf, all), tf.constant(1L)));
  }

  private static Operand<TInt64> count(Ops tf, Operand<org.tensorflow.types.TBool> mask) {
    var numbers = tf.dtypes.cast(mask, TInt64.class);
    return tf.reduceSum(numbers, tf.constant(new int[] {0, 1}), new ReduceSum.Options[0]);
  }

  @Override
  public List<Metric> metrics() {
    return MEASURES;
  }

  @Override
  public Scoring scoring(Ops tf, NetworkOutput logits, Operand<?> truth) {
    var best = Said.of(tf, logits.main()).suppressed(tf);
    return new Scoring(
        List.of(best.nmsedBoxes(), best.nmsedScores(), best.validDetections(), truth), Found::new);
  }

  /** The average precision sorts the detections of all images. */
  @Override
  public boolean isScoredBySums() {
    return false;
  }

  /** Detections and objects, batch by batch. */
  private static final class Found implements Scoring.Tally {
    private final AveragePrecision precision = new AveragePrecision(0.5);

    @Override
    public void add(List<Tensor> batch) {
      TFloat32 boxes = (TFloat32) batch.get(0);
      TFloat32 scores = (TFloat32) batch.get(1);
      TInt32 counts = (TInt32) batch.get(2);
      TFloat32 truth = (TFloat32) batch.get(3);
      for (long image = 0; image < counts.shape().get(0); image++) {
        int count = counts.getInt(image);
        float[] sure = new float[count];
        for (int i = 0; i < count; i++) {
          sure[i] = scores.getFloat(image, i);
        }
        List<float[]> objects = rows(truth, image, truth.shape().get(1));
        objects.removeIf(box -> box[0] >= box[2]); // rows of zeros
        precision.add(
            rows(boxes, image, count).toArray(float[][]::new),
            sure,
            objects.toArray(float[][]::new));
      }
    }

    private static List<float[]> rows(TFloat32 boxes, long image, long count) {
      List<float[]> rows = new ArrayList<>();
      for (long row = 0; row < count; row++) {
        float[] box = new float[4];
        for (int side = 0; side < 4; side++) {
          box[side] = boxes.getFloat(image, row, side);
        }
        rows.add(box);
      }
      return rows;
    }

    @Override
    public List<Double> metrics() {
      return List.of(precision.value());
    }
  }

  @Override
  public Map<String, Operand<?>> outputs(
      Ops tf, Operand<TInt32> sizes, Operand<TFloat32> input, NetworkOutput logits) {
    var best = Said.of(tf, logits.main()).suppressed(tf);
    float[] seen = {input.shape().get(1), input.shape().get(2)};
    var scale = tf.math.div(tf.dtypes.cast(sizes, TFloat32.class), tf.constant(seen));
    var sides = tf.tile(scale, tf.constant(new int[] {1, 2}));
    var scales = tf.expandDims(sides, tf.constant(1));
    Map<String, Operand<?>> outputs = new LinkedHashMap<>();
    outputs.put("boxes", tf.withName("boxes").math.mul(best.nmsedBoxes(), scales));
    outputs.put("scores", tf.withName("scores").identity(best.nmsedScores()));
    outputs.put("count", tf.withName("count").identity(best.validDetections()));
    return outputs;
  }

  /** An object of the usual size, or as large as the image, in the middle of each. */
  @Override
  public Operand<? extends TType> dummyTarget(Ops tf, Shape images, int classes) {
    float y = images.get(1) / 2f;
    float x = images.get(2) / 2f;
    float half = Math.min(USUAL / 2, Math.min(y, x));
    var box = tf.constant(new float[][][] {{{y - half, x - half, y + half, x + half}}});
    return tf.tile(box, tf.constant(new long[] {images.get(0), 1, 1}));
  }

  @Override
  public String toString() {
    return "DETECTION";
  }
}
