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
 * ResNet in ResNet: Targ, Almeida, Lyman, "Resnet in Resnet: generalizing residual architectures",
 * ICLR 2016 workshop, arXiv:1603.08029, equation 1 and figure 1.
 *
 * <p>[N,32,32,3] to [N,classes]; 9,492,980 parameters at 10 classes. Each layer has two streams of
 * equal width: the residual one has a shortcut, the transient one has none, and each reads both.
 *
 * <p>Ours: the two streams are the halves of one map, so that equation 1's four convolutions are
 * one. The layers (4, 6 and 6 between the first convolution and the last, of 48, 96 and 192
 * channels a stream), the projections and the last convolution are those of imgclsmob's {@code
 * rir_cifar10}, for the paper says only that there are 18 and counts 10.3 million parameters; like
 * it, no further shortcut spans two layers.
 */
public enum RiR implements Network {
  RIR18;

  private static final int[] UNITS = {4, 6, 6};

  private static final Spec SPEC =
      new Paper(
              "Resnet in Resnet: generalizing residual architectures",
              "Targ, Almeida, Lyman",
              2016,
              "ICLR 2016 workshop, arXiv:1603.08029")
          .cifar10("rir18", "figure 1", "CIFAR-10 test error: 5.01 % (CIFAR-100: 22.90 %)");

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Flow x = Residual.normalized(image, "conv1", Conv.of(3, 96).pad(1)).relu(); // 32x32x(48+48)
    x = Residual.stages(x, 48, UNITS, Halving.FIRST_CONV, RiR::unit); // 8x8x(192+192)
    x = Residual.normalized(x, "conv5", Conv.of(1, classes)); // 8x8xclasses
    return NetworkOutput.of(x.globalAvgPool());
  }

  /**
   * @param width of one stream
   */
  private static Flow unit(Flow x, int width, int stride) {
    return x.sum(
            b -> conv(b, "conv", Conv.of(3, 2 * width).stride(stride).pad(1)),
            b -> residualOnly(b, width, stride))
        .batchNorm("norm", BatchNorm.USUAL)
        .relu();
  }

  /** The shortcut of the residual stream, and zeros for the transient one. */
  private static Flow residualOnly(Flow x, int width, int stride) {
    Flow residual = x.firstChannels(x.channels() / 2);
    return Residual.shortcut(residual, width, stride, RiR::conv).zeroChannels(2 * width);
  }

  private static Flow conv(Flow x, String name, Conv conv) {
    return x.conv(name, conv.noBias());
  }
}
