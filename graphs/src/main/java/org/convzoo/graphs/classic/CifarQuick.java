package org.convzoo.graphs.classic;

import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Paper;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;

/**
 * Caffe's small network for CIFAR-10, after Krizhevsky's cuda-convnet: Jia, Shelhamer, Donahue,
 * Karayev, Long, Girshick, Guadarrama, Darrell, "Caffe: Convolutional architecture for fast feature
 * embedding", ACM Multimedia 2014, as in examples/cifar10/cifar10_quick_train_test.prototxt.
 *
 * <p>[N,32,32,3] to [N,classes]; 145,578 parameters at 10 classes. The first pooling comes before
 * its ReLU, and no activation stands between the dense layers.
 */
public enum CifarQuick implements Network {
  QUICK;

  private static final Spec SPEC =
      new Paper(
              "Caffe: Convolutional architecture for fast feature embedding",
              "Jia, Shelhamer, Donahue, Karayev, Long, Girshick, Guadarrama, Darrell",
              2014,
              "ACM Multimedia 2014")
          .cifar10(
              "cifar10-quick",
              "arXiv:1408.5093; the layers are of Caffe's examples/cifar10",
              "CIFAR-10, Caffe's recipe: 0.7533 test accuracy");

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Pool halve = Pool.of(3, 2).ceilMode();
    Flow x = image.conv("conv1", Conv.of(5, 32).pad(2)).maxPool(halve).relu(); // 16x16x32
    x = x.conv("conv2", Conv.of(5, 32).pad(2)).relu().avgPool(halve); // 8x8x32
    x = x.conv("conv3", Conv.of(5, 64).pad(2)).relu().avgPool(halve); // 4x4x64
    return NetworkOutput.of(x.flatten().dense("ip1", 64).dense("ip2", classes));
  }
}
