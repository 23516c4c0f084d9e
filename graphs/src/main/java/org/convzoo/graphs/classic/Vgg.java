package org.convzoo.graphs.classic;

import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.BatchNorm;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;

/**
 * VGG: Simonyan, Zisserman, "Very deep convolutional networks for large-scale image recognition",
 * ICLR 2015, table 1.
 *
 * <p>[N,224,224,3] to [N,classes]; at 1000 classes 132,863,336 parameters (A and A-LRN),
 * 133,047,848 (B), 133,638,952 (C), 138,357,544 (D), 143,667,240 (E), and two more a map with batch
 * norm. As Dive into Deep Learning builds A, [N,224,224,1] to [N,classes], 43,093,322 parameters at
 * 10 classes.
 *
 * <p>Ours: the paper has no batch norm; the rows that have it keep the convolutions' biases, as
 * torchvision does. At other sizes than 224 the first dense layer reads another number of pixels.
 */
public enum Vgg implements Network {
  // what it is, its column of table 1, whether with batch norm, the divisor of the widths
  A(imageNet("vgg11", "29.6 % top-1, 10.4 % top-5"), Table1.A, false, 1),
  A_BN(imageNet("vgg11-bn", "29.63 % top-1, 10.19 % top-5 (torchvision)"), Table1.A, true, 1),
  A_LRN(imageNet("vgg11-lrn", "29.7 % top-1, 10.5 % top-5"), Table1.A_LRN, false, 1),
  B(imageNet("vgg13", "28.7 % top-1, 9.9 % top-5"), Table1.B, false, 1),
  B_BN(imageNet("vgg13-bn", "28.41 % top-1, 9.63 % top-5 (torchvision)"), Table1.B, true, 1),
  C(imageNet("vgg16-c", "27.3 % top-1, 8.8 % top-5"), Table1.C, false, 1),
  C_BN(imageNet("vgg16-c-bn", "none published"), Table1.C, true, 1),
  D(imageNet("vgg16", "25.6 % top-1, 8.1 % top-5"), Table1.D, false, 1),
  D_BN(imageNet("vgg16-bn", "26.64 % top-1, 8.48 % top-5 (torchvision)"), Table1.D, true, 1),
  E(imageNet("vgg19", "25.5 % top-1, 8.0 % top-5"), Table1.E, false, 1),
  E_BN(imageNet("vgg19-bn", "25.78 % top-1, 8.16 % top-5 (torchvision)"), Table1.E, true, 1),
  D2L(d2l("vgg11-d2l", "0.91 to 0.92 test accuracy"), Table1.A, false, 4);

  /** A column: 3x3 convolutions by their numbers of maps, and max pooling at each bar. */
  private enum Table1 {
    A("64 | 128 | 256 256 | 512 512 | 512 512"),
    A_LRN("64 LRN | 128 | 256 256 | 512 512 | 512 512"),
    B("64 64 | 128 128 | 256 256 | 512 512 | 512 512"),
    C("64 64 | 128 128 | 256 256 conv1-256 | 512 512 conv1-512 | 512 512 conv1-512"),
    D("64 64 | 128 128 | 256 256 256 | 512 512 512 | 512 512 512"),
    E("64 64 | 128 128 | 256 256 256 256 | 512 512 512 512 | 512 512 512 512");

    final String[] stages;

    Table1(String layers) {
      this.stages = layers.split(" \\| ");
    }
  }

  private final Spec spec;
  private final Table1 column;
  private final boolean batchNorm;
  private final int divisor;

  Vgg(Spec spec, Table1 column, boolean batchNorm, int divisor) {
    this.spec = spec;
    this.column = column;
    this.batchNorm = batchNorm;
    this.divisor = divisor;
  }

  private static Spec imageNet(String name, String error) {
    String result = "ILSVRC-2012 validation error at one scale: " + error;
    return spec(name, new Spec.Input(224, 224, 3), 1000, result);
  }

  private static Spec d2l(String name, String accuracy) {
    String result = "Fashion-MNIST, d2l's recipe: " + accuracy;
    return spec(name, new Spec.Input(224, 224, 1), 10, result);
  }

  private static Spec spec(String name, Spec.Input input, int classes, String result) {
    return new Spec(
        name,
        "Very deep convolutional networks for large-scale image recognition",
        "Simonyan, Zisserman",
        2015,
        "ICLR 2015, arXiv:1409.1556, table 1",
        Task.CLASSIFICATION,
        input,
        classes,
        result);
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Flow x = image;
    for (int stage = 1; stage <= 5; stage++) {
      String[] layers = column.stages[stage - 1].split(" ");
      for (int i = 1; i <= layers.length; i++) {
        x = layer(x, "conv%d_%d".formatted(stage, i), layers[i - 1]);
      }
      x = x.maxPool(Pool.of(2, 2)); // 112x112, 56x56, 28x28, 14x14, 7x7
    }
    x = x.flatten().dense("fc6", 4096).relu().dropout(0.5f);
    x = x.dense("fc7", 4096).relu().dropout(0.5f);
    return NetworkOutput.of(x.dense("fc8", classes));
  }

  private Flow layer(Flow x, String name, String layer) {
    if (layer.equals("LRN")) {
      return x.lrn(5, 2, 1e-4f, 0.75f); // n, k, alpha, beta: AlexNet's
    }
    int kernel = layer.startsWith("conv1-") ? 1 : 3;
    int maps = Integer.parseInt(layer.replace("conv1-", "")) / divisor;
    Flow y = x.conv(name, Conv.of(kernel, maps));
    return (batchNorm ? y.batchNorm(BatchNorm.USUAL) : y).relu();
  }
}
