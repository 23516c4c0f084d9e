package org.convzoo.graphs.residual;

import java.util.function.UnaryOperator;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Paper;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.residual.Residual.Halving;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.BatchNorm;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;

/**
 * Pre-activation residual networks for CIFAR-10: He, Zhang, Ren, Sun, "Identity mappings in deep
 * residual networks", ECCV 2016, arXiv:1603.05027, figure 4(e) and table 4.
 *
 * <p>[N,32,32,3] to [N,classes]: a 3x3 convolution and three stages of n units, 32, 16 and 8 pixels
 * wide; 6n + 2 layers of 16, 32 and 64 channels, or with bottlenecks 9n + 2 of 64, 128 and 256. At
 * 10 classes 1,730,522 parameters with 110 layers, 1,703,258 with 164, 10,327,706 with 1001 (the
 * paper says 10.2 million). Initialised as He et al., ICCV 2015.
 *
 * <p>As in the authors' code, the shortcut is a 1x1 convolution of the unit's activated input,
 * without batch normalisation, where the channels change, and a bottleneck strides in its first
 * 1x1.
 *
 * <p>Ours: 20 to 56 and 1202 layers are not in the paper's table with units of this kind, and are
 * built by the same rule.
 */
public enum PreResNet implements Network {
  P20("preresnet20", PreResNet::basic, 3, "not in the paper"),
  P32("preresnet32", PreResNet::basic, 5, "not in the paper"),
  P44("preresnet44", PreResNet::basic, 7, "not in the paper"),
  P56("preresnet56", PreResNet::basic, 9, "not in the paper"),
  P110("preresnet110", PreResNet::basic, 18, "6.37 %"),
  P1202("preresnet1202", PreResNet::basic, 200, "not in the paper"),

  P164("preresnet164", PreResNet::bottleneck, 18, "5.46 %"),
  P1001("preresnet1001", PreResNet::bottleneck, 111, "4.92 % (4.62 % with batches of 64)");

  private final Residual.Unit unit;
  private final int n;
  private final Spec spec;

  PreResNet(String name, Residual.Unit unit, int n, String result) {
    this.unit = unit;
    this.n = n;
    spec =
        Paper.PRE_ACTIVATION.cifar10(
            name, "figure 4(e) and table 4", "CIFAR-10 test error: " + result);
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Flow x = image.conv("conv1", Conv.of(3, 16).pad(1).noBias()); // 32x32x16
    x = Residual.stages(x, 16, new int[] {n, n, n}, Halving.FIRST_CONV, unit); // 8x8
    x = x.batchNorm("norm", BatchNorm.USUAL).relu();
    return NetworkOutput.of(x.globalAvgPool().dense("fc", classes));
  }

  private static Flow basic(Flow x, int width, int stride) {
    return basic(x, width, stride, 0);
  }

  /** Two 3x3 convolutions, with dropout between them where {@code rate} is above 0. */
  static Flow basic(Flow x, int width, int stride, float rate) {
    return unit(
        x,
        width,
        stride,
        b -> {
          b = Residual.normalized(b, "conv1", Conv.of(3, width).stride(stride).pad(1)).relu();
          return conv(b.dropout(rate), "conv2", Conv.of(3, width).pad(1));
        });
  }

  private static Flow bottleneck(Flow x, int width, int stride) {
    return unit(
        x,
        4 * width,
        stride,
        b -> {
          b = Residual.normalized(b, "conv1", Conv.of(1, width).stride(stride)).relu();
          b = Residual.normalized(b, "conv2", Conv.of(3, width).pad(1)).relu();
          return conv(b, "conv3", Conv.of(1, 4 * width));
        });
  }

  private static Flow unit(Flow x, int channels, int stride, UnaryOperator<Flow> branch) {
    return Residual.preActivated(x, channels, stride, BatchNorm.USUAL, PreResNet::conv, branch);
  }

  private static Flow conv(Flow x, String name, Conv conv) {
    return x.conv(name, conv.noBias());
  }
}
