package org.convzoo.train.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.train.cluster.ClusterSpec.Member;
import org.tensorflow.ServerSession;

/**
 * Looks, while steps are taken, whether the other processes are still there. TensorFlow waits for
 * ever for one that died while it asked nothing of it.
 */
final class PeerWatch {

  /** How often each is looked for, and for how long it may not be found. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Duration GRACE = Duration.ofSeconds(5);

  private final ClusterSpec cluster;
  private final List<ServerSession> sessions = new ArrayList<>();
  private final Map<Member, Long> closedSince = new HashMap<>();
  private volatile List<Member> lost = List.of();
  private volatile boolean over;

  private PeerWatch(ClusterSpec cluster) {
    this.cluster = cluster;
  }

  static PeerWatch start(ClusterSpec cluster) {
    PeerWatch watch = new PeerWatch(cluster);
    Thread thread = new Thread(watch::look, "peer watch");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  /** Cancels what runs in this session once a process is lost, until it is {@link #release}d. */
  synchronized void cancels(ServerSession session) {
    sessions.add(session);
    if (!lost.isEmpty()) {
      session.cancel();
    }
  }

  /** Leaves a session alone, which may be closed then. */
  synchronized void release(ServerSession session) {
    sessions.remove(session);
  }

  private synchronized void cancelAll(List<Member> late) {
    lost = late;
    sessions.forEach(ServerSession::cancel);
  }

  /** Returns those that were lost. */
  List<Member> lost() {
    return lost;
  }

  /** Looks no more: the others may end now. */
  void stop() {
    over = true;
  }

  private void look() {
    while (!over && lost.isEmpty()) {
      List<Member> gone = Peers.gone(cluster);
      long now = System.nanoTime();
      closedSince.keySet().retainAll(gone);
      gone.forEach(peer -> closedSince.putIfAbsent(peer, now));
      List<Member> late =
          gone.stream().filter(p -> now - closedSince.get(p) > GRACE.toNanos()).toList();
      if (!late.isEmpty() && !over) {
        cancelAll(late);
      }
      Peers.pause(PAUSE);
    }
  }
}
