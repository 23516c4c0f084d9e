package org.convzoo.train.internal.input;

import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.Samples;
import org.convzoo.ops.image.Pixels;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Another preparation without its last part: batches of pixels from 0 to 255. */
public record UnnormalizedTransform(InputTransform of) implements InputTransform {

  @Override
  public Operand<TFloat32> randomNumbers(Ops tf, Operand<TInt64> epoch, Operand<TInt64> numbers) {
    return of.randomNumbers(tf, epoch, numbers);
  }

  @Override
  public Sample image(Ops tf, Sample sample, Operand<TFloat32> draws) {
    return of.image(tf, sample, draws);
  }

  @Override
  public boolean atOnce(Shape truth) {
    return of.atOnce(truth);
  }

  @Override
  public Samples images(Ops tf, Samples samples, Operand<TFloat32> draws) {
    return of.images(tf, samples, draws);
  }

  @Override
  public Samples batch(Ops tf, Samples batch, Operand<TInt64> epoch, Operand<TInt64> number) {
    return new Samples(Pixels.floats(tf, batch.images()), batch.truth());
  }
}
