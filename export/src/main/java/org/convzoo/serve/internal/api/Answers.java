package org.convzoo.serve.internal.api;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.convzoo.serve.internal.tensor.HostTensor;

/**
 * What is done with a model's outputs: with few of them at once, and with many in other threads
 * than those that run models.
 */
final class Answers {

  /** Not Java's common pool, which on two cores makes a new thread for each answer. */
  private static final Executor THREADS = threads();

  /** Bytes of outputs that are written sooner than they are handed to another thread. */
  private static final long FEW = 1 << 14;

  private Answers() {}

  private static Executor threads() {
    int cores = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            cores,
            cores,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            DaemonThreads.named("answer"));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  static CompletableFuture<Answer> after(
      CompletableFuture<Map<String, HostTensor>> outputs,
      Function<Map<String, HostTensor>, Answer> answer) {
    CompletableFuture<Answer> said =
        outputs.thenCompose(
            all ->
                HostTensor.bytes(all.values()) <= FEW
                    ? CompletableFuture.completedFuture(answer.apply(all))
                    : CompletableFuture.supplyAsync(() -> answer.apply(all), THREADS));
    said.whenComplete((answered, e) -> outputs.cancel(false)); // what timed out is not run
    return said;
  }
}
