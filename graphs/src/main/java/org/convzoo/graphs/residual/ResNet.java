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
 * Residual networks for ImageNet: He, Zhang, Ren, Sun, "Deep residual learning for image
 * recognition", CVPR 2016, arXiv:1512.03385, table 1, and their plain twins without shortcuts.
 *
 * <p>[N,224,224,3] to [N,classes]; at 1000 classes 11,689,512 parameters with 18 layers, 21,797,672
 * with 34, 25,557,032 with 50, 44,549,160 with 101 and 60,192,808 with 152, wherever a library puts
 * the strides. A stage halves its map in the first convolution of its first unit in the paper, in
 * that unit's 3x3 in torchvision ("v1.5"), in the 3x3 of the stage before's last unit in tf-slim.
 *
 * <p>The paper initialises as He et al., ICCV 2015, and trains by SGD with momentum 0.9 and weight
 * decay 1e-4; it gives no constants for batch normalisation.
 *
 * <p>Ours: shortcuts are option B's, projections where the channels change, for every depth (table
 * 2 compares 18 and 34 layers with option A's). Maps are padded with the same number of pixels on
 * all sides, as by torchvision, but for tf-slim's pooling. Batch normalisation has each library's
 * constants.
 */
public enum ResNet implements Network {
  R18("resnet18", Style.PAPER, Depth.D18, "with option A: 27.88 % top-1 error, ten crops"),
  R34("resnet34", Style.PAPER, Depth.D34, "24.52 % top-1, 7.46 % top-5 error, ten crops"),
  R50("resnet50", Style.PAPER, Depth.D50, "22.85 % top-1, 6.71 % top-5 error, ten crops"),
  R101("resnet101", Style.PAPER, Depth.D101, "21.75 % top-1, 6.05 % top-5 error, ten crops"),
  R152("resnet152", Style.PAPER, Depth.D152, "21.43 % top-1, 5.71 % top-5 error, ten crops"),

  PLAIN18("plain18", Style.PLAIN, Depth.D18, "27.94 % top-1 error, ten crops"),
  PLAIN34("plain34", Style.PLAIN, Depth.D34, "28.54 % top-1 error, ten crops"),

  R50_V1_5("resnet50-v1.5", Style.TORCHVISION, Depth.D50, "76.130 % top-1, 92.862 % top-5"),
  R101_V1_5("resnet101-v1.5", Style.TORCHVISION, Depth.D101, "77.374 % top-1, 93.546 % top-5"),
  R152_V1_5("resnet152-v1.5", Style.TORCHVISION, Depth.D152, "78.312 % top-1, 94.046 % top-5"),

  WIDE50_2("wide-resnet50-2", Style.WIDE, Depth.D50, "78.468 % top-1, 94.086 % top-5"),
  WIDE101_2("wide-resnet101-2", Style.WIDE, Depth.D101, "78.848 % top-1, 94.284 % top-5"),

  R50_KERAS("resnet50-keras", Style.KERAS, Depth.D50, "74.928 % top-1, 92.060 % top-5"),
  R101_KERAS("resnet101-keras", Style.KERAS, Depth.D101, "76.420 % top-1, 92.786 % top-5"),
  R152_KERAS("resnet152-keras", Style.KERAS, Depth.D152, "76.604 % top-1, 93.118 % top-5"),

  R50_SLIM("resnet50-slim", Style.SLIM, Depth.D50, "75.2 % top-1, 92.2 % top-5"),
  R101_SLIM("resnet101-slim", Style.SLIM, Depth.D101, "76.4 % top-1, 92.9 % top-5"),
  R152_SLIM("resnet152-slim", Style.SLIM, Depth.D152, "76.8 % top-1, 93.2 % top-5"),

  R18_D2L("resnet18-d2l", Style.D2L, Depth.D18, "d2l's recipe: 0.893 test accuracy");

