package org.convzoo.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.convzoo.Require;
import org.convzoo.UsageException;
import org.convzoo.serve.internal.api.PageApi;
import org.convzoo.serve.option.Batching;
import org.convzoo.serve.option.Engine;
import org.convzoo.serve.option.Limits;
import org.convzoo.serve.option.ModelDrawing;
import org.convzoo.serve.option.Tls;

/** What a {@link ModelServer} is told before it starts. */
public final class ServerSetup {

  final Map<String, Path> models;
  String host = "127.0.0.1";
  int port = 8501;
  String token;
  Tls tls;
  Limits limits = Limits.USUAL;
  Batching batching = Batching.USUAL;
  Engine engine = Engine.TENSORFLOW;
  boolean trusted;
  List<Path> samples = List.of();
  ModelDrawing drawing;
  Duration poll = Duration.ofSeconds(2);
  Duration grace = Duration.ofSeconds(30);
  Consumer<String> accessLog;
  Consumer<String> log =
      line -> System.getLogger(ModelServer.class.getName()).log(System.Logger.Level.INFO, line);

  ServerSetup(Map<String, Path> models) {
    if (models.isEmpty()) {
      throw new UsageException("there is no model to serve");
    }
    this.models = new LinkedHashMap<>(models);
  }

  /** The address to listen on; 127.0.0.1 unless said, which no other machine reaches. */
  public ServerSetup host(String address) {
    host = address;
    return this;
  }

  /** The port to listen on, 8501 unless said; 0 for any that is free. */
  public ServerSetup port(int number) {
    if (number < 0 || number > 65535) {
      throw new UsageException("port must be in 0..65535, got %d", number);
    }
    port = number;
    return this;
  }

  /** The token that requests must carry as {@code Authorization: Bearer TOKEN}. */
  public ServerSetup token(String secret) {
    if (secret.isBlank()) {
      throw new UsageException("the token is empty");
    }
    token = secret;
    return this;
  }

  /** Encrypts connections. */
  public ServerSetup tls(Tls certificate) {
    tls = certificate;
    return this;
  }

  public ServerSetup limits(Limits most) {
    limits = most;
    return this;
  }

  public ServerSetup batching(Batching how) {
    batching = how;
    return this;
  }

  /** What runs the models, all of one form; TensorFlow unless said. */
  public ServerSetup engine(Engine runtime) {
    engine = runtime;
    return this;
  }

  /** Loads SavedModels whatever they do: each is a program, and is run as one. */
  public ServerSetup trusted(boolean all) {
    trusted = all;
    return this;
  }

  /**
   * Offers images on the page.
   *
   * @param folder of images, of which the first 24 by their names are taken, those in folders
   *     within included
   * @throws IOException if it cannot be read, or has none
   */
  public ServerSetup samples(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      samples =
          files.filter(Files::isRegularFile).filter(PageApi::isSample).sorted().limit(24).toList();
    }
    if (samples.isEmpty()) {
      throw new UsageException("there is no PNG, JPEG, BMP or GIF in %s", folder);
    }
    return this;
  }

  /** Draws the models' networks on the page. */
  public ServerSetup drawing(ModelDrawing how) {
    drawing = how;
    return this;
  }

  /** How often new versions are looked for; every 2 seconds unless said. */
  public ServerSetup poll(Duration every) {
    Require.atLeast(1, "poll in milliseconds", every.toMillis());
    poll = every;
    return this;
  }

  /** How long requests that have been taken may go on once the server stops; 30 seconds. */
  public ServerSetup grace(Duration time) {
    Require.atLeast(1, "grace in milliseconds", time.toMillis());
    grace = time;
    return this;
  }

  /** Takes a line of JSON for each request; none are written unless said. */
  public ServerSetup accessLog(Consumer<String> lines) {
    accessLog = lines;
    return this;
  }

  /** Takes what happens to models: a new version, or one that is not served, and why. */
  public ServerSetup log(Consumer<String> lines) {
    log = lines;
    return this;
  }

  /**
   * Loads the models, runs each once, and opens the port.
   *
   * @throws UsageException if there is no model in a folder, or a name will not do
   * @throws org.convzoo.export.UntrustedModelException if a model may do more than a network
   * @throws IOException if a model cannot be loaded, or the port cannot be had
   */
  public ModelServer start() throws IOException {
    return new ModelServer(this);
  }
}
