package org.convzoo.serve.internal.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Memory beside Java's heap, for one run after the other: Java would take new memory for each, and
 * return it only when it next collects garbage. There are as many as were ever in use at once, each
 * of the size of the largest that was asked for.
 */
final class DirectBuffers {

  private final Queue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

  /** Returns one that nobody uses, for so many bytes. */
  ByteBuffer take(int bytes) {
    ByteBuffer buffer = free.poll();
    return buffer == null || buffer.capacity() < bytes
        ? ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder())
        : buffer.clear().limit(bytes);
  }

  /** Takes one back. */
  void release(ByteBuffer buffer) {
    free.add(buffer);
  }
}
