package org.convzoo.graphs.classic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Paper;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;

/**
 * LeNet-5 as of 1998: LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document
 * recognition", Proceedings of the IEEE 86(11), 1998, section II.B, figure 2 and table I.
 *
 * <p>[N,32,32,1] to [N,classes]; 60,850 parameters at 10 classes: the paper's 60,000 up to F6 (156
 * + 12 + 1,516 + 32 + 48,120 + 10,164), and 850 of the output layer. Layers have the paper's names.
 *
 * <p>A map of C3 is a convolution of its own over the maps of S2 that table I connects it with: 60
 * kernels of 5x5, as in the paper, and no weights that are not used. Subsampling adds four pixels,
 * multiplies the sum by a coefficient and adds a bias, both of them trained and one for each map.
 *
 * <p>Ours: a dense layer in place of the output's Euclidean radial basis functions, whose 7x12
 * bitmaps are drawn by hand and stay as they are; multiply-adds count a subsampling's coefficient
 * as the kernel of 1x1 that it is.
 */
public enum LeNet5 implements Network {
  LENET5;

  private static final Spec SPEC =
      Paper.LENET.classifier(
          "lenet5",
          "figure 2 and table I",
          new Spec.Input(32, 32, 1),
          10,
          "MNIST test error: 0.95 %, 0.8 % with distorted images");

  /** Table I: the maps of S2 that each map of C3 reads. */
  private static final int[][] TABLE_I = {
    {0, 1, 2},
    {1, 2, 3},
    {2, 3, 4},
    {3, 4, 5},
    {0, 4, 5},
    {0, 1, 5}, // three in a row
    {0, 1, 2, 3},
    {1, 2, 3, 4},
    {2, 3, 4, 5},
    {0, 3, 4, 5},
    {0, 1, 4, 5},
    {0, 1, 2, 5}, // four
    {0, 1, 3, 4},
    {1, 2, 4, 5},
    {0, 2, 3, 5}, // twice two
    {0, 1, 2, 3, 4, 5}
  };

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Flow x = squashed(image.conv("c1", Conv.of(5, 6).valid())); // 28x28x6
    x = squashed(subsampled(x, "s2")); // 14x14x6
    x = squashed(x.scope("c3", LeNet5::connected)); // 10x10x16
    x = squashed(subsampled(x, "s4")); // 5x5x16
    x = squashed(x.conv("c5", Conv.of(5, 120).valid())); // 1x1x120
    x = squashed(x.flatten().dense("f6", 84));
    return NetworkOutput.of(x.dense("output", classes));
  }

  /** Appendix A: A tanh(S a), with A = 1.7159 and S = 2/3. */
  static Flow squashed(Flow x) {
    return x.times(2 / 3f).tanh().times(1.7159f);
  }

  private static Flow subsampled(Flow x, String name) {
    Flow sums = x.avgPool(Pool.of(2, 2)).times(4);
    return sums.conv(name, Conv.of(1, x.channels()).groups(x.channels()));
  }

  private static Flow connected(Flow s2) {
    List<UnaryOperator<Flow>> maps = new ArrayList<>();
    for (int[] read : TABLE_I) {
      String name = "map" + maps.size();
      maps.add(b -> b.selectChannels(read).conv(name, Conv.of(5, 1).valid()));
    }
    return s2.branches(maps);
  }
}
