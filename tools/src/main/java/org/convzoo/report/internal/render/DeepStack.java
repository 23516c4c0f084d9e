package org.convzoo.report.internal.render;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs what recurses from box to box, of which there may be thousands in a row. */
public final class DeepStack {

  /** Bytes of addresses; of memory it takes only what is used. */
  private static final long SIZE = 1L << 30;

  private DeepStack() {}

  /** Runs a task to its end, on a stack of its own. */
  public static void run(Runnable task) {
    FutureTask<Void> future = new FutureTask<>(task, null);
    new Thread(null, future, "deep stack", SIZE).start();
    try {
      future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the drawing could not be laid out", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a drawing was laid out", e);
    }
  }
}
