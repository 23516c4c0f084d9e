package org.convzoo.graphs.classic;

import java.util.function.UnaryOperator;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Paper;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;
import org.convzoo.ops.Towers;

/**
 * AlexNet as two towers: Krizhevsky, Sutskever, Hinton, "ImageNet classification with deep
 * convolutional neural networks", NIPS 2012, figure 2 and section 3.
 *
 * <p>[N,227,227,3] to [N,classes]; 60,965,224 parameters at 1000 classes.
 *
 * <p>Ours: 227 pixels, since the printed 224 cannot give maps of 55x55 (224 works, and gives 54x54
 * ones); normalisation stays inside a tower, as its GPU's memory did.
 */
public enum AlexNet implements Network {

  /** The network of the paper. */
  TWO_TOWERS("alexnet", AlexNet::lrn, Pool.of(3, 2), "37.5 % top-1, 17.0 % top-5"),

  /** The same without local response normalisation. */
  WITHOUT_LRN(
      "alexnet-nolrn", x -> x, Pool.of(3, 2), "1.4 % top-1 and 1.2 % top-5 more than with it"),

  /** The same with windows of 2x2 that do not overlap: section 3.4. */
  NON_OVERLAPPING(
      "alexnet-pool2",
      AlexNet::lrn,
      Pool.of(2, 2),
      "0.4 % top-1 and 0.3 % top-5 more than with 3x3");

  private final Spec spec;
  private final UnaryOperator<Flow> norm;
  private final Pool pool;

  AlexNet(String name, UnaryOperator<Flow> norm, Pool pool, String error) {
    this.norm = norm;
    this.pool = pool;
    spec =
        Paper.ALEXNET.classifier(
            name,
            "figure 2",
            new Spec.Input(227, 227, 3),
            1000,
            "ILSVRC-2010 test error: " + error);
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Towers x = Towers.of(image, 2);
    x = x.each(t -> t.conv("conv1", Conv.of(11, 48).stride(4).valid()).relu()); // 55x55x48
    x = x.each(t -> norm.apply(t).maxPool(pool)); // 27x27x48
    x = x.each(t -> t.conv("conv2", Conv.of(5, 128).pad(2).bias(1)).relu()); // 27x27x128
    x = x.each(t -> norm.apply(t).maxPool(pool)); // 13x13x128
    x = x.cross(t -> t.conv("conv3", Conv.of(3, 192).pad(1)).relu()); // 13x13x192
    x = x.each(t -> t.conv("conv4", Conv.of(3, 192).pad(1).bias(1)).relu()); // 13x13x192
    x = x.each(t -> t.conv("conv5", Conv.of(3, 128).pad(1).bias(1)).relu()); // 13x13x128
    x = x.each(t -> t.maxPool(pool)); // 6x6x128
    x = x.cross(t -> t.flatten().dense("fc6", 2048, 1).relu().dropout(0.5f));
    x = x.cross(t -> t.dense("fc7", 2048, 1).relu().dropout(0.5f));
    return NetworkOutput.of(x.merge().dense("fc8", classes));
  }

  private static Flow lrn(Flow x) {
    return x.lrn(5, 2, 1e-4f, 0.75f); // n, k, alpha, beta: section 3.3
  }
}
