package org.convzoo.train.internal.device;

import java.util.Set;
import org.convzoo.train.hardware.Devices;

/**
 * How far the numbers of two devices may be apart, in shares of the largest.
 *
 * <p>A sum of n products in another order is off by about sqrt(n) 2^-24 in float32, a convolution
 * by Winograd's algorithm by ten to a hundred times as much. In TF32, in which GPUs from Ampere on
 * multiply unless they are told not to, each factor has 11 significant bits, so that a product is
 * off by up to 2^-10.
 *
 * <p>A network makes an error larger: a number that comes to lie on the other side of a ReLU's zero
 * changes a gradient by all of its own. So two libraries on one CPU, oneDNN and Eigen, differ by up
 * to 0.01 in the gradient of a network of the check, and by up to 0.34 once its weights alone are
 * rounded to TF32. Two gradients that have nothing in common differ by 1.4.
 */
enum Tolerance {
  FLOAT32(1e-4, 1e-3, 0.05),
  TF32(1e-2, 0.05, 0.7);

  private static final Set<String> PRODUCTS =
      Set.of("Conv2D", "Conv2DBackpropInput", "Conv2DBackpropFilter", "MatMul");

  /** Everything but products is float32 on every device. */
  private static final double OTHER = 1e-5;

  private final double product;
  private final double loss;
  private final double gradient;

  Tolerance(double product, double loss, double gradient) {
    this.product = product;
    this.loss = loss;
    this.gradient = gradient;
  }

  /** Returns what holds on {@code on} in this process. */
  static Tolerance of(Devices.Choice on) {
    boolean exact = "0".equals(System.getenv("NVIDIA_TF32_OVERRIDE"));
    return on == Devices.Choice.CPU || exact ? FLOAT32 : TF32;
  }

  /** Of one operation with the same inputs. */
  double operation(String type) {
    return PRODUCTS.contains(type) ? product : OTHER;
  }

  /** Of a layer and of its gradients. */
  double layer() {
    return product;
  }

  /** Of a network's loss, and of its weights after a step. */
  double loss() {
    return loss;
  }

  /** Of all gradients of a network together, in the Euclidean norm: errors add up on the way. */
  double gradient() {
    return gradient;
  }
}
