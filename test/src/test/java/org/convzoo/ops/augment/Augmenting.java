package org.convzoo.ops.augment;

import org.convzoo.ops.Drawn;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Augments pictures, and draws the random numbers that it is done with. */
final class Augmenting implements AutoCloseable {

  private static final int[] LABEL = {7};

  final Drawn drawn = new Drawn();

  Ops tf() {
    return drawn.test();
  }

  Chance chance(long seed, long epoch, long number) {
    return Chance.of(tf(), seed, tf().constant(epoch), tf().constant(number));
  }

  /** A picture with the label 7. */
  Sample sample(Picture picture) {
    return new Sample(picture.drawn(drawn), tf().constant(LABEL[0]));
  }

  Picture apply(ImageAugmentation augmentation, Picture picture, Chance chance) {
    return Picture.read(drawn, augmentation.apply(tf(), sample(picture), chance).image());
  }

  float[] floats(Operand<TFloat32> numbers) {
    return drawn.values(numbers);
  }

  float number(Operand<TFloat32> scalar) {
    return floats(scalar)[0];
  }

  int[] ints(Operand<?> numbers) {
    try (Result result = drawn.session().runner().fetch(numbers).run()) {
      Tensor tensor = result.get(0);
      int[] values = new int[Math.toIntExact(tensor.shape().size())];
      ((TInt32) tensor).asRawTensor().data().asInts().read(values);
      return values;
    }
  }

  @Override
  public void close() {
    drawn.close();
  }
}
