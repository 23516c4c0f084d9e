package org.convzoo.serve.internal.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.convzoo.serve.internal.metrics.ServerMetrics;
import org.convzoo.serve.internal.tensor.HostTensor;
import org.convzoo.serve.option.Batching;

/**
 * Runs a model on batches: requests that wait at the same time share a run, and each is handed its
 * rows. Where a run of several fails, each is run alone, so that none fails for another.
 */
final class Batcher implements AutoCloseable {

  /** What a run takes that is sooner done than another thread is woken for several times. */
  private static final Duration QUICK = Duration.ofMillis(2);

  /** Bytes of inputs beyond which a quick model need not be quick. */
  private static final long FEW = 1 << 20;

  private final String model;
  private final EngineModel loaded;
  private final ServerMetrics metrics;
  private final JobQueue queue;
  private final Duration maxDelay;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean quick;

  Batcher(String model, EngineModel loaded, Batching batching, ServerMetrics metrics) {
    this.model = model;
    this.loaded = loaded;
    this.metrics = metrics;
    this.queue = new JobQueue(batching);
    this.maxDelay = batching.maxDelay();
    for (int i = 0; i < batching.threads(); i++) {
      Thread thread = new Thread(this::work, "model-%s-%d".formatted(model, i));
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /**
   * Has a model run on a request's inputs.
   *
   * @param alone whether there is no other request; then, where none is to be waited for, a quick
   *     model is run by this thread
   * @throws QueueFullException if too many wait
   */
  CompletableFuture<Map<String, HostTensor>> ask(
      ModelSignature signature, Map<String, HostTensor> inputs, boolean alone) {
    Job job = Job.of(signature, inputs, System.nanoTime());
    if (alone && quick && maxDelay.isZero() && job.bytes() <= FEW) {
      run(List.of(job));
    } else {
      queue.add(job);
    }
    return job.answer();
  }

  /** Has a model run likewise, without waiting for others to share the run. */
  CompletableFuture<Map<String, HostTensor>> askAtOnce(
      ModelSignature signature, Map<String, HostTensor> inputs) {
    Job job = Job.of(signature, inputs, System.nanoTime() - maxDelay.toNanos());
    queue.add(job);
    return job.answer();
  }

  /** How many requests wait. */
  int waiting() {
    return queue.size();
  }

  private void work() {
    try {
      for (List<Job> batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
        List<Job> wanted = batch.stream().filter(job -> !job.answer().isDone()).toList();
        if (!wanted.isEmpty()) {
          run(wanted);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(List<Job> batch) {
    try {
      List<Map<String, HostTensor>> answers = answers(batch);
      for (int i = 0; i < answers.size(); i++) {
        batch.get(i).answer().complete(answers.get(i));
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      if (batch.size() == 1) {
        batch.get(0).answer().completeExceptionally(e);
      } else {
        batch.forEach(job -> run(List.of(job)));
      }
    }
  }

  private List<Map<String, HostTensor>> answers(List<Job> batch) {
    ProcessMemory.OF_MACHINE.requireRoom();
    long start = System.nanoTime();
    List<Map<String, HostTensor>> answers =
        loaded.run(batch.get(0).signature(), batch.stream().map(Job::inputs).toList());
    int rows = batch.stream().mapToInt(Job::rows).sum();
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    quick = time.compareTo(QUICK) < 0;
    metrics.ran(model, rows, time);
    return answers;
  }

  /** Answers what waits, and ends. */
  @Override
  public void close() {
    queue.close();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
