package org.convzoo.ops.internal.replica;

/**
 * Which part of each batch a process has: share {@code index}, from 0, of {@code count}.
 *
 * @param index 0 to {@code count} - 1
 * @param count how many processes there are, at least 1
 */
public record Shard(int index, int count) {

  /** All of each batch. */
  public static final Shard WHOLE = new Shard(0, 1);

  public Shard {
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException("there is no shard %d of %d".formatted(index, count));
    }
  }

  /** Whether it is all of each batch. */
  public boolean isWhole() {
    return count == 1;
  }

  /** Returns how many images of a batch are its own, as {@link Share#of} cuts it. */
  public int sizeOf(int batch) {
    return start(batch, index + 1) - start(batch, index);
  }

  private int start(int batch, int number) {
    return Math.toIntExact(((long) batch * number + count - 1) / count);
  }

  /** Returns how many images it has at the most of a batch. */
  public int mostOf(int batch) {
    return (batch + count - 1) / count;
  }
}
