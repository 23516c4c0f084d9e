package org.convzoo.ops.augment;

import org.convzoo.ops.augment.sample.Movable;
import org.convzoo.ops.augment.sample.UniformSamples;
import org.tensorflow.op.Ops;

/** Mirrors one image in two: left becomes right. */
public record Flip() implements CropOrMirror {

  @Override
  public int randomNumbers() {
    return 1;
  }

  @Override
  public <S extends Movable<S>> S move(Ops tf, S images, UniformSamples draws) {
    return images.flip(tf, draws.whole(2));
  }
}
