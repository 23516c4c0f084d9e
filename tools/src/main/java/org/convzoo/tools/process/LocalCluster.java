package org.convzoo.tools.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.convzoo.train.cluster.ClusterSpec;

/**
 * The processes of a cluster on this machine, one of them the chief. What they print comes line by
 * line, each after its process' name.
 */
public final class LocalCluster implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(100);

  private final List<Process> processes = new ArrayList<>();
  private final List<Thread> pumps = new ArrayList<>();

  /**
   * Starts them.
   *
   * @param command what each runs
   */
  public LocalCluster(List<String> command, int size, PrintWriter out, PrintWriter err)
      throws IOException {
    List<String> addresses =
        freePorts(size).stream().map(port -> "\"localhost:%d\"".formatted(port)).toList();
    for (int i = 0; i < size; i++) {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put(Launched.VARIABLE, "true");
      builder
          .environment()
          .put(
              ClusterSpec.VARIABLE,
              "{\"cluster\":{\"worker\":%s},\"task\":{\"type\":\"worker\",\"index\":%d}}"
                  .formatted(addresses, i));
      Process process = builder.start();
      processes.add(process);
      String name = i == 0 ? "chief    | " : "worker %d | ".formatted(i);
      pump(process.getInputStream(), name, out);
      pump(process.getErrorStream(), name, err);
    }
  }

  /** Ports that were free a moment ago, all at once so that none is given twice. */
  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private void pump(InputStream from, String name, PrintWriter to) {
    Thread pump =
        new Thread(
            () -> {
              try (var lines =
                  new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  synchronized (to) {
                    to.println(name + line);
                    to.flush();
                  }
                }
              } catch (IOException e) {
                // the process was ended while it was read
              }
            },
            name);
    pump.setDaemon(true);
    pump.start();
    pumps.add(pump);
  }

  /**
   * Waits until all have ended. Once one has failed, the others have some time to say so and to end
   * by themselves.
   *
   * @param patience for the others
   * @param stop asked now and then whether to ask all of them to save and end
   * @return 0, or the exit code of the first that failed
   */
  public int await(Duration patience, BooleanSupplier stop) throws InterruptedException {
    int failure = 0;
    long end = Long.MAX_VALUE;
    boolean asked = false;
    while (processes.stream().anyMatch(Process::isAlive)) {
      if (failure == 0) {
        failure = failure();
        end = failure == 0 ? end : System.nanoTime() + patience.toNanos();
      }
      if (stop.getAsBoolean() && !asked) {
        processes.forEach(Process::destroy);
        asked = true;
      }
      if (System.nanoTime() > end) {
        processes.forEach(Process::destroyForcibly);
      }
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
    }
    for (Thread pump : pumps) {
      pump.join();
    }
    return failure == 0 ? failure() : failure;
  }

  private int failure() {
    return processes.stream()
        .filter(process -> !process.isAlive())
        .mapToInt(Process::exitValue)
        .filter(code -> code != 0)
        .findFirst()
        .orElse(0);
  }

  /** Ends those that are left. */
  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
  }
}
