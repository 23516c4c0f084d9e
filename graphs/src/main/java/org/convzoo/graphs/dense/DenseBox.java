package org.convzoo.graphs.dense;

import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;

/**
 * DenseBox: Huang, Yang, Deng, Yu, "DenseBox: Unifying landmark localization with end to end object
 * detection", arXiv:1509.04874, figure 3, without the branch for landmarks.
 *
 * <p>[N,240,240,3] to [N,60,60,5]: for each fourth pixel a score and the distances to the top,
 * left, bottom and right side of an object's box; 11,375,173 parameters. The first twelve
 * convolutions are those of VGG-19. A pixel of conv3_4 sees 48 x 48 pixels, about the 50 of a face
 * in the paper; one of conv4_4 sees its surroundings.
 *
 * <p>Ours: the paper gives conv4_4 118 x 118 pixels, where its layers come to 116 x 116. It does
 * not print the width of the heads' hidden layers, which is 512, nor their dropout, which is one
 * half, as in VGG; a ReLU stands between the two, which would be one linear layer without it. The
 * order of the four distances is TensorFlow's for boxes. Nothing starts from a trained VGG-19.
 */
public enum DenseBox implements Network {

  /** The network of the paper. */
  PAPER("densebox", 1),

  /** A quarter as wide everywhere, for training without a GPU. */
  SMALL("densebox-small", 4);

  private final Spec spec;
  private final int divisor;

  DenseBox(String name, int divisor) {
    this.divisor = divisor;
    spec =
        new Spec(
            name,
            "DenseBox: Unifying landmark localization with end to end object detection",
            "Huang, Yang, Deng, Yu",
            2015,
            "arXiv:1509.04874, figure 3",
            Task.DETECTION,
            new Spec.Input(240, 240, 3),
            1,
            "MALF faces and KITTI cars: among the best of its time, in curves and tables");
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Pool halve = Pool.of(2, 2);
    Flow x = stage(image, 1, 2, 64).maxPool(halve); // 120x120x64
    x = stage(x, 2, 2, 128).maxPool(halve); // 60x60x128
    Flow object = stage(x, 3, 4, 256); // 60x60x256
    Flow context = stage(object.maxPool(halve), 4, 4, 512); // 30x30x512
    Flow both = object.concat(context.resize(object.height(), object.width())); // 60x60x768
    return NetworkOutput.of(head(both, "det", 1).concat(head(both, "loc", 4))); // 60x60x5
  }

  private Flow stage(Flow x, int number, int count, int filters) {
    for (int i = 1; i <= count; i++) {
      x = x.conv("conv%d_%d".formatted(number, i), Conv.of(3, filters / divisor)).relu();
    }
    return x;
  }

  private Flow head(Flow x, String name, int numbers) {
    return x.conv("conv5_1_" + name, Conv.of(1, 512 / divisor))
        .relu()
        .dropout(0.5f)
        .conv("conv5_2_" + name, Conv.of(1, numbers));
  }
}
