package org.convzoo.ops.augment;

import java.util.List;
import org.convzoo.ops.augment.sample.ImageAugmentation;
import org.convzoo.ops.augment.sample.Preconditions;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.UniformSamples;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.image.ResizeBicubic;
import org.tensorflow.types.TFloat32;

/**
 * Moves the corners, edges and what is between of a coarse grid over the image, and all pixels
 * smoothly with them: Ronneberger et al. 2015, section 3.1 (a grid of 3, stddev 10). Displacements
 * of the pixels are bicubic, as in the paper; pixels between pixels are bilinear, and what comes
 * from outside is the image's mirror image. Labels of pixels are those of the nearest.
 *
 * @param grid points on a side, at least 2; the outermost are on the edges
 * @param stddev of each displacement, down and across, in pixels, at least 0
 */
public record Elastic(int grid, float stddev) implements ImageAugmentation {

  public Elastic {
    Preconditions.within("grid", grid, 2, Integer.MAX_VALUE);
    Preconditions.within("stddev", stddev, 0, Integer.MAX_VALUE);
  }

  @Override
  public int randomNumbers() {
    return 4 * grid * grid;
  }

  @Override
  public Sample apply(Ops tf, Sample sample, UniformSamples draws) {
    var drawn = draws.normal(stddev, 2 * grid * grid);
    var coarse = tf.reshape(drawn, tf.constant(new int[] {1, grid, grid, 2}));
    var fine = tf.image.resizeBicubic(coarse, sample.size(tf), ResizeBicubic.alignCorners(true));
    var one = tf.squeeze(fine, Squeeze.axis(List.of(0L)));
    List<? extends Operand<TFloat32>> moves = tf.unstack(one, 2L, Unstack.axis(2L)).output();
    return sample.warp(tf, moves.get(0), moves.get(1));
  }
}
