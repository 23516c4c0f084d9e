package org.convzoo.train.cluster;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Members of a cluster that are threads of one process. */
final class MemberThreads implements AutoCloseable {

  private static final String CONFIG =
      "{\"cluster\":{\"worker\":%s},\"task\":{\"type\":\"worker\",\"index\":%d}}";

  /** What a member does. */
  interface Member<T> {
    T run(ClusterSpec cluster) throws Exception;
  }

  private final List<ClusterSpec> members;
  private final ExecutorService threads;

  private MemberThreads(List<ClusterSpec> members) {
    this.members = members;
    this.threads = Executors.newFixedThreadPool(members.size());
  }

  /** Begins a cluster of {@code count}. */
  static MemberThreads start(int count) throws IOException {
    String addresses =
        freePorts(count).stream().map(p -> "\"localhost:" + p + "\"").toList().toString();
    return new MemberThreads(
        IntStream.range(0, count)
            .mapToObj(rank -> ClusterSpec.parse(CONFIG.formatted(addresses, rank)))
            .toList());
  }

  static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sockets.add(new ServerSocket(0));
    }
    List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  /** Does it in all members at once, and returns what comes of it by their ranks. */
  <T> List<T> together(Member<T> what) throws Exception {
    List<Callable<T>> calls = new ArrayList<>();
    members.forEach(member -> calls.add(() -> what.run(member)));
    List<T> results = new ArrayList<>();
    for (Future<T> each : threads.invokeAll(calls, 120, TimeUnit.SECONDS)) {
      results.add(each.get());
    }
    return results;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
