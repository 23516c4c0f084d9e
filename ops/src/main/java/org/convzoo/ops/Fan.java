package org.convzoo.ops;

import org.tensorflow.ndarray.Shape;

/**
 * How many numbers meet in a layer: its fans, after LeCun et al., "Efficient BackProp", 1998.
 *
 * @param in numbers of the input that one number of the output is a sum over
 * @param out numbers of the output that one number of the input goes into
 */
public record Fan(double in, double out) {

  /**
   * Returns that of a kernel [..., in, out], as the papers and Keras count it: without regard to
   * the stride.
   */
  static Fan of(Shape kernel) {
    int last = kernel.numDimensions() - 1;
    double window = window(kernel);
    return new Fan(window * kernel.get(last - 1), window * kernel.get(last));
  }

  /**
   * Returns that of a transposed convolution's kernel [h,w,out,in]: of its window only every
   * stride-th row and column meets in one pixel.
   */
  static Fan ofTransposed(Shape kernel, int verticalStride, int horizontalStride) {
    double window = window(kernel);
    return new Fan(
        window / (verticalStride * horizontalStride) * kernel.get(3), window * kernel.get(2));
  }

  private static double window(Shape kernel) {
    double pixels = 1;
    for (int axis = 0; axis < kernel.numDimensions() - 2; axis++) {
      pixels *= kernel.get(axis);
    }
    return pixels;
  }
}
