package org.convzoo.serve.internal.http;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections that have begun a request's header and not ended it in time. Jetty's idle
 * time-out sees but whether anything comes, a byte now and then.
 */
final class SlowHeaders implements Connection.Listener {

  /** What a connection had done when it last came to the end of a header. */
  private record State(long requests, long bytes, long time) {

    static State of(Connection connection) {
      return new State(connection.getMessagesIn(), connection.getBytesIn(), System.nanoTime());
    }
  }

  private final Map<Connection, State> connections = new ConcurrentHashMap<>();
  private final Set<Connection> busy = ConcurrentHashMap.newKeySet();
  private final Duration timeout;
  private final Server server;

  SlowHeaders(Server server, Duration timeout) {
    this.server = server;
    this.timeout = timeout;
  }

  void start() {
    Scheduler scheduler = server.getBean(Scheduler.class);
    scheduler.schedule(
        () -> {
          connections.forEach(this::look);
          if (server.isRunning()) {
            start();
          }
        },
        Math.min(1000, timeout.toMillis()),
        TimeUnit.MILLISECONDS);
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof HttpConnection) {
      connections.put(connection, State.of(connection));
    }
  }

  @Override
  public void onClosed(Connection connection) {
    connections.remove(connection);
    busy.remove(connection);
  }

  /** A request's header has been read. */
  void began(Connection connection) {
    busy.add(connection);
  }

  /** It has been answered. */
  void ended(Connection connection) {
    busy.remove(connection);
    connections.replace(connection, State.of(connection));
  }

  private void look(Connection connection, State last) {
    boolean waits =
        busy.contains(connection)
            || connection.getMessagesIn() != last.requests
            || connection.getBytesIn() == last.bytes;
    if (waits) {
      connections.replace(connection, last, State.of(connection));
    } else if (System.nanoTime() - last.time > timeout.toNanos()) {
      connection.getEndPoint().close();
    }
  }
}
