package org.convzoo.graphs;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every network, by name. A new family is one line here. */
public final class Zoo {

  private static final Map<String, Network> NETWORKS = new LinkedHashMap<>();

  static {
    add(LeNet.values());
    add(AlexNet.values());
    add(SingleTowerAlexNet.values());
    add(ZfNet.values());
    add(Vgg.values());
    add(NiN.values());
    add(GoogLeNet.values());
    add(Highway.values());
    add(ResNet.values());
    add(ResNetV2.values());
    add(CifarResNet.values());
    add(PreResNet.values());
    add(WideResNet.values());
    add(RiR.values());
    add(DmrNet.values());
    add(FractalNet.values());
    add(DenseNet.values());
  }

  private Zoo() {}

  private static void add(Network... family) {
    for (Network network : family) {
      if (NETWORKS.put(network.spec().name(), network) != null) {
        throw new IllegalStateException("two networks are named " + network.spec().name());
      }
    }
  }

  /** Returns all networks, family by family. */
  public static Collection<Network> all() {
    return Collections.unmodifiableCollection(NETWORKS.values());
  }

  /**
   * Returns the network of this name.
   *
   * @throws IllegalArgumentException if there is none, with the nearest name there is
   */
  public static Network get(String name) {
    Network network = NETWORKS.get(name);
    if (network == null) {
      throw new IllegalArgumentException(
          "there is no network \"%s\"%s"
              .formatted(name, Suggestion.among(NETWORKS.keySet(), name)));
    }
    return network;
  }
}
