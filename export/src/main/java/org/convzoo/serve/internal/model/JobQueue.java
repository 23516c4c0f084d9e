package org.convzoo.serve.internal.model;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.convzoo.serve.option.Batching;

/** Jobs that wait, handed out in batches of such as may share a run, the oldest first. */
final class JobQueue {

  private static final long MOST_BYTES = 1L << 29;

  private final Batching batching;
  private final LinkedList<Job> waiting = new LinkedList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long bytes;
  private boolean closed;

  JobQueue(Batching batching) {
    this.batching = batching;
  }

  /**
   * Adds a job.
   *
   * @throws QueueFullException if there are as many as may wait, or they take half a gigabyte
   */
  void add(Job job) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the model has been closed");
      }
      boolean full = waiting.size() >= batching.queue() || bytes + job.bytes() > MOST_BYTES;
      if (full && !waiting.isEmpty()) {
        throw new QueueFullException(waiting.size());
      }
      waiting.add(job);
      bytes += job.bytes();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Lets what waits be taken, and nothing be added. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next batch and takes it; returns none when closed and empty. */
  List<Job> take() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        while (waiting.isEmpty()) {
          if (closed) {
            return List.of();
          }
          changed.await();
        }
        Job first = waiting.getFirst();
        long left = first.arrived() + batching.maxDelay().toNanos() - System.nanoTime();
        if (closed || left <= 0 || rowsLike(first) >= batching.maxRows()) {
          List<Job> batch = batch(first);
          if (!waiting.isEmpty()) {
            changed.signal();
          }
          return batch;
        }
        changed.await(left, TimeUnit.NANOSECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  private int rowsLike(Job first) {
    return waiting.stream()
        .filter(job -> job.like().equals(first.like()))
        .mapToInt(Job::rows)
        .sum();
  }

  private List<Job> batch(Job first) {
    List<Job> batch = new ArrayList<>();
    int rows = 0;
    for (Iterator<Job> all = waiting.iterator(); all.hasNext(); ) {
      Job job = all.next();
      if (job.like().equals(first.like())
          && (batch.isEmpty() || rows + job.rows() <= batching.maxRows())) {
        batch.add(job);
        rows += job.rows();
        bytes -= job.bytes();
        all.remove();
      }
    }
    return batch;
  }
}
