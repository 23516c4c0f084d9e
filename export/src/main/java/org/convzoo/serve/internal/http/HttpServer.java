package org.convzoo.serve.internal.http;

import java.io.IOException;
import org.convzoo.serve.internal.api.Router;
import org.convzoo.serve.internal.metrics.ServerMetrics;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty, set up for {@link ServerHandler}. */
public final class HttpServer implements AutoCloseable {

  private final Server server;
  private final ServerConnector connector;
  private final Router router;

  /**
   * Opens the port.
   *
   * @throws IOException if it cannot be had
   */
  public HttpServer(Router router, ServerMetrics metrics, HttpOptions options) throws IOException {
    this.router = router;
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("http");
    if (VirtualThreads.areSupported()) {
      threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    }
    server = new Server(threads);
    server.setErrorHandler(new JsonErrors());
    server.setStopTimeout(options.grace().toMillis());
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    HttpConnectionFactory factory = new HttpConnectionFactory(http);
    connector =
        options.tls() == null
            ? new ServerConnector(server, factory)
            : new ServerConnector(server, encryption(options), factory);
    connector.setHost(options.host());
    connector.setPort(options.port());
    connector.setIdleTimeout(options.limits().timeout().toMillis());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(options.limits().connections(), connector));
    SlowHeaders slow = new SlowHeaders(server, options.limits().timeout());
    connector.addBean(slow);
    server.setHandler(new GracefulHandler(new ServerHandler(router, options, slow, metrics)));
    try {
      server.start();
      slow.start();
    } catch (IOException e) {
      close();
      throw new IOException(
          "%s:%d cannot be listened on: it is in use, or no address of this machine"
              .formatted(options.host(), options.port()),
          e);
    } catch (Exception e) {
      close();
      throw new IOException("the server does not start: " + e.getMessage(), e);
    }
  }

  private static SslContextFactory.Server encryption(HttpOptions options) throws IOException {
    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setKeyStore(options.tls().keyStore());
    ssl.setKeyStorePassword(options.tls().password());
    return ssl;
  }

  /** Returns the port that is listened on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Takes no more requests, answers those that it has, and ends. */
  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("the server did not stop in time: " + e.getMessage(), e);
    } finally {
      router.close();
    }
  }
}