  /** A column of table 1: the units of conv2_x to conv5_x, from 50 layers on bottlenecks. */
  private enum Depth {
    D18(false, 2, 2, 2, 2),
    D34(false, 3, 4, 6, 3),
    D50(true, 3, 4, 6, 3),
    D101(true, 3, 4, 23, 3),
    D152(true, 3, 8, 36, 3);

    final boolean bottleneck;
    final int[] units;

    Depth(boolean bottleneck, int... units) {
      this.bottleneck = bottleneck;
      this.units = units;
    }
  }

  /** Whose table it is: where stages halve, how wide bottlenecks are inside, biases, norm. */
  private enum Style {
    PAPER("table 1", Halving.FIRST_CONV, 1, false, BatchNorm.USUAL),
    PLAIN("table 1 without shortcuts", Halving.FIRST_CONV, 1, false, BatchNorm.USUAL),
    TORCHVISION("as in torchvision", Halving.FIRST_3X3, 1, false, BatchNorm.USUAL),
    /** Zagoruyko and Komodakis, arXiv:1605.07146, section 3.5. */
    WIDE("arXiv:1605.07146, as in torchvision", Halving.FIRST_3X3, 2, false, BatchNorm.USUAL),
    KERAS("as in Keras", Halving.FIRST_CONV, 1, true, BatchNorm.of(0.99f, 1.001e-5f)),
    SLIM("as in tf-slim", Halving.LAST_3X3, 1, false, BatchNorm.of(0.997f, 1e-5f)),
    /** Dive into Deep Learning, section 5.11: its projections have no batch norm. */
    D2L("as in Dive into Deep Learning", Halving.FIRST_CONV, 1, true, BatchNorm.USUAL);

    final String where;
    final Halving halving;
    final int inner;
    final boolean bias;
    final BatchNorm norm;

    Style(String where, Halving halving, int inner, boolean bias, BatchNorm norm) {
      this.where = where;
      this.halving = halving;
      this.inner = inner;
      this.bias = bias;
      this.norm = norm;
    }
  }

  private final Style style;
  private final Depth depth;
  private final Spec spec;

  ResNet(String name, Style style, Depth depth, String result) {
    this.style = style;
    this.depth = depth;
    boolean grey = style == Style.D2L;
    spec =
        Paper.RESNET.classifier(
            name,
            style.where,
            grey ? new Spec.Input(96, 96, 1) : new Spec.Input(224, 224, 3),
            grey ? 10 : 1000,
            (grey ? "Fashion-MNIST, " : "ImageNet validation: ") + result);
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Pool pool = style == Style.SLIM ? Pool.of(3, 2).same() : Pool.of(3, 2).pad(1);
    Flow x = conv(image, "conv1", Conv.of(7, 64).stride(2).pad(3)).relu(); // 112x112x64
    x = x.maxPool(pool); // 56x56x64
    x = Residual.stages(x, 64, depth.units, style.halving, this::unit); // 56x56 to 7x7
    return NetworkOutput.of(x.globalAvgPool().dense("fc", classes));
  }

  private Flow unit(Flow x, int width, int stride) {
    int channels = depth.bottleneck ? 4 * width : width;
    if (style == Style.PLAIN) {
      return branch(x, width, channels, stride).relu();
    }
    return x.sum(
            b -> Residual.shortcut(b, channels, stride, this::projection),
            b -> branch(b, width, channels, stride))
        .relu();
  }

  private Flow branch(Flow x, int width, int channels, int stride) {
    return depth.bottleneck
        ? Residual.bottleneck(x, style.inner * width, channels, stride, style.halving, this::conv)
        : Residual.basic(x, width, stride, this::conv);
  }

  private Flow projection(Flow x, String name, Conv conv) {
    return style == Style.D2L ? x.conv(name, conv) : conv(x, name, conv);
  }

  private Flow conv(Flow x, String name, Conv conv) {
    return x.conv(name, style.bias ? conv : conv.noBias()).batchNorm(style.norm);
  }
}
