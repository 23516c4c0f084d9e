package org.convzoo.graphs.residual;

import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.BatchNorm;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;

/**
 * Densely connected networks: Huang, Liu, van der Maaten, Weinberger, "Densely connected
 * convolutional networks", CVPR 2017, section 3 and tables 1 and 2.
 *
 * <p>[N,224,224,3] to [N,classes], 7,978,856 parameters for DenseNet-121 at 1000 classes;
 * [N,32,32,3] to [N,classes], 1,019,722 for L = 40 and k = 12 at 10 classes.
 *
 * <p>Names are section 3's: L layers with weights, growth rate k, B for bottlenecks, C for
 * transitions that halve the channels. DenseNet-161 is the authors' code's, where 121 and the
 * others are the paper's too.
 *
 * <p>Ours: no dropout, as the paper has none where it augments its images, and the errors below are
 * of such training; elsewhere it drops 0.2 after each convolution but the first. The {@code c} rows
 * and BC with L = 40 are combinations that the paper does not train.
 */
public enum DenseNet implements Network {
  D121("densenet121", Form.IMAGENET, 32, 25.02, 6, 12, 24, 16),
  D169("densenet169", Form.IMAGENET, 32, 23.80, 6, 12, 32, 32),
  D201("densenet201", Form.IMAGENET, 32, 22.58, 6, 12, 48, 32),
  D264("densenet264", Form.IMAGENET, 32, 22.15, 6, 12, 64, 48),
  D161("densenet161", Form.IMAGENET, 48, 22.2, 6, 12, 36, 24),

  L40_K12("densenet40-k12", Form.PLAIN, 12, 5.24, 12, 12, 12),
  L100_K12("densenet100-k12", Form.PLAIN, 12, 4.10, 32, 32, 32),
  L100_K24("densenet100-k24", Form.PLAIN, 24, 3.74, 32, 32, 32),
  C40_K12("densenet-c40-k12", Form.C, 12, Double.NaN, 12, 12, 12),
  C100_K12("densenet-c100-k12", Form.C, 12, Double.NaN, 32, 32, 32),
  C100_K24("densenet-c100-k24", Form.C, 24, Double.NaN, 32, 32, 32),
  BC40_K12("densenet-bc40-k12", Form.BC, 12, Double.NaN, 6, 6, 6),
  BC100_K12("densenet-bc100-k12", Form.BC, 12, 4.51, 16, 16, 16),
  BC190_K40("densenet-bc190-k40", Form.BC, 40, 3.46, 31, 31, 31),
  BC250_K24("densenet-bc250-k24", Form.BC, 24, 3.62, 41, 41, 41),

  /** Dive into Deep Learning, section 8.7: biases, no bottlenecks. */
  D2L("densenet-d2l", Form.D2L, 32, 11.5, 4, 4, 4, 4);

  /** What rows have in common; a large image is made smaller before the first block. */
  private enum Form {
    IMAGENET(true, true, true, new Spec.Input(224, 224, 3), 1000, "ImageNet top-1"),
    PLAIN(false, false, false, new Spec.Input(32, 32, 3), 10, "CIFAR-10"),
    C(false, false, true, new Spec.Input(32, 32, 3), 10, "CIFAR-10"),
    BC(false, true, true, new Spec.Input(32, 32, 3), 10, "CIFAR-10"),
    D2L(true, false, true, new Spec.Input(96, 96, 1), 10, "Fashion-MNIST (d2l's recipe)");

    final boolean large;
    final boolean bottleneck;
    final boolean compression;
    final Spec.Input input;
    final int classes;
    final String data;

    Form(
        boolean large,
        boolean bottleneck,
        boolean compression,
        Spec.Input input,
        int classes,
        String data) {
      this.large = large;
      this.bottleneck = bottleneck;
      this.compression = compression;
      this.input = input;
      this.classes = classes;
      this.data = data;
    }
  }

  private final Spec spec;
  private final Form form;
  private final int growth;
  private final int[] blocks;

  DenseNet(String name, Form form, int growth, double error, int... blocks) {
    this.form = form;
    this.growth = growth;
    this.blocks = blocks;
    spec =
        new Spec(
            name,
            "Densely connected convolutional networks",
            "Huang, Liu, van der Maaten, Weinberger",
            2017,
            "CVPR 2017, arXiv:1608.06993, tables 1 and 2",
            Task.CLASSIFICATION,
            form.input,
            form.classes,
            Double.isNaN(error) ? "not published" : form.data + " error: " + error + " %");
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Flow x = stem(image); // 56x56x2k of 224 pixels, 32x32x16 or 2k of 32
    for (int block = 1; block <= blocks.length; block++) {
      int layers = blocks[block - 1];
      x = x.scope("block" + block, b -> dense(b, layers)); // k more channels a layer
      if (block < blocks.length) {
        x = x.scope("transition" + block, this::transition); // half the side
      }
    }
    return NetworkOutput.of(norm(x, "bn").globalAvgPool().dense("classifier", classes));
  }

  private Flow stem(Flow image) {
    if (!form.large) {
      return conv(image, "conv0", Conv.of(3, form == Form.PLAIN ? 16 : 2 * growth));
    }
    Flow x = conv(image, "conv0", Conv.of(7, 2 * growth).stride(2).pad(3));
    return norm(x, "bn0").maxPool(Pool.of(3, 2).pad(1));
  }

  /** Each layer reads all that come before it in the block. */
  private Flow dense(Flow in, int layers) {
    Flow x = in;
    for (int i = 1; i <= layers; i++) {
      String name = "layer" + i;
      x = x.branches(b -> b, b -> b.scope(name, this::layer));
    }
    return x;
  }

  private Flow layer(Flow in) {
    Flow x = norm(in, "bn1");
    if (form.bottleneck) {
      x = norm(conv(x, "conv1", Conv.of(1, 4 * growth)), "bn2");
    }
    return conv(x, form.bottleneck ? "conv2" : "conv1", Conv.of(3, growth));
  }

  private Flow transition(Flow in) {
    int channels = form.compression ? in.channels() / 2 : in.channels();
    return conv(norm(in, "bn"), "conv", Conv.of(1, channels)).avgPool(Pool.of(2, 2));
  }

  private Flow conv(Flow x, String name, Conv conv) {
    return x.conv(name, form == Form.D2L ? conv : conv.noBias());
  }

  private static Flow norm(Flow x, String name) {
    return x.batchNorm(name, BatchNorm.USUAL).relu();
  }
}
