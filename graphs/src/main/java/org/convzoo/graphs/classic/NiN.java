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
 * Network in network: Lin, Chen, Yan, ICLR 2014, section 3 and figure 2: each convolution is
 * followed by two of 1x1 pixels, and the mean of each class's map stands for the dense layers.
 *
 * <p>[N,224,224,1] to [N,classes] as d2l builds it, [N,32,32,3] to [N,classes] for CIFAR; 1,992,166
 * and 966,986 parameters at 10 classes, 1,007,242 with batch norm.
 *
 * <p>Ours: the paper gives no widths; those for CIFAR are of the authors' published model. The
 * layers' names are theirs, too: "cccp" is cascaded cross channel parametric pooling.
 */
public enum NiN implements Network {

  /** Dive into Deep Learning, section 8.3: AlexNet's shapes. */
  D2L(
      "nin",
      new Spec.Input(224, 224, 1),
      "Fashion-MNIST, d2l's recipe: 0.39 to 0.88 test accuracy") {
    @Override
    public NetworkOutput layers(Flow image, int classes) {
      Pool halve = Pool.of(3, 2);
      Flow x = block(image, 1, Conv.of(11, 96).stride(4).valid(), 96, 96); // 54x54x96
      x = block(x.maxPool(halve), 2, Conv.of(5, 256), 256, 256); // 26x26x256
      x = block(x.maxPool(halve), 3, Conv.of(3, 384), 384, 384); // 12x12x384
      x = x.maxPool(halve).dropout(0.5f); // 5x5x384
      x = block(x, 4, Conv.of(3, classes), classes, classes); // 5x5xclasses
      return NetworkOutput.of(x.globalAvgPool());
    }
  },

  /** The authors' model for CIFAR-10. */
  CIFAR(
      "nin-cifar",
      new Spec.Input(32, 32, 3),
      "CIFAR-10 test error: 8.81 %, without augmentation 10.41 %") {
    @Override
    public NetworkOutput layers(Flow image, int classes) {
      Flow x = cifar(image, 0.5f);
      return NetworkOutput.of(unit(x, "cccp6", Conv.of(1, classes)).globalAvgPool()); // 8x8xclasses
    }
  },

  /**
   * Zagoruyko's, in the repository of Wide Residual Networks: batch norm, no dropout, a dense layer
   * at the end. The convolutions' biases are counted in his run's log; his code has dropped them
   * since.
   */
  CIFAR_BN(
      "nin-bn",
      new Spec.Input(32, 32, 3),
      "CIFAR-10, whitened, 200 epochs: 92.64 % test accuracy") {
    @Override
    Flow unit(Flow x, String name, Conv conv) {
      return x.conv(name, conv).batchNorm(BatchNorm.USUAL).relu();
    }

    @Override
    public NetworkOutput layers(Flow image, int classes) {
      Flow x = unit(cifar(image, 0), "cccp6", Conv.of(1, 192)); // 8x8x192
      return NetworkOutput.of(x.globalAvgPool().dense("classifier", classes));
    }
  };

  private final Spec spec;

  NiN(String name, Spec.Input input, String result) {
    spec =
        new Spec(
            name,
            "Network in network",
            "Lin, Chen, Yan",
            2014,
            "ICLR 2014, arXiv:1312.4400, section 3",
            Task.CLASSIFICATION,
            input,
            10,
            result);
  }

  @Override
  public Spec spec() {
    return spec;
  }

  /** The CIFAR models up to their last layer. */
  Flow cifar(Flow image, float dropout) {
    Pool halve = Pool.of(3, 2).ceilMode();
    Flow x = block(image, 1, Conv.of(5, 192), 160, 96); // 32x32x96
    x = block(x.maxPool(halve).dropout(dropout), 2, Conv.of(5, 192), 192, 192); // 16x16x192
    x = x.avgPool(halve).dropout(dropout); // 8x8x192
    x = unit(x, "conv3", Conv.of(3, 192)); // 8x8x192
    return unit(x, "cccp5", Conv.of(1, 192)); // 8x8x192
  }

  /** Block n of figure 2: a convolution and a perceptron that slides over its maps. */
  Flow block(Flow in, int n, Conv conv, int second, int third) {
    Flow x = unit(in, "conv" + n, conv);
    x = unit(x, "cccp" + (2 * n - 1), Conv.of(1, second));
    return unit(x, "cccp" + 2 * n, Conv.of(1, third));
  }

  Flow unit(Flow x, String name, Conv conv) {
    return x.conv(name, conv).relu();
  }
}
