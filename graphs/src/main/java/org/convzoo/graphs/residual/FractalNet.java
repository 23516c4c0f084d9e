package org.convzoo.graphs.residual;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Paper;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.BatchNorm;
import org.convzoo.ops.Conv;
import org.convzoo.ops.DropPath;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;

/**
 * FractalNet: Larsson, Maire, Shakhnarovich, "FractalNet: ultra-deep neural networks without
 * residuals", ICLR 2017, figure 1 and section 4, with three columns in five blocks.
 *
 * <p>[N,32,32,3] to [N,classes]; 33,724,618 parameters at 10 classes.
 *
 * <p>Ours: the paper's 38.6 million parameters do not come out of its columns, blocks and widths,
 * which have 33,698,880 weights in their convolutions however the rest is built. Batch norm has a
 * scale and a shift and its convolution no bias, where the authors' Caffe code has it the other way
 * round. As in that code, dropout comes before the norm and pooling before a block's last join. The
 * last map is averaged, so that larger images work: it is one pixel of 32. In a step of one column
 * the others are computed too, and their batch statistics move.
 */
public enum FractalNet implements Network {
  LAYERS_20("fractalnet20");

  private static final int COLUMNS = 3;
  private static final int[] WIDTHS = {64, 128, 256, 512, 512};
  private static final float[] DROPOUT = {0, 0.1f, 0.2f, 0.3f, 0.4f};
  private static final float DROP_PATH = 0.15f;

  private final Spec spec;

  FractalNet(String name) {
    spec =
        new Paper(
                "FractalNet: ultra-deep neural networks without residuals",
                "Larsson, Maire, Shakhnarovich",
                2017,
                "ICLR 2017, arXiv:1605.07648")
            .cifar10(
                name,
                "figure 1",
                "CIFAR-10 error with augmentation, dropout and drop-path: 4.60 %");
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    DropPath dropPath = DropPath.of(image.layers(), COLUMNS, DROP_PATH);
    Flow x = image;
    for (int i = 0; i < WIDTHS.length; i++) { // 16x16x64, 8x8x128, 4x4x256, 2x2x512, 1x1x512
      Block block = new Block(WIDTHS[i], DROPOUT[i], dropPath);
      x = x.scope("block" + (i + 1), block::draw);
    }
    return NetworkOutput.of(x.globalAvgPool().dense("classifier", classes));
  }

  private record Block(int width, float dropout, DropPath dropPath) {

    Flow draw(Flow in) {
      List<Flow> ends = columns(COLUMNS, 0, in);
      return dropPath.join("join", ends.stream().map(end -> end.maxPool(Pool.of(2, 2))).toList());
    }

    /**
     * The fractal of section 2, up to its last join: with one column a convolution; with more, that
     * beside two fractals of one column less, one on the other. Joins that follow one another are
     * one.
     *
     * @param row where it begins, of the block's four
     */
    private List<Flow> columns(int count, int row, Flow in) {
      int rows = 1 << (count - 1);
      List<Flow> ends = new ArrayList<>();
      ends.add(conv(in, "conv%d_%d".formatted(COLUMNS - count + 1, row / rows + 1)));
      if (count > 1) {
        int half = row + rows / 2;
        Flow joined = dropPath.join("join" + half, columns(count - 1, row, in));
        ends.addAll(columns(count - 1, half, joined));
      }
      return ends;
    }

    private Flow conv(Flow x, String name) {
      return x.conv(name, Conv.of(3, width).noBias())
          .dropout(dropout)
          .batchNorm(BatchNorm.USUAL)
          .relu();
    }
  }
}
