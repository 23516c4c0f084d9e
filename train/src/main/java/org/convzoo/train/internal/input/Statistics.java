package org.convzoo.train.internal.input;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.tensorflow.EagerSession;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.SelfAdjointEig;
import org.tensorflow.types.TFloat64;

/** What the images of a set come to, once each is {@link #add added}. */
public final class Statistics {

  private static final double WHITE = 255;

  private final int channels;
  private final double[] sums;
  private final double[] products;
  private final long[] classes;
  private long images;
  private long pixels;
  private int leastHeight = Integer.MAX_VALUE;
  private int leastWidth = Integer.MAX_VALUE;
  private int mostHeight;
  private int mostWidth;

  /** Starts with no image. */
  public Statistics(int channels, int classes) {
    this.channels = channels;
    this.sums = new double[channels];
    this.products = new double[channels * channels];
    this.classes = new long[classes];
  }

  /** Adds an image that could be read. */
  public void add(Inspection.Found found) {
    images++;
    pixels += (long) found.height() * found.width();
    leastHeight = Math.min(leastHeight, found.height());
    leastWidth = Math.min(leastWidth, found.width());
    mostHeight = Math.max(mostHeight, found.height());
    mostWidth = Math.max(mostWidth, found.width());
    for (int i = 0; i < sums.length; i++) {
      sums[i] += found.sums()[i];
    }
    for (int i = 0; i < products.length; i++) {
      products[i] += found.products()[i];
    }
    for (int i = 0; i < classes.length; i++) {
      classes[i] += i < found.classes().length ? found.classes()[i] : 0;
    }
  }

  /** Returns how many images were added. */
  public long images() {
    return images;
  }

  /** Returns the heights and widths: 28x28, or 32x40 to 480x640. */
  public String sizes() {
    String least = leastHeight + "x" + leastWidth;
    String most = mostHeight + "x" + mostWidth;
    return least.equals(most) ? most : least + " to " + most;
  }

  /** Returns how often each class is true: of an image, of a pixel, or of a box. */
  public long[] classes() {
    return classes.clone();
  }

  /** Returns the mean of each channel over all pixels, 0 to 1. */
  public double[] mean() {
    return IntStream.range(0, channels).mapToDouble(c -> sums[c] / pixels / WHITE).toArray();
  }

  /** Returns the standard deviation of each channel over all pixels, 0 to 1. */
  public double[] std() {
    return IntStream.range(0, channels)
        .mapToDouble(c -> Math.sqrt(Math.max(0, covariance(c, c))))
        .toArray();
  }

  private double covariance(int a, int b) {
    double product = products[a * channels + b] / pixels / (WHITE * WHITE);
    return product - mean()[a] * mean()[b];
  }

  /**
   * The principal components of the channels, as AlexNet's lighting needs them: Krizhevsky et al.
   * 2012, section 4.1.
   *
   * @param values the covariance matrix's eigenvalues of pixels in 0 to 1, the largest first
   * @param vectors its eigenvectors, one a row, in the same order
   */
  public record Components(double[] values, double[][] vectors) {

    @Override
    public String toString() {
      return "Components[values=%s, vectors=%s]"
          .formatted(Arrays.toString(values), Arrays.deepToString(vectors));
    }
  }

  /** Computes the principal components of the channels. */
  public Components components() {
    double[][] matrix = new double[channels][channels];
    for (int a = 0; a < channels; a++) {
      for (int b = 0; b < channels; b++) {
        matrix[a][b] = covariance(a, b);
      }
    }
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      SelfAdjointEig<TFloat64> found = tf.linalg.selfAdjointEig(tf.constant(matrix));
      TFloat64 values = found.e().asTensor(); // the smallest first
      TFloat64 vectors = found.v().asTensor(); // one a column
      double[] ordered = new double[channels];
      double[][] rows = new double[channels][channels];
      for (int i = 0; i < channels; i++) {
        ordered[i] = values.getDouble(channels - 1 - i);
        for (int c = 0; c < channels; c++) {
          rows[i][c] = vectors.getDouble(c, channels - 1 - i);
        }
      }
      return new Components(ordered, rows);
    }
  }
}
