package org.convzoo.serve.internal.api;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import org.convzoo.serve.internal.tensor.HostTensor;

/** What is done with a model's outputs, in other threads than those that run models. */
final class Answers {

  private static final Executor THREADS = ForkJoinPool.commonPool();

  private Answers() {}

  static CompletableFuture<Answer> after(
      CompletableFuture<Map<String, HostTensor>> outputs,
      Function<Map<String, HostTensor>, Answer> answer) {
    CompletableFuture<Answer> said = outputs.thenApplyAsync(answer, THREADS);
    said.whenComplete((answered, e) -> outputs.cancel(false)); // what timed out is not run
    return said;
  }
}
