package org.convzoo.graphs.classic;

import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Paper;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;

/**
 * LeNet with kernels of four sizes, to compare them: after LeCun, Bottou, Bengio, Haffner,
 * "Gradient-based learning applied to document recognition", Proceedings of the IEEE 86(11), 1998.
 *
 * <p>[N,28,28,1] to [N,classes]; at 10 classes 106,154 parameters with kernels of 3x3, 107,786 with
 * 5x5, 110,234 with 7x7, 117,578 with 11x11.
 *
 * <p>Ours: both convolutions are padded, so that the maps, and with them the dense layers, are the
 * same in all; ReLU and max pooling.
 */
public enum LeNetKernels implements Network {
  K3(3),
  K5(5),
  K7(7),
  K11(11);

  private final int kernel;
  private final Spec spec;

  LeNetKernels(int kernel) {
    this.kernel = kernel;
    spec =
        Paper.LENET.classifier(
            "lenet-k" + kernel,
            "with other kernels",
            new Spec.Input(28, 28, 1),
            10,
            "none published");
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    return NetworkOutput.of(
        image
            .conv("conv1", Conv.of(kernel, 6)) // 28x28x6
            .relu()
            .maxPool(Pool.of(2, 2)) // 14x14x6
            .conv("conv2", Conv.of(kernel, 16)) // 14x14x16
            .relu()
            .maxPool(Pool.of(2, 2)) // 7x7x16
            .flatten()
            .dense("fc3", 120)
            .relu()
            .dense("fc4", 84)
            .relu()
            .dense("fc5", classes));
  }
}
