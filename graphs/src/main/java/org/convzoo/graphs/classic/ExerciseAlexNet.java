package org.convzoo.graphs.classic;

import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Paper;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;
import org.convzoo.ops.Towers;

/**
 * AlexNet as university courses set it as an exercise in TensorFlow: the two towers of Krizhevsky,
 * Sutskever, Hinton, NIPS 2012, figure 2, without padding, normalisation and dropout.
 *
 * <p>[N,227,227,3] to [N,classes]; 27,410,792 parameters at 1000 classes, less than half of {@link
 * AlexNet}'s: maps that shrink in every convolution leave fc6 2x2x256 numbers instead of 6x6x256.
 *
 * <p>The towers meet before conv3 and after the last pooling; the dense layers are not divided.
 */
public enum ExerciseAlexNet implements Network {
  TWO_TOWERS;

  private static final Spec SPEC =
      Paper.ALEXNET.classifier(
          "alexnet-exercise",
          "figure 2, as simplified for courses",
          new Spec.Input(227, 227, 3),
          1000,
          "none published");

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Pool pool = Pool.of(3, 2);
    Towers x = Towers.of(image, 2);
    x = x.each(t -> t.conv("conv1", Conv.of(11, 48).stride(4).valid()).relu()); // 55x55x48
    x = x.each(t -> t.maxPool(pool)); // 27x27x48
    x = x.each(t -> t.conv("conv2", Conv.of(5, 128).valid()).relu()); // 23x23x128
    x = x.each(t -> t.maxPool(pool)); // 11x11x128
    x = x.cross(t -> t.conv("conv3", Conv.of(3, 192).valid()).relu()); // 9x9x192
    x = x.each(t -> t.conv("conv4", Conv.of(3, 192).valid()).relu()); // 7x7x192
    x = x.each(t -> t.conv("conv5", Conv.of(3, 128).valid()).relu()); // 5x5x128
    x = x.each(t -> t.maxPool(pool)); // 2x2x128
    Flow joined = x.merge().flatten(); // 1024
    return NetworkOutput.of(
        joined.dense("fc6", 4096).relu().dense("fc7", 4096).relu().dense("fc8", classes));
  }
}
