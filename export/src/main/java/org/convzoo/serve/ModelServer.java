package org.convzoo.serve;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.convzoo.UsageException;
import org.convzoo.serve.internal.api.DaemonThreads;
import org.convzoo.serve.internal.api.Models;
import org.convzoo.serve.internal.api.PageApi;
import org.convzoo.serve.internal.api.Router;
import org.convzoo.serve.internal.http.HttpOptions;
import org.convzoo.serve.internal.http.HttpServer;
import org.convzoo.serve.internal.metrics.ServerMetrics;
import org.convzoo.serve.internal.model.ServedModel;
import org.convzoo.serve.internal.model.ServingOptions;
import org.convzoo.serve.internal.model.VersionFolder;
import org.convzoo.serve.option.Engine;

/**
 * A server of SavedModels or ONNX models, in this process. It answers TensorFlow Serving's REST
 * API, the Open Inference Protocol and image files; the package says at which paths.
 *
 * <pre>{@code
 * try (ModelServer server = ModelServer.of(Map.of("lenet", Path.of("models/lenet"))).port(0).start()) {
 *   System.out.println(server.uri());
 * }
 * }</pre>
 */
public final class ModelServer implements AutoCloseable {

  private final List<ServedModel> models = new ArrayList<>();
  private final ServerMetrics metrics = new ServerMetrics();
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("versions"));
  private final ServerSetup setup;
  private HttpServer http;
  private volatile boolean ready;

  /**
   * Begins to set up a server.
   *
   * @param models by the names that requests have: folders of numbered versions, of which the
   *     highest is served, or of one model
   */
  public static ServerSetup of(Map<String, Path> models) {
    return new ServerSetup(models);
  }

  /** Returns what a model is called unless someone says otherwise: its folder. */
  public static String name(Path model, Engine engine) throws IOException {
    return VersionFolder.of(model, engine).name();
  }

  ModelServer(ServerSetup setup) throws IOException {
    this.setup = setup;
    ServingOptions options =
        new ServingOptions(
            setup.engine, setup.trusted, setup.limits.pixels(), setup.batching, metrics);
    try {
      for (Map.Entry<String, Path> model : setup.models.entrySet()) {
        requireName(model.getKey());
        VersionFolder folder = VersionFolder.of(model.getValue(), setup.engine);
        models.add(new ServedModel(model.getKey(), folder, options, setup.log));
      }
      PageApi page = new PageApi(setup.samples, setup.drawing);
      Router router = new Router(new Models(models), page, metrics, () -> ready);
      http = new HttpServer(router, metrics, http());
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    long poll = setup.poll.toMillis();
    looking.scheduleWithFixedDelay(
        () -> models.forEach(ServedModel::look), poll, poll, TimeUnit.MILLISECONDS);
    ready = true;
  }

  private static void requireName(String name) {
    if (!name.matches("[A-Za-z0-9._-]+")) {
      throw new UsageException(
          "a model's name has letters, digits, dots, dashes and underscores alone, got %s", name);
    }
  }

  private HttpOptions http() {
    return new HttpOptions(
        setup.host, setup.port, setup.token, setup.tls, setup.limits, setup.accessLog, setup.grace);
  }

  /** Returns the port that is listened on. */
  public int port() {
    return http.port();
  }

  /** Returns the address of this server, such as {@code http://127.0.0.1:8501}. */
  public URI uri() {
    String host = setup.host.contains(":") ? "[" + setup.host + "]" : setup.host;
    return URI.create("%s://%s:%d".formatted(setup.tls == null ? "http" : "https", host, port()));
  }

  /** Takes no more requests, answers those that it has, and ends. A second call does nothing. */
  @Override
  public void close() throws IOException {
    ready = false;
    looking.shutdown();
    try {
      if (http != null) {
        http.close();
      }
    } finally {
      models.forEach(ServedModel::close);
    }
  }
}
