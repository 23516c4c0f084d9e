package org.convzoo.graphs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.convzoo.UsageException;
import org.convzoo.graphs.classic.AlexNet;
import org.convzoo.graphs.classic.CifarQuick;
import org.convzoo.graphs.classic.DenseHighway;
import org.convzoo.graphs.classic.ExerciseAlexNet;
import org.convzoo.graphs.classic.GoogLeNet;
import org.convzoo.graphs.classic.Highway;
import org.convzoo.graphs.classic.LeNet;
import org.convzoo.graphs.classic.LeNet5;
import org.convzoo.graphs.classic.LeNetKernels;
import org.convzoo.graphs.classic.NiN;
import org.convzoo.graphs.classic.SingleTowerAlexNet;
import org.convzoo.graphs.classic.Vgg;
import org.convzoo.graphs.classic.ZfNet;
import org.convzoo.graphs.dense.DenseBox;
import org.convzoo.graphs.dense.UNet;
import org.convzoo.graphs.network.Family;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Suggestion;
import org.convzoo.graphs.residual.CifarResNet;
import org.convzoo.graphs.residual.DenseNet;
import org.convzoo.graphs.residual.DmrNet;
import org.convzoo.graphs.residual.FractalNet;
import org.convzoo.graphs.residual.PreResNet;
import org.convzoo.graphs.residual.ResNet;
import org.convzoo.graphs.residual.ResNet110;
import org.convzoo.graphs.residual.ResNetV2;
import org.convzoo.graphs.residual.RiR;
import org.convzoo.graphs.residual.WideResNet;

/**
 * Every network, by name. A new family, or a new file of one, is one line here; those of others'
 * jars come in as a {@link Family}.
 */
public final class Zoo {

  private static final Map<String, List<Network>> FAMILIES = new LinkedHashMap<>();
  private static final Map<String, Network> NETWORKS = new LinkedHashMap<>();

  static {
    add("LeNet", LeNet.values());
    add("LeNet", LeNet5.values());
    add("LeNet", LeNetKernels.values());
    add("AlexNet", AlexNet.values());
    add("AlexNet", SingleTowerAlexNet.values());
    add("AlexNet", ExerciseAlexNet.values());
    add("AlexNet", CifarQuick.values());
    add("ZFNet", ZfNet.values());
    add("VGG", Vgg.values());
    add("NiN", NiN.values());
    add("GoogLeNet", GoogLeNet.values());
    add("Highway", Highway.values());
    add("Highway", DenseHighway.values());
    add("ResNet", ResNet.values());
    add("ResNet", ResNetV2.values());
    add("ResNet", CifarResNet.values());
    add("ResNet", PreResNet.values());
    add("ResNet", ResNet110.values());
    add("Wide ResNet", WideResNet.values());
    add("ResNet in ResNet", RiR.values());
    add("DMRNet", DmrNet.values());
    add("FractalNet", FractalNet.values());
    add("DenseNet", DenseNet.values());
    add("U-Net", UNet.values());
    add("DenseBox", DenseBox.values());
    for (Family family : ServiceLoader.load(Family.class)) {
      add(family.name(), family.networks().toArray(Network[]::new));
    }
  }

  private Zoo() {}

  private static void add(String family, Network... networks) {
    FAMILIES.computeIfAbsent(family, f -> new ArrayList<>()).addAll(List.of(networks));
    for (Network network : networks) {
      if (NETWORKS.put(network.spec().name(), network) != null) {
        throw new IllegalStateException("two networks are named " + network.spec().name());
      }
    }
  }

  /** Returns all networks, family by family. */
  public static Collection<Network> all() {
    return Collections.unmodifiableCollection(NETWORKS.values());
  }

  /** Returns the networks by the name of their family. */
  public static Map<String, List<Network>> families() {
    return Collections.unmodifiableMap(FAMILIES);
  }

  /**
   * Returns the network of this name.
   *
   * @throws IllegalArgumentException if there is none, with the nearest name there is
   */
  public static Network get(String name) {
    Network network = NETWORKS.get(name);
    if (network == null && name.contains("/")) {
      throw new UsageException(
          "a network has a name, such as %s, and no path, got \"%s\"",
          NETWORKS.keySet().iterator().next(), name);
    }
    if (network == null) {
      throw new UsageException(
          "there is no network \"%s\"%s", name, Suggestion.among(NETWORKS.keySet(), name));
    }
    return network;
  }
}
