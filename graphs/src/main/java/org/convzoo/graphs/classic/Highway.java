package org.convzoo.graphs.classic;

import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Paper;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;

/**
 * Convolutional highway networks: Srivastava, Greff, Schmidhuber, "Training very deep networks",
 * NIPS 2015, section 3.3 and tables 2 and 3.
 *
 * <p>[N,32,32,3] to [N,classes]; 2,256,838 and 1,264,502 parameters at 10 classes, 2.3 and 1.25
 * million in the paper.
 *
 * <p>Each of three stages starts with a plain convolution that sets its width; the others are
 * highway layers, y = t h + (1 - t) x, whose gates t start almost closed, at a bias of -2.
 *
 * <p>Ours: the paper has no table of layers. That of 19 is the authors' Caffe model of table 3,
 * with as many logits as classes where theirs has 100 for CIFAR-10 too; the average is over the
 * whole map, 8x8 of 32 pixels. Of the one with 32, of table 2, the paper says only its size and
 * that kernels of 3x3 and 1x1 take turns: its widths are ours, its ends those of the other.
 */
public enum Highway implements Network {
  LAYERS_19("highway19", "92.46 %", new int[] {32, 80, 128}, new int[] {5, 6, 6}, 3, 3),
  LAYERS_32("highway32", "91.20 %", new int[] {32, 64, 96}, new int[] {10, 10, 10}, 3, 1);

  private final Spec spec;
  private final int[] widths;
  private final int[] depths;
  private final int[] kernels;

  /** What takes turns in {@code kernels} does so within each stage. */
  Highway(String name, String accuracy, int[] widths, int[] depths, int... kernels) {
    this.widths = widths;
    this.depths = depths;
    this.kernels = kernels;
    spec = Paper.HIGHWAY.cifar10(name, "table 2", "CIFAR-10 accuracy: " + accuracy);
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Flow x = image.scope("input", i -> i.dropout(0.2f));
    for (int stage = 0; stage < widths.length; stage++) { // 32x32, 16x16, 8x8
      x = stage == 0 ? x : x.maxPool(Pool.of(2, 2)).dropout(0.2f);
      for (int i = 0; i < depths[stage]; i++) {
        Conv conv = Conv.of(kernels[i % kernels.length], widths[stage]);
        String name = "conv%d_%d".formatted(stage + 1, i + 1);
        x = i == 0 ? x.conv(name, conv).relu() : x.scope(name, h -> highway(h, conv));
      }
    }
    x = x.conv("conv4", Conv.of(1, 100)).relu(); // 8x8x100
    return NetworkOutput.of(x.globalAvgPool().dropout(0.2f).dense("classifier", classes));
  }

  private static Flow highway(Flow x, Conv conv) {
    Flow gate = x.conv("gate", conv.bias(-2)).sigmoid();
    return x.conv("transform", conv).relu().minus(x).times(gate).plus(x);
  }
}
