package org.convzoo.graphs.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.convzoo.UsageException;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Initialization;
import org.convzoo.ops.KernelInitializer;
import org.convzoo.ops.Layers;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A network with units inserted that change nothing at first, so that with the weights of a trained
 * one it answers as that does, and can only become better where training lets it: the argument of
 * He et al., CVPR 2016, section 1, done by hand. Chen, Goodfellow, Shlens, "Net2Net", ICLR 2016,
 * arXiv:1511.05641, section 2.3, call it a Net2DeeperNet.
 *
 * @param base the network as it was published
 * @param insertions what is inserted; of several after one layer, the first stands first
 */
public record Deepened(Network base, List<Insertion> insertions) implements Network {

  public Deepened {
    insertions = List.copyOf(insertions);
  }

  @Override
  public Spec spec() {
    return base.spec();
  }

  @Override
  public OptionalDouble auxiliaryWeight() {
    return base.auxiliaryWeight();
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Map<String, List<Layers.Unit>> units = new LinkedHashMap<>();
    for (Insertion each : insertions) {
      units.computeIfAbsent(each.after(), layer -> new ArrayList<>()).addAll(each.build());
    }
    image.layers().insert(units);
    return base.layers(image, classes);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException also if no activation follows a layer that units are to be
   *     inserted after, with the nearest name of one that has
   */
  @Override
  public NetworkOutput build(Layers net, Operand<TFloat32> images, int classes) {
    NetworkOutput logits = Network.super.build(net, images, classes);
    for (Insertion each : insertions) {
      if (!net.activated().contains(each.after())) {
        throw new UsageException(
            "no activation follows a layer \"%s\" of %s%s",
            each.after(), spec().name(), Suggestion.among(net.activated(), each.after()));
      }
    }
    return logits;
  }

  /** Returns the first values of a network's kernels, and those of the inserted units. */
  public static Initialization start(Initialization usual, List<Insertion> insertions) {
    Map<String, Integer> before = new LinkedHashMap<>();
    Initialization all = usual;
    for (Insertion each : insertions) {
      for (String scope : each.identities(before.getOrDefault(each.after(), 0))) {
        all = all.layer(scope, KernelInitializer.identity());
      }
      before.merge(each.after(), each.units(), Integer::sum);
    }
    return all;
  }
}
