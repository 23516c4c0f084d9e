package org.convzoo.graphs.network;

import java.util.List;

/**
 * A family of networks of your own. The zoo finds it through {@link java.util.ServiceLoader}: name
 * your class in {@code META-INF/services/org.convzoo.graphs.network.Family}.
 */
public interface Family {

  /** Returns the family's name, such as {@code VGG}. */
  String name();

  /** Returns its networks, each of a name that no other network has. */
  List<Network> networks();
}
