package org.convzoo.train.data.internal.synthetic;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.augment.sample.Samples;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.UniformImageSet;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Synthetic images of one to four faces among other things, with their boxes: each a pure function
 * of its number, rendered by TensorFlow when it is asked for.
 *
 * <p>A face is a disc with two eyes and a mouth, 0.8 to 1.25 times 50 pixels wide, as in DenseBox's
 * paper, or less where a quarter of the image has no room for that. It stands somewhere in its
 * quarter; in a quarter without one stands a face upside down, a disc without a face, or nothing.
 * Rectangles are behind them, and noise is over everything.
 */
public final class SyntheticObjects implements UniformImageSet {

  public static final String NAME = "objects";

  private static final float USUAL = 50;
  private static final float SMALLEST = 0.8f;
  private static final float LARGEST = 1.25f;
  private static final int RECTANGLES = 8;
  private static final float NOISE = 0.2f;

  private final String part;
  private final int size;
  private final Spec.Input image;

  private SyntheticObjects(String part, int size, Spec.Input image) {
    this.part = part;
    this.size = size;
    this.image = image;
  }

  /** Makes the data set with images of this size. */
  public static DataSet open(Spec.Input image) {
    return new DataSet(
        NAME,
        "2,000 + 200 images of synthetic faces, made when they are needed",
        Task.DETECTION,
        new SyntheticObjects("training", 2000, image),
        new SyntheticObjects("test", 200, image),
        List.of("face"));
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int channels() {
    return image.channels();
  }

  @Override
  public List<TType> content() {
    return List.of();
  }

  @Override
  public Samples samples(Ops tf, List<Operand<?>> content, Operand<TInt64> numbers) {
    String name = NAME + "/" + part;
    Canvas canvas = new Canvas(tf, name, numbers, image.height(), image.width());
    for (int i = 0; i < RECTANGLES; i++) {
      rectangle(canvas, canvas.random("rectangle" + i, 5));
    }
    List<Operand<TFloat32>> places = canvas.random("places", 4); // the least has the first face
    Operand<TFloat32> faces = canvas.times(canvas.random("faces", 1).get(0), 4); // 0 to 4
    List<Operand<TFloat32>> boxes = new ArrayList<>();
    for (int quarter = 0; quarter < 4; quarter++) {
      Operand<TFloat32> rank = tf.constant(0f);
      for (Operand<TFloat32> place : places) {
        rank = canvas.plus(rank, canvas.less(place, places.get(quarter)));
      }
      Operand<TFloat32> isFace = canvas.less(rank, faces);
      boxes.add(thing(tf, canvas, quarter, isFace));
    }
    return new Samples(canvas.images(NOISE, image.channels()), tf.concat(boxes, tf.constant(1)));
  }

  private void rectangle(Canvas canvas, List<Operand<TFloat32>> u) {
    var y = canvas.minus(canvas.rows(), canvas.times(u.get(0), image.height()));
    var x = canvas.minus(canvas.columns(), canvas.times(u.get(1), image.width()));
    var high = canvas.times(u.get(2), image.height() / 4f);
    var wide = canvas.times(u.get(3), image.width() / 4f);
    canvas.paint(canvas.rectangle(y, x, high, wide), u.get(4));
  }

  /** Renders what stands in a quarter, and returns its box [N,1,4], zeros if it is no face. */
  private Operand<TFloat32> thing(Ops tf, Canvas canvas, int quarter, Operand<TFloat32> isFace) {
    List<Operand<TFloat32>> u = canvas.random("quarter" + quarter, 5);
    float high = image.height() / 2f;
    float wide = image.width() / 2f;
    float usual = Math.min(USUAL, Math.min(high, wide) / LARGEST) / 2; // half of it
    // half the side of the box, even by its logarithm
    var growth = canvas.times(u.get(0), (float) Math.log(LARGEST / SMALLEST));
    var half = canvas.times(tf.math.exp(growth), usual * SMALLEST);
    var middleY = place(canvas, u.get(1), half, high, quarter / 2);
    var middleX = place(canvas, u.get(2), half, wide, quarter % 2);
    var y = canvas.divided(canvas.minus(canvas.rows(), middleY), half); // -1 to 1 in the box
    var x = canvas.divided(canvas.minus(canvas.columns(), middleX), half);

    var isDisc = tf.math.maximum(isFace, canvas.less(u.get(3), 2 / 3f));
    var hasFeatures = tf.math.maximum(isFace, canvas.less(u.get(3), 1 / 3f));
    var upright = canvas.plus(canvas.times(isFace, 2), -1);
    var down = canvas.times(y, upright);
    var skin = canvas.plus(canvas.times(u.get(4), 0.4f), 0.6f);
    var one = tf.constant(1f);
    canvas.paint(canvas.times(canvas.ellipse(y, x, one, one), isDisc), skin);
    var dark = canvas.times(skin, 0.2f);
    var eyeX = canvas.plus(tf.math.abs(x), -0.4f);
    var eye = tf.constant(0.18f);
    var eyes = canvas.ellipse(canvas.plus(down, 0.3f), eyeX, eye, eye);
    var mouth =
        canvas.rectangle(canvas.plus(down, -0.45f), x, tf.constant(0.12f), tf.constant(0.45f));
    canvas.paint(canvas.times(tf.math.maximum(eyes, mouth), hasFeatures), dark);

    var box =
        tf.concat(
            List.of(
                canvas.minus(middleY, half),
                canvas.minus(middleX, half),
                canvas.plus(middleY, half),
                canvas.plus(middleX, half)),
            tf.constant(2));
    return canvas.times(box, isFace);
  }

  /** A middle from which {@code half} to both sides fits into part 0 or 1 of two of this length. */
  private static Operand<TFloat32> place(
      Canvas canvas, Operand<TFloat32> u, Operand<TFloat32> half, float length, int part) {
    var room = canvas.plus(canvas.times(half, -2), length);
    return canvas.plus(canvas.plus(half, canvas.times(u, room)), part * length);
  }
}
