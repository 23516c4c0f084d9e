package org.convzoo.serve.option;

import java.time.Duration;
import org.convzoo.Require;

/**
 * How requests share runs of a model.
 *
 * @param maxRows of a batch: the requests that wait are run together up to so many
 * @param maxDelay for which the first of a batch waits for others; with none a batch is whatever
 *     came while the model was busy
 * @param threads that run batches at the same time
 * @param queue requests that may wait for a model; more are refused
 */
public record Batching(int maxRows, Duration maxDelay, int threads, int queue) {

  /** Batches of up to 32 rows of what waits, two at a time; 256 may wait. */
  public static final Batching USUAL = new Batching(32, Duration.ZERO, 2, 256);

  public Batching {
    Require.atLeast(1, "maxRows", maxRows);
    Require.atLeast(0, "maxDelay in milliseconds", maxDelay.toMillis());
    Require.atLeast(1, "threads", threads);
    Require.atLeast(1, "queue", queue);
  }

  public Batching maxRows(int rows) {
    return new Batching(rows, maxDelay, threads, queue);
  }

  public Batching maxDelay(Duration delay) {
    return new Batching(maxRows, delay, threads, queue);
  }

  public Batching threads(int count) {
    return new Batching(maxRows, maxDelay, count, queue);
  }

  public Batching queue(int requests) {
    return new Batching(maxRows, maxDelay, threads, requests);
  }
}
