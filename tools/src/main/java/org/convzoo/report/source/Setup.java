package org.convzoo.report.source;

import java.util.List;
import org.convzoo.UsageException;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.ops.Phase;

/**
 * What a network is built for.
 *
 * @param size of the images
 * @param classes to tell apart
 * @param batch number of images, at least 1
 * @param phase training has the auxiliary heads and dropout; gradients are not built
 * @param towers the devices of the network's towers, such as {@code GPU:1}, which need not be
 *     there; none to place nothing
 */
public record Setup(Spec.Input size, int classes, int batch, Phase phase, List<String> towers) {

  public Setup {
    if (batch < 1) {
      throw new UsageException("a batch has at least 1 image, got " + batch);
    }
    towers = List.copyOf(towers);
  }

  /** Returns the inference of one image as in the network's paper. */
  public static Setup of(Network network) {
    Spec spec = network.spec();
    return new Setup(spec.input(), spec.classes(), 1, Phase.INFERENCE, List.of());
  }

  public Setup withSize(Spec.Input other) {
    return new Setup(other, classes, batch, phase, towers);
  }

  public Setup withClasses(int other) {
    return new Setup(size, other, batch, phase, towers);
  }

  public Setup withBatch(int other) {
    return new Setup(size, classes, other, phase, towers);
  }

  public Setup withPhase(Phase other) {
    return new Setup(size, classes, batch, other, towers);
  }

  public Setup withTowers(List<String> devices) {
    return new Setup(size, classes, batch, phase, devices);
  }
}
