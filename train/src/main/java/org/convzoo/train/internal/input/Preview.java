package org.convzoo.train.internal.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.convzoo.ops.augment.Augmentations;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.Samples;
import org.convzoo.ops.image.Pixels;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.train.data.ImageSet;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** Shows what a training sees of some images of a set, epoch by epoch. */
public final class Preview implements AutoCloseable {

  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final int setSize;
  private final Preprocessing size;
  private final Content content;
  private final Placeholder<TInt64> number;
  private final Placeholder<TInt64> epoch;
  private final Placeholder<TFloat32> batch;
  private final Sample original;
  private final Sample augmented;
  private final Operand<TFloat32> mixed;

  /**
   * Builds it.
   *
   * @param preprocessing how all images come to one size, with pixels in 0..1
   * @throws IllegalArgumentException if the augmentations are not for such images
   */
  public Preview(ImageSet set, Augmentations augmentations, Preprocessing preprocessing) {
    setSize = set.size();
    size = preprocessing;
    Ops tf = Ops.create(graph);
    content = new Content(tf, set);
    number = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    epoch = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    Shape images = Shape.of(-1, size.height(), size.width(), size.channels());
    batch = tf.placeholder(TFloat32.class, Placeholder.shape(images));
    Sample sample = set.sample(tf, content.operands(), number);
    original = floats(tf, sample.resize(tf, size.height(), size.width()));
    var preparation = new TrainTransform(size, augmentations, 2);
    augmented =
        floats(tf, preparation.image(tf, sample, preparation.randomNumbers(tf, epoch, number)));
    // whatever their labels are: only the images are looked at
    var count = tf.gather(tf.shape(batch), tf.constant(new int[1]), tf.constant(0));
    Operand<? extends TType> truth =
        sample.truth().shape().numDimensions() == 0
            ? tf.fill(count, tf.constant(0))
            : tf.expandDims(sample.truth(), tf.constant(0));
    var first = tf.constant(0L);
    Samples prepared = preparation.batch(tf, new Samples(batch, truth), epoch, first);
    mixed = Pixels.floats(tf, prepared.images());
  }

  private static Sample floats(Ops tf, Sample sample) {
    return new Sample(Pixels.floats(tf, sample.image()), sample.truth());
  }

  /**
   * One image and what is true of it.
   *
   * @param pixels [H,W,C] row by row, 0 to 1
   * @param boxes (y1, x1, y2, x2) each, where the truth is boxes, else none
   * @param labels of the pixels, row by row, where the truth is that, else null
   */
  public record Shown(float[] pixels, List<float[]> boxes, int[] labels) {

    @Override
    public String toString() {
      return "Shown[%d numbers, boxes=%s%s]"
          .formatted(
              pixels.length,
              boxes.stream().map(Arrays::toString).toList(),
              labels == null ? "" : ", %d labels".formatted(labels.length));
    }
  }

  /** Returns {@code count} images from all over the set as they are. */
  public List<Shown> originals(int count) {
    return shown(original, count, 0, false);
  }

  /** Returns the same images as they are in an epoch, one batch. */
  public List<Shown> inEpoch(int count, long epochNumber) {
    return shown(augmented, count, epochNumber, true);
  }

  private List<Shown> shown(Sample sample, int count, long epochNumber, boolean mix) {
    int area = size.height() * size.width() * size.channels();
    float[] all = new float[count * area];
    List<Tensor> truths = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Session.Runner runner = session.runner().fetch(sample.image()).fetch(sample.truth());
      try (TInt64 at = TInt64.scalarOf((long) i * setSize / count);
          TInt64 in = TInt64.scalarOf(epochNumber)) {
        Result result = content.feed(runner.feed(number, at).feed(epoch, in)).run();
        result.get(0).asRawTensor().data().asFloats().read(all, i * area, area);
        truths.add(result.get(1));
      }
    }
    float[] pixels = mix ? mixed(all, count, epochNumber) : scaled(all);
    List<Shown> shown = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] own = Arrays.copyOfRange(pixels, i * area, (i + 1) * area);
      shown.add(new Shown(own, boxes(truths.get(i)), labels(truths.get(i))));
      truths.get(i).close();
    }
    return shown;
  }

  private static float[] scaled(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] /= 255;
    }
    return values;
  }

  private float[] mixed(float[] all, int count, long epochNumber) {
    Shape shape = Shape.of(count, size.height(), size.width(), size.channels());
    try (TFloat32 images = TFloat32.tensorOf(shape, DataBuffers.of(all));
        TInt64 in = TInt64.scalarOf(epochNumber);
        Result result = session.runner().feed(batch, images).feed(epoch, in).fetch(mixed).run()) {
      float[] values = new float[all.length];
      result.get(0).asRawTensor().data().asFloats().read(values);
      return values;
    }
  }

  private static List<float[]> boxes(Tensor truth) {
    List<float[]> boxes = new ArrayList<>();
    if (truth instanceof TFloat32 sides && sides.shape().numDimensions() == 2) {
      for (long i = 0; i < sides.shape().get(0); i++) {
        if (sides.getFloat(i, 2) > sides.getFloat(i, 0)) { // no row of zeros
          float[] box = new float[4];
          for (int side = 0; side < 4; side++) {
            box[side] = sides.getFloat(i, side);
          }
          boxes.add(box);
        }
      }
    }
    return boxes;
  }

  private static int[] labels(Tensor truth) {
    if (!(truth instanceof TInt32 map) || map.shape().numDimensions() != 3) {
      return null;
    }
    int[] labels = new int[Math.toIntExact(map.shape().get(0) * map.shape().get(1))];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = map.getInt(i / map.shape().get(1), i % map.shape().get(1), 0);
    }
    return labels;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
