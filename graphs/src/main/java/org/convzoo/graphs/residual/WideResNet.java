package org.convzoo.graphs.residual;

import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Paper;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.residual.Residual.Halving;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.BatchNorm;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;

/**
 * Wide residual networks for CIFAR: Zagoruyko, Komodakis, "Wide residual networks", BMVC 2016,
 * arXiv:1605.07146, table 1.
 *
 * <p>[N,32,32,3] to [N,classes]: WRN-d-k has a 3x3 convolution and three stages of (d - 4) / 6
 * pre-activation units, 32, 16 and 8 pixels wide with 16k, 32k and 64k channels. At 10 classes
 * 36,479,194 parameters with d = 28 and k = 10; 2,748,890 with 16 and 4. Dropout, in the row that
 * has it, stands between the two convolutions of a unit. Initialised as He et al., ICCV 2015.
 *
 * <p>The units are {@link PreResNet}'s, as in the authors' code.
 */
public enum WideResNet implements Network {
  WRN_16_4("wrn-16-4", 16, 4, 0, "5.02 %"),
  WRN_16_8("wrn-16-8", 16, 8, 0, "4.27 %"),
  WRN_16_10("wrn-16-10", 16, 10, 0, "2.93 % as imgclsmob trained it"),
  WRN_28_10("wrn-28-10", 28, 10, 0, "4.00 % (CIFAR-100: 19.25 %)"),
  WRN_28_10_DROPOUT("wrn-28-10-dropout", 28, 10, 0.3f, "3.89 % (CIFAR-100: 18.85 %)"),
  WRN_40_4("wrn-40-4", 40, 4, 0, "4.53 % (CIFAR-100: 21.18 %)"),
  WRN_40_8("wrn-40-8", 40, 8, 0, "4.66 % on whitened images: table 4");

  private final int n;
  private final int k;
  private final float dropout;
  private final Spec spec;

  WideResNet(String name, int d, int k, float dropout, String result) {
    this.n = (d - 4) / 6;
    this.k = k;
    this.dropout = dropout;
    spec =
        new Paper(
                "Wide residual networks",
                "Zagoruyko, Komodakis",
                2016,
                "BMVC 2016, arXiv:1605.07146")
            .cifar10(name, "table 1", "CIFAR-10 test error: " + result);
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Flow x = image.conv("conv1", Conv.of(3, 16).pad(1).noBias()); // 32x32x16
    x = Residual.stages(x, 16 * k, new int[] {n, n, n}, Halving.FIRST_CONV, this::unit); // 8x8x64k
    x = x.batchNorm("norm", BatchNorm.USUAL).relu();
    return NetworkOutput.of(x.globalAvgPool().dense("fc", classes));
  }

  private Flow unit(Flow x, int width, int stride) {
    return PreResNet.basic(x, width, stride, dropout);
  }
}
