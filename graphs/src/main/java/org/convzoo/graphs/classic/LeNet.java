package org.convzoo.graphs.classic;

import java.util.function.UnaryOperator;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Paper;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.BatchNorm;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;

/**
 * LeNet-5's descendants: LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to
 * document recognition", Proceedings of the IEEE 86(11), 1998, figure 2.
 *
 * <p>[N,28,28,1] to [N,classes]; 61,706 parameters as d2l builds it, 44,426 as its first edition
 * does, 44,878 with batch norm in both, 431,080 as Caffe does, at 10 classes.
 *
 * <p>Ours: the rows are the networks people mean by the name today; {@link LeNet5} is the paper's.
 */
public enum LeNet implements Network {

  /** Dive into Deep Learning, section 7.6: sigmoids and average pooling. */
  D2L("lenet", "Fashion-MNIST, d2l's recipe: 0.78 to 0.82 test accuracy") {
    @Override
    public NetworkOutput layers(Flow image, int classes) {
      return d2l(image, classes, Conv.of(5, 6).pad(2), x -> x, x -> x.avgPool(Pool.of(2, 2)));
    }
  },

  /**
   * Dive into Deep Learning, section 8.5: batch norm after every layer but the last, no padding.
   */
  D2L_BN("lenet-bn", "Fashion-MNIST, d2l's recipe: 0.71 to 0.89 test accuracy") {
    @Override
    public NetworkOutput layers(Flow image, int classes) {
      return d2l(
          image, classes, Conv.of(5, 6).valid(), LeNet::batchNorm, x -> x.avgPool(Pool.of(2, 2)));
    }
  },

  /** The first edition of Dive into Deep Learning, section 5.5: no padding, max pooling. */
  D2L_FIRST("lenet-d2l-first", "none published but the book's figures") {
    @Override
    public NetworkOutput layers(Flow image, int classes) {
      return d2l(image, classes, Conv.of(5, 6).valid(), x -> x, x -> x.maxPool(Pool.of(2, 2)));
    }
  },

  /** The first edition, section 5.10: the same with batch norm after every layer but the last. */
  D2L_FIRST_BN("lenet-d2l-first-bn", "none published but the book's figures") {
    @Override
    public NetworkOutput layers(Flow image, int classes) {
      return d2l(
          image, classes, Conv.of(5, 6).valid(), LeNet::batchNorm, x -> x.maxPool(Pool.of(2, 2)));
    }
  },

  /** Caffe's MNIST example: wider, max pooling, one ReLU. */
  CAFFE("lenet-caffe", "MNIST, Caffe's recipe: 0.99 test accuracy") {
    @Override
    public NetworkOutput layers(Flow image, int classes) {
      return NetworkOutput.of(
          image
              .conv("conv1", Conv.of(5, 20).valid()) // 24x24x20
              .maxPool(Pool.of(2, 2).ceilMode()) // 12x12x20
              .conv("conv2", Conv.of(5, 50).valid()) // 8x8x50
              .maxPool(Pool.of(2, 2).ceilMode()) // 4x4x50
              .flatten()
              .dense("ip1", 500)
              .relu()
              .dense("ip2", classes));
    }
  };

  private final Spec spec;

  LeNet(String name, String result) {
    spec = Paper.LENET.classifier(name, "figure 2", new Spec.Input(28, 28, 1), 10, result);
  }

  @Override
  public Spec spec() {
    return spec;
  }

  private static NetworkOutput d2l(
      Flow image, int classes, Conv conv1, UnaryOperator<Flow> norm, UnaryOperator<Flow> pool) {
    Flow x = norm.apply(image.conv("conv1", conv1)).sigmoid(); // 28x28x6, 24x24x6 without padding
    x = pool.apply(x); // 14x14x6 or 12x12x6
    x = norm.apply(x.conv("conv2", Conv.of(5, 16).valid())).sigmoid(); // 10x10x16 or 8x8x16
    x = pool.apply(x); // 5x5x16 or 4x4x16
    x = norm.apply(x.flatten().dense("fc3", 120)).sigmoid();
    x = norm.apply(x.dense("fc4", 84)).sigmoid();
    return NetworkOutput.of(x.dense("fc5", classes));
  }

  private static Flow batchNorm(Flow x) {
    return x.batchNorm(BatchNorm.USUAL);
  }
}
