package org.convzoo.graphs.residual;

import static org.convzoo.graphs.residual.Residual.basic;

import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Paper;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.residual.Residual.Halving;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;

/**
 * Residual networks for CIFAR-10: He, Zhang, Ren, Sun, "Deep residual learning for image
 * recognition", CVPR 2016, arXiv:1512.03385, section 4.2 and table 6, and their plain twins.
 *
 * <p>[N,32,32,3] to [N,classes]: a 3x3 convolution and three stages of n units, 32, 16 and 8 pixels
 * wide with 16, 32 and 64 channels; 6n + 2 layers, and 9n + 2 with bottlenecks. At 10 classes
 * 269,722 parameters with 20 layers, 853,018 with 56, 1,727,962 with 110, 19,421,274 with 1202.
 *
 * <p>Shortcuts are the paper's option A: every second pixel, and zeros for the channels that there
 * were not. The rows named -b have option B's projections instead, as most implementations do.
 *
 * <p>Ours: the paper has no bottlenecks on CIFAR. {@code resnet164} and {@code resnet1001} are what
 * arXiv:1603.05027, table 4, compares its pre-activation networks with; option B, the stride in the
 * first 1x1, and parameters as in imgclsmob (which strides in the 3x3).
 */
public enum CifarResNet implements Network {
  R20("resnet20", Kind.OPTION_A, 3, "8.75 %"),
  R32("resnet32", Kind.OPTION_A, 5, "7.51 %"),
  R44("resnet44", Kind.OPTION_A, 7, "7.17 %"),
  R56("resnet56", Kind.OPTION_A, 9, "6.97 %"),
  R110("resnet110", Kind.OPTION_A, 18, "6.43 % (6.61 +- 0.16)"),
  R1202("resnet1202", Kind.OPTION_A, 200, "7.93 %"),

  R20_B("resnet20-b", Kind.OPTION_B, 3, "8.75 % with option A"),
  R32_B("resnet32-b", Kind.OPTION_B, 5, "7.51 % with option A"),
  R44_B("resnet44-b", Kind.OPTION_B, 7, "7.17 % with option A"),
  R56_B("resnet56-b", Kind.OPTION_B, 9, "6.97 % with option A"),
  R110_B("resnet110-b", Kind.OPTION_B, 18, "6.43 % with option A"),
  R1202_B("resnet1202-b", Kind.OPTION_B, 200, "7.93 % with option A"),

  PLAIN20("plain20", Kind.PLAIN, 3, "drawn in figure 6, rising with depth"),
  PLAIN32("plain32", Kind.PLAIN, 5, "drawn in figure 6, rising with depth"),
  PLAIN44("plain44", Kind.PLAIN, 7, "drawn in figure 6, rising with depth"),
  PLAIN56("plain56", Kind.PLAIN, 9, "drawn in figure 6, rising with depth"),

  R164("resnet164", Kind.BOTTLENECK, 18, "5.93 %"),
  R1001("resnet1001", Kind.BOTTLENECK, 111, "7.61 %");

  /** What the units are, and their shortcuts. */
  private enum Kind {
    OPTION_A("section 4.2 and table 6"),
    OPTION_B("section 4.2 with option B's shortcuts"),
    PLAIN("section 4.2 without shortcuts"),
    BOTTLENECK("as in arXiv:1603.05027, table 4");

    final String where;

    Kind(String where) {
      this.where = where;
    }
  }

  private final Kind kind;
  private final int n;
  private final Spec spec;

  CifarResNet(String name, Kind kind, int n, String result) {
    this.kind = kind;
    this.n = n;
    spec = Paper.RESNET.cifar10(name, kind.where, "CIFAR-10 test error: " + result);
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Flow x = Residual.normalized(image, "conv1", Conv.of(3, 16).pad(1)).relu(); // 32x32x16
    x = Residual.stages(x, 16, new int[] {n, n, n}, Halving.FIRST_CONV, this::unit); // 8x8x64
    return NetworkOutput.of(x.globalAvgPool().dense("fc", classes));
  }

  private Flow unit(Flow x, int width, int stride) {
    Flow y =
        switch (kind) {
          case OPTION_A ->
              x.sum(b -> Residual.padded(b, width, stride), b -> basic(b, width, stride));
          case OPTION_B -> x.sum(b -> projected(b, width, stride), b -> basic(b, width, stride));
          case PLAIN -> basic(x, width, stride);
          case BOTTLENECK ->
              x.sum(
                  b -> projected(b, 4 * width, stride),
                  b ->
                      Residual.bottleneck(
                          b, width, 4 * width, stride, Halving.FIRST_CONV, Residual::normalized));
        };
    return y.relu();
  }

  private static Flow projected(Flow x, int channels, int stride) {
    return Residual.shortcut(x, channels, stride, Residual::normalized);
  }
}
