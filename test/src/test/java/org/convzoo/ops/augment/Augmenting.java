package org.convzoo.ops.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.augment.sample.BatchRandom;
import org.convzoo.ops.augment.sample.ImageAugmentation;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.UniformSamples;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Augments pictures by numbers that the test knows. */
public final class Augmenting implements AutoCloseable {

  private static final int[] LABEL = {7};
  private static final int BITS = 24; // as many as a float tells apart

  public final Drawn drawn = new Drawn();

  public Ops tf() {
    return drawn.test();
  }

  /** Numbers from U(0, 1), as many as an augmentation takes. */
  public static float[] numbers(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextInt(1 << BITS) / (float) (1 << BITS);
    }
    return numbers;
  }

  static int whole(float number, int below) {
    return (int) Math.floor((double) number * below);
  }

  public UniformSamples draws(float... numbers) {
    return new UniformSamples(tf(), tf().constant(numbers));
  }

  public BatchRandom chance(long seed, long epoch, long number) {
    return BatchRandom.of(tf(), seed, tf().constant(epoch), tf().constant(number));
  }

  /** A picture with the label 7. */
  public Sample sample(Picture picture) {
    return new Sample(picture.drawn(drawn), tf().constant(LABEL[0]));
  }

  Picture apply(ImageAugmentation augmentation, Picture picture, float... numbers) {
    assertEquals(augmentation.randomNumbers(), numbers.length);
    Sample done = augmentation.apply(tf(), sample(picture), draws(numbers));
    return Picture.read(drawn, done.image());
  }

  public float[] floats(Operand<?> numbers) {
    return drawn.values(numbers.asOutput().expect(TFloat32.class));
  }

  public float number(Operand<TFloat32> scalar) {
    return floats(scalar)[0];
  }

  public int[] ints(Operand<?> numbers) {
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
