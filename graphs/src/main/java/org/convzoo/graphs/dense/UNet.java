package org.convzoo.graphs.dense;

import org.convzoo.UsageException;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Padding;
import org.convzoo.ops.Pool;

/**
 * U-Net: Ronneberger, Fischer, Brox, "U-Net: Convolutional networks for biomedical image
 * segmentation", MICCAI 2015, figure 1.
 *
 * <p>[N,572,572,1] to [N,388,388,classes], or to the input's size with padding; 31,030,658
 * parameters at 2 classes. Other input sizes work where every pooling finds an even map: 188, 204,
 * 220 and so on without padding, which leaves 184 pixels less, and multiples of 16 with it.
 *
 * <p>Ours: the paper says "drop-out layers at the end of the contracting path" and no more. They
 * stand behind the last two steps of that path and drop half, and the up-convolutions end in a
 * ReLU, both as in the authors' Caffe model.
 */
public enum UNet implements Network {
  /** As the paper has it. */
  VALID("unet", 572, Padding.VALID),

  /**
   * With padded convolutions, so that the output has the input's size; 572 is none it can halve.
   */
  SAME("unet-same", 512, Padding.SAME);

  private final Spec spec;
  private final Padding padding;

  UNet(String name, int side, Padding padding) {
    this.padding = padding;
    spec =
        new Spec(
            name,
            "U-Net: Convolutional networks for biomedical image segmentation",
            "Ronneberger, Fischer, Brox",
            2015,
            "MICCAI 2015, arXiv:1505.04597, figure 1",
            Task.SEGMENTATION,
            new Spec.Input(side, side, 1),
            2,
            "ISBI cell tracking challenge 2015: IoU 0.9203 on PhC-U373, 0.7756 on DIC-HeLa");
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Pool halve = Pool.of(2, 2);
    Flow down1 = convs(image, "down1", 64); // 568x568x64
    Flow down2 = convs(even(down1).maxPool(halve), "down2", 128); // 280x280x128
    Flow down3 = convs(even(down2).maxPool(halve), "down3", 256); // 136x136x256
    Flow down4 = convs(even(down3).maxPool(halve), "down4", 512).dropout(0.5f); // 64x64x512
    Flow x = convs(even(down4).maxPool(halve), "bottom", 1024).dropout(0.5f); // 28x28x1024
    x = up(x, down4, "up4", 512); // 52x52x512
    x = up(x, down3, "up3", 256); // 100x100x256
    x = up(x, down2, "up2", 128); // 196x196x128
    x = up(x, down1, "up1", 64); // 388x388x64
    return NetworkOutput.of(x.conv("classifier", Conv.of(1, classes)));
  }

  private Flow convs(Flow in, String name, int width) {
    Conv conv = Conv.of(3, width).padding(padding);
    return in.scope(name, x -> x.conv("conv1", conv).relu().conv("conv2", conv).relu());
  }

  /** The up-convolution, the copy from the contracting path cropped beside it, two convolutions. */
  private Flow up(Flow in, Flow copy, String name, int width) {
    Flow x =
        in.scope(name, u -> u.transposedConv("upconv", Conv.of(2, width).stride(2).valid()).relu());
    return convs(x.concat(copy.crop(x.height(), x.width())), name, width);
  }

  private static Flow even(Flow map) {
    if (map.height() % 2 != 0 || map.width() % 2 != 0) {
      throw new UsageException(
          "an even map is wanted where it is pooled, got %dx%d", map.height(), map.width());
    }
    return map;
  }
}
