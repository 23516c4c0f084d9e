package org.convzoo.graphs.residual;

import static org.convzoo.graphs.residual.Residual.basic;

import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Paper;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;

/**
 * Deep merge-and-run networks: Zhao, Wang, Li, Tu, Zeng, "Deep convolutional neural networks with
 * merge-and-run mappings", arXiv:1611.07718, figure 1(c).
 *
 * <p>[N,32,32,3] to [N,classes]: two flows side by side, each with a residual branch of two 3x3
 * convolutions, whose shortcut is the mean of both. At 10 classes 1,710,426 parameters with 56
 * layers, 14,851,402 with 32 of four times the width; the paper says 1.7 and 14.9 million.
 *
 * <p>As in the authors' code, each flow has its own projection where the channels change, the last
 * block adds both branches to the mean, and the depth counts the layers of one flow.
 */
public enum DmrNet implements Network {
  DMRNET("dmrnet", 56, 1, "4.94 % (CIFAR-100: 24.46 %)"),
  WIDE("dmrnet-wide", 32, 4, "3.94 % (CIFAR-100: 19.25 %)");

  private final int n;
  private final int k;
  private final Spec spec;

  /**
   * @param depth 6n + 2, for n blocks in each of three stages
   * @param k what the widths 16, 32 and 64 are multiplied by
   */
  DmrNet(String name, int depth, int k, String result) {
    this.n = (depth - 2) / 6;
    this.k = k;
    spec =
        new Paper(
                "Deep convolutional neural networks with merge-and-run mappings",
                "Zhao, Wang, Li, Tu, Zeng",
                2016,
                "arXiv:1611.07718")
            .cifar10(name, "figure 1(c)", "CIFAR-10 test error: " + result);
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Flow one = Residual.normalized(image, "conv1", Conv.of(3, 16 * k).pad(1)).relu(); // 32x32x16k
    Flow other = one;
    for (int stage = 0; stage < 3; stage++) { // 32x32x16k, 16x16x32k, 8x8x64k
      for (int i = 1; i <= n; i++) {
        String block = "conv%d_%d".formatted(stage + 2, i);
        int width = (16 * k) << stage;
        int stride = stage > 0 && i == 1 ? 2 : 1;
        Flow mean =
            one.scope(block + "/one", f -> shortcut(f, width, stride))
                .plus(other.scope(block + "/other", f -> shortcut(f, width, stride)))
                .times(0.5f);
        Flow first = one.scope(block + "/one", f -> basic(f, width, stride)).plus(mean);
        Flow second = other.scope(block + "/other", f -> basic(f, width, stride));
        boolean last = stage == 2 && i == n;
        one = (last ? first.plus(second) : first).relu();
        other = second.plus(mean).relu();
      }
    }
    return NetworkOutput.of(one.globalAvgPool().dense("fc", classes));
  }

  private static Flow shortcut(Flow x, int width, int stride) {
    return Residual.shortcut(x, width, stride, Residual::normalized);
  }
}
