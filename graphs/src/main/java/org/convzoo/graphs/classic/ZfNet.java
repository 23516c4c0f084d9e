package org.convzoo.graphs.classic;

import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;

/**
 * ZFNet: Zeiler, Fergus, "Visualizing and understanding convolutional networks", ECCV 2014, figure
 * 3.
 *
 * <p>[N,224,224,3] to [N,classes]; 62,357,608 parameters at 1000 classes.
 *
 * <p>Ours: the paper gives no padding; a pixel around the first convolution, poolings rounded up
 * and no padding of the second give the sizes of its figure. Nor does it give constants for its
 * contrast normalisation across maps; they are AlexNet's. Its limit on each filter's norm belongs
 * to training and is not here.
 */
public enum ZfNet implements Network {
  ZFNET;

  private static final Spec SPEC =
      new Spec(
          "zfnet",
          "Visualizing and understanding convolutional networks",
          "Zeiler, Fergus",
          2014,
          "ECCV 2014, arXiv:1311.2901, figure 3",
          Task.CLASSIFICATION,
          new Spec.Input(224, 224, 3),
          1000,
          "ILSVRC-2012 validation error of one network: 38.4 % top-1, 16.5 % top-5");

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Pool halve = Pool.of(3, 2).ceilMode();
    Flow x = image.conv("conv1", Conv.of(7, 96).stride(2).pad(1)).relu(); // 110x110x96
    x = norm(x.maxPool(halve)); // 55x55x96
    x = x.conv("conv2", Conv.of(5, 256).stride(2).valid()).relu(); // 26x26x256
    x = norm(x.maxPool(halve)); // 13x13x256
    x = x.conv("conv3", Conv.of(3, 384)).relu(); // 13x13x384
    x = x.conv("conv4", Conv.of(3, 384)).relu(); // 13x13x384
    x = x.conv("conv5", Conv.of(3, 256)).relu(); // 13x13x256
    x = x.maxPool(halve).flatten(); // 6x6x256 = 9216
    x = x.dense("fc6", 4096).relu().dropout(0.5f);
    x = x.dense("fc7", 4096).relu().dropout(0.5f);
    return NetworkOutput.of(x.dense("fc8", classes));
  }

  private static Flow norm(Flow x) {
    return x.lrn(5, 2, 1e-4f, 0.75f); // n, k, alpha, beta
  }
}
