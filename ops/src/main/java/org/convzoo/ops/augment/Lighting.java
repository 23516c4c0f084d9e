package org.convzoo.ops.augment;

import java.util.List;
import org.convzoo.UsageException;
import org.convzoo.ops.augment.sample.ImageAugmentation;
import org.convzoo.ops.augment.sample.Preconditions;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.UniformSamples;
import org.tensorflow.op.Ops;

/**
 * Moves all colours of an image along the principal components of the colours of all images, each
 * by its eigenvalue times a number from N(0, stddev^2): Krizhevsky et al. 2012, section 4.1 (stddev
 * 0.1).
 *
 * @param stddev at least 0
 * @param eigenvalues of the covariance of red, green and blue, which are in 0..1
 * @param eigenvectors a row each: how much red, green and blue
 */
public record Lighting(float stddev, List<Float> eigenvalues, List<List<Float>> eigenvectors)
    implements ImageAugmentation {

  public Lighting {
    Preconditions.within("stddev", stddev, 0, Integer.MAX_VALUE);
    eigenvalues = Preconditions.three("eigenvalues", eigenvalues);
    eigenvectors =
        Preconditions.three("eigenvectors", eigenvectors).stream()
            .map(row -> Preconditions.three("an eigenvector", row))
            .toList();
  }

  @Override
  public int randomNumbers() {
    return 6;
  }

  @Override
  public Sample apply(Ops tf, Sample sample, UniformSamples draws) {
    if (sample.channels() != 3) {
      throw new UsageException("lighting is for images of 3 channels, got " + sample.channels());
    }
    float[][] components = new float[3][3]; // by their lengths, in 0..255
    for (int i = 0; i < 3; i++) {
      for (int c = 0; c < 3; c++) {
        components[i][c] = 255 * eigenvalues.get(i) * eigenvectors.get(i).get(c);
      }
    }
    var along = tf.expandDims(draws.normal(stddev, 3), tf.constant(0));
    var shift =
        tf.reshape(tf.linalg.matMul(along, tf.constant(components)), tf.constant(new int[] {3}));
    return sample.recolor(tf, pixels -> tf.math.add(pixels, shift));
  }
}
