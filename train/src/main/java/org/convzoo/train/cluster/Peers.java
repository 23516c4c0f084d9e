package org.convzoo.train.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.convzoo.train.cluster.ClusterSpec.Member;

/** Whether the other processes of a cluster can be reached. */
final class Peers {

  private static final int CONNECT_MILLIS = 2000;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private Peers() {}

  /**
   * Waits until each one's port is open. TensorFlow itself would wait for ever, silently.
   *
   * @param stop asked now and then whether to give up
   * @throws ClusterException if one has not come by then
   */
  static void await(ClusterSpec cluster, BooleanSupplier stop) {
    long end = System.nanoTime() + cluster.patience().toNanos();
    for (Member peer : cluster.peers()) {
      while (!isOpen(peer)) {
        if (System.nanoTime() > end || stop.getAsBoolean()) {
          throw new ClusterException(
              "%s did not come within %d s".formatted(peer, cluster.patience().toSeconds()));
        }
        pause(PAUSE);
      }
    }
  }

  /** Returns those whose port is closed. */
  static List<Member> gone(ClusterSpec cluster) {
    return cluster.peers().stream().filter(peer -> !isOpen(peer)).toList();
  }

  private static boolean isOpen(Member peer) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(peer.host(), peer.port()), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while it waited for the other processes");
    }
  }
}
