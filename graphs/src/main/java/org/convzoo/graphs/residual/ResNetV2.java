package org.convzoo.graphs.residual;

import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Paper;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.residual.Residual.Halving;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.BatchNorm;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;

/**
 * Pre-activation residual networks for ImageNet: He, Zhang, Ren, Sun, "Identity mappings in deep
 * residual networks", ECCV 2016, arXiv:1603.05027, figure 4(e), as Keras Applications builds them.
 *
 * <p>[N,224,224,3] to [N,classes]; at 1000 classes 25,568,360 parameters with 50 layers, 44,577,896
 * with 101 and 60,236,904 with 152.
 *
 * <p>Ours: all of it Keras', which the paper's ImageNet networks are not: the stem has a bias and
 * neither normalisation nor activation, so that zeros padded before its pooling count; the
 * projections and each last 1x1 convolution have a bias; a stage halves its map in the 3x3 of the
 * last unit of the stage before; batch normalisation keeps 0.99 and has an epsilon of 1.001e-5.
 */
public enum ResNetV2 implements Network {
  R50("resnet50-v2", "75.960 % top-1, 93.034 % top-5", 3, 4, 6, 3),
  R101("resnet101-v2", "77.234 % top-1, 93.816 % top-5", 3, 4, 23, 3),
  R152("resnet152-v2", "78.032 % top-1, 94.162 % top-5", 3, 8, 36, 3);

  private static final BatchNorm NORM = BatchNorm.of(0.99f, 1.001e-5f);

  private final int[] units;
  private final Spec spec;

  ResNetV2(String name, String result, int... units) {
    this.units = units;
    spec =
        Paper.PRE_ACTIVATION.classifier(
            name,
            "figure 4(e), as in Keras",
            new Spec.Input(224, 224, 3),
            1000,
            "ImageNet validation, at 299 pixels: " + result);
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Flow x = image.conv("conv1", Conv.of(7, 64).stride(2).pad(3)); // 112x112x64
    x = x.zeroPad(1).maxPool(Pool.of(3, 2)); // 56x56x64
    x = Residual.stages(x, 64, units, Halving.LAST_3X3, ResNetV2::unit); // 28, 14, 7, 7x7x2048
    x = x.batchNorm("norm", NORM).relu();
    return NetworkOutput.of(x.globalAvgPool().dense("fc", classes));
  }

  private static Flow unit(Flow x, int width, int stride) {
    return Residual.preActivated(
        x, 4 * width, stride, NORM, Flow::conv, y -> bottleneck(y, width, stride));
  }

  private static Flow bottleneck(Flow x, int width, int stride) {
    x = x.conv("conv1", Conv.of(1, width).noBias()).batchNorm(NORM).relu();
    x = x.conv("conv2", Conv.of(3, width).stride(stride).pad(1).noBias()).batchNorm(NORM).relu();
    return x.conv("conv3", Conv.of(1, 4 * width));
  }
}
