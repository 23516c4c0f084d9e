package org.convzoo.tools;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Serves files on this machine, a piece every two milliseconds, from where it is asked for. */
final class SlowServer implements AutoCloseable {

  private static final int PIECE = 4096;
  private static final int PAUSE_NANOS = 2_000_000;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Function<String, byte[]> content;
  private final AtomicInteger resumed = new AtomicInteger();

  SlowServer(Function<String, byte[]> content) throws IOException {
    this.content = content;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
  }

  /** Returns how many requests there were for what follows a file's beginning. */
  int resumed() {
    return resumed.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] whole = content.apply(exchange.getRequestURI().getPath().substring(1));
      String range = exchange.getRequestHeaders().getFirst("Range");
      int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
      if (range != null) {
        resumed.incrementAndGet();
      }
      if (from == whole.length) {
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, whole.length - from);
      OutputStream body = exchange.getResponseBody();
      for (int at = from; at < whole.length; at += PIECE) {
        body.write(whole, at, Math.min(PIECE, whole.length - at));
        body.flush();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
