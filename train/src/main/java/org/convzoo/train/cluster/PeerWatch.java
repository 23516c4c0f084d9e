package org.convzoo.train.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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

  /** How long after TensorFlow should have ended a step by itself, and after it was cancelled. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  private final ClusterSpec cluster;
  private final List<ServerSession> sessions = new ArrayList<>();
  private final Map<Member, Long> closedSince = new HashMap<>();
  private volatile List<Member> lost = List.of();
  private volatile boolean over;

  /** When the step began that is waited for, or 0. */
  private volatile long waitsSince;

  /** When it was given up, or 0. */
  private long givenUp;

  /** When the closing of a session began, which waits for its last step, or 0. */
  private volatile long closesSince;

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

  /** Notes that a step begins in which others take part. */
  void waits() {
    waitsSince = System.nanoTime();
  }

  /** Notes that it has ended, in whatever way. */
  void waitsNoMore() {
    waitsSince = 0;
  }

  /** Notes that a session is being closed. */
  void closes() {
    closesSince = System.nanoTime();
  }

  /** Notes that it is closed. */
  void isClosed() {
    closesSince = 0;
  }

  private void look() {
    while (true) {
      long now = System.nanoTime();
      boolean hangs = waitsSince != 0 && hasWaited(now, givenUp, SLACK);
      if (hangs || hasWaited(now, closesSince, SLACK)) {
        endProcess();
      }
      if (givenUp == 0 && !over) {
        List<Member> late = late(now);
        if (!late.isEmpty() || hasWaited(now, waitsSince, cluster.patience().plus(SLACK))) {
          giveUp(now, late);
        }
      }
      Peers.pause(PAUSE);
    }
  }

  private List<Member> late(long now) {
    List<Member> gone = Peers.gone(cluster);
    closedSince.keySet().retainAll(gone);
    gone.forEach(peer -> closedSince.putIfAbsent(peer, now));
    return gone.stream().filter(peer -> hasWaited(now, closedSince.get(peer), GRACE)).toList();
  }

  private static boolean hasWaited(long now, long since, Duration time) {
    return since != 0 && now - since > time.toNanos();
  }

  /** Cancels in a thread of its own, which TensorFlow may hold up. */
  private void giveUp(long now, List<Member> late) {
    givenUp = now;
    Thread thread = new Thread(() -> cancelAll(late), "cancellation");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * The last resort: a step that asks a frozen process for its number, before the first sum, does
   * not hear of cancellation, and where it timed out, closing its session waits for it.
   */
  private void endProcess() {
    System.err.println("convzoo: " + words(lost));
    Runtime.getRuntime().halt(1);
  }

  /** Says who was lost, or that nobody knows who. */
  String words(List<Member> members) {
    return members.isEmpty()
        ? "the other processes did not answer within %d s".formatted(cluster.patience().toSeconds())
        : "lost " + members.stream().map(Member::toString).collect(Collectors.joining(", "));
  }
}
