package org.convzoo.serve.option;

import java.time.Duration;
import org.convzoo.Require;

/**
 * What one request may ask for.
 *
 * @param bodyBytes of a request's body; with more it is refused with status 413
 * @param pixels of an image, by its header; with more it is refused before it is decoded
 * @param timeout for a request's header, for its body, and for the answer: status 408 or 504
 * @param connections that are held open at once
 */
public record Limits(int bodyBytes, long pixels, Duration timeout, int connections) {

  /** 32 MiB, 16,777,216 pixels, 30 seconds, 1,024 connections. */
  public static final Limits USUAL = new Limits(32 << 20, 1 << 24, Duration.ofSeconds(30), 1024);

  public Limits {
    Require.atLeast(1, "bodyBytes", bodyBytes);
    Require.atLeast(1, "pixels", pixels);
    Require.atLeast(1, "timeout in milliseconds", timeout.toMillis());
    Require.atLeast(1, "connections", connections);
  }

  public Limits bodyBytes(int bytes) {
    return new Limits(bytes, pixels, timeout, connections);
  }

  public Limits pixels(long most) {
    return new Limits(bodyBytes, most, timeout, connections);
  }

  public Limits timeout(Duration time) {
    return new Limits(bodyBytes, pixels, time, connections);
  }

  public Limits connections(int most) {
    return new Limits(bodyBytes, pixels, timeout, most);
  }
}
