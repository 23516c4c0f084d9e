package org.convzoo.train.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.convzoo.ops.augment.sample.Sample;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * One image of a set as TensorFlow reads it.
 *
 * @param shape [H,W,C]
 * @param pixels row by row, 0 to 255
 * @param truth as whole numbers, row by row
 */
public record Sampled(Shape shape, int[] pixels, int[] truth) {

  public static Sampled of(ImageSet set, long number) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Session.Runner runner = session.runner();
      List<Operand<?>> content = new ArrayList<>();
      for (TType tensor : set.content()) {
        content.add(tf.placeholder(tensor.type(), Placeholder.shape(tensor.shape())));
        runner.feed(content.get(content.size() - 1), tensor);
      }
      Sample one = set.sample(tf, content, tf.constant(number));
      try (Result result = runner.fetch(one.image()).fetch(one.truth()).run()) {
        return new Sampled(result.get(0).shape(), whole(result.get(0)), whole(result.get(1)));
      }
    }
  }

  private static int[] whole(Tensor tensor) {
    int[] values = new int[(int) tensor.shape().size()];
    if (tensor instanceof TUint8) {
      byte[] bytes = new byte[values.length];
      tensor.asRawTensor().data().read(bytes);
      Arrays.setAll(values, i -> Byte.toUnsignedInt(bytes[i]));
    } else if (tensor instanceof TInt32 whole) {
      whole.asRawTensor().data().asInts().read(values);
    } else {
      float[] floats = new float[values.length];
      tensor.asRawTensor().data().asFloats().read(floats);
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.round(floats[i]);
      }
    }
    return values;
  }

  /** Returns a pixel's channels. */
  public List<Integer> pixel(int row, int column) {
    int channels = (int) shape.get(2);
    int from = (row * (int) shape.get(1) + column) * channels;
    List<Integer> values = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      values.add(pixels[from + c]);
    }
    return values;
  }

  /** Returns the one number that is true of the image. */
  public int label() {
    if (truth.length != 1) {
      throw new AssertionError("the truth has " + truth.length + " numbers");
    }
    return truth[0];
  }
}
