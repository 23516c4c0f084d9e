package org.convzoo.tools.serving;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.convzoo.Require;
import org.convzoo.UsageException;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.serve.ServerSetup;
import org.convzoo.serve.option.Batching;
import org.convzoo.serve.option.Limits;
import org.convzoo.serve.option.Tls;
import org.convzoo.tools.terminal.TimeConverter;
import picocli.CommandLine.Option;

/** How a server is reached, what it refuses, and how it batches. */
final class ServerOptions {

  private static final String PASSWORD = "CONVZOO_KEYSTORE_PASSWORD";

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8501",
      description = "Port to listen on; 0 for any that is free. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on; 0.0.0.0 for all that this machine has. Default:"
              + " ${DEFAULT-VALUE}, which no other machine reaches.")
  private String host;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Requests must carry this file's line as Authorization: Bearer TOKEN.")
  private Path tokenFile;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE.pem",
      description = "Encrypt, with this certificate and those that lead to its root.")
  private Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE.pem",
      description = "The certificate's private key, in PKCS #8.")
  private Path key;

  @Option(
      names = "--keystore",
      paramLabel = "FILE.p12",
      description =
          "Encrypt, with the certificate and the key in a keystore, whose password is in "
              + PASSWORD
              + ".")
  private Path keyStore;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "32",
      description = "Most rows that requests share a run for. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--batch-delay",
      paramLabel = "MS",
      defaultValue = "0",
      description =
          "Milliseconds that a request waits for others to share its run; 0 joins what came while"
              + " the model was busy. Default: ${DEFAULT-VALUE}.")
  private int batchDelay;

  @Option(
      names = "--runs-at-once",
      paramLabel = "N",
      defaultValue = "2",
      description = "Batches of a model that are run at once. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--queue",
      paramLabel = "N",
      defaultValue = "256",
      description =
          "Requests that may wait for a model; more get status 429. Default: ${DEFAULT-VALUE}.")
  private int queue;

  @Option(
      names = "--max-body",
      paramLabel = "MIB",
      defaultValue = "32",
      description = "Largest body of a request, else status 413. Default: ${DEFAULT-VALUE}.")
  private int maxBody;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      defaultValue = "16777216",
      description =
          "Most pixels of an image, by its header, before it is decoded. Default: ${DEFAULT-VALUE}.")
  private long maxPixels;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "1024",
      description = "Connections that are held open at once. Default: ${DEFAULT-VALUE}.")
  private int maxConnections;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = TimeConverter.class,
      description = "For a request's header, its body, and the answer. Default: ${DEFAULT-VALUE}.")
  private Duration timeout;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = TimeConverter.class,
      description =
          "After Ctrl-C or SIGTERM, for requests that have been taken. Default: ${DEFAULT-VALUE}.")
  private Duration grace;

  /** Whether only this machine reaches the server. */
  boolean isLocal() {
    return host.matches("127\\..*|localhost|::1");
  }

  boolean hasToken() {
    return tokenFile != null;
  }

  /** Tells a server all this. */
  void apply(ServerSetup setup) throws IOException {
    setup.host(host).port(port);
    if (tokenFile != null) {
      setup.token(RegularFiles.text(tokenFile).strip());
    }
    if ((certificate == null) != (key == null)) {
      throw new UsageException("--tls-cert and --tls-key go together");
    }
    if (certificate != null && keyStore != null) {
      throw new UsageException("--tls-cert and --keystore are two ways for one thing");
    }
    if (certificate != null) {
      setup.tls(Tls.ofPem(certificate, key));
    }
    if (keyStore != null) {
      setup.tls(Tls.ofKeyStore(keyStore, password()));
    }
    Require.atLeast(1, "--batch-size", batchSize);
    Require.atLeast(0, "--batch-delay", batchDelay);
    Require.atLeast(1, "--runs-at-once", threads);
    Require.atLeast(1, "--queue", queue);
    Require.atLeast(1, "--max-body", maxBody);
    if (maxBody > 1024) {
      throw new UsageException("--max-body must be at most 1024, got %d", maxBody);
    }
    Require.atLeast(1, "--max-pixels", maxPixels);
    Require.atLeast(1, "--max-connections", maxConnections);
    setup.batching(new Batching(batchSize, Duration.ofMillis(batchDelay), threads, queue));
    setup.limits(new Limits(maxBody << 20, maxPixels, timeout, maxConnections)).grace(grace);
  }

  private static String password() {
    String password = System.getenv(PASSWORD);
    if (password == null) {
      throw new UsageException("--keystore needs its password in the environment: %s", PASSWORD);
    }
    return password;
  }
}
