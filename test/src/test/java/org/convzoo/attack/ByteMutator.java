package org.convzoo.attack;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/** Damages bytes at random, whatever they stand for. */
public final class ByteMutator {

  private static final int PIECE = 16;

  private final Random random;

  /** Draws from {@code random} alone. */
  public ByteMutator(Random random) {
    this.random = random;
  }

  /** Flips, overwrites, drops or doubles a few bytes, or puts a number in the place of some. */
  public byte[] of(byte[] whole) {
    byte[] bytes = whole.clone();
    for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
      int at = place(bytes);
      int to = Math.min(bytes.length, at + 1 + random.nextInt(PIECE));
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> Arrays.fill(bytes, at, to, (byte) (random.nextBoolean() ? 0xff : 0));
        case 2 ->
            bytes = join(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, to, bytes.length));
        case 3 ->
            bytes = join(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, bytes.length));
        default -> number(bytes, at);
      }
    }
    return bytes;
  }

  /** Any place, though a file's first bytes, which steer its reader, come more often. */
  private int place(byte[] bytes) {
    return random.nextInt(random.nextInt(3) == 0 ? Math.min(bytes.length, 64) : bytes.length);
  }

  private void number(byte[] bytes, int at) {
    ByteBuffer number =
        ByteBuffer.allocate(Long.BYTES)
            .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int size = 1 << random.nextInt(4); // 1, 2, 4 or 8 bytes
    long value = Interesting.number(random);
    number.putLong(number.order() == ByteOrder.LITTLE_ENDIAN ? value : value << (64 - 8 * size));
    System.arraycopy(number.array(), 0, bytes, at, Math.min(size, bytes.length - at));
  }

  /** Cuts the end off. */
  byte[] truncated(byte[] whole) {
    return Arrays.copyOf(whole, whole.length == 0 ? 0 : random.nextInt(whole.length));
  }

  /** Joins the beginning of one file and the end of another. */
  byte[] spliced(byte[] first, byte[] second) {
    int from = second.length - truncated(second).length;
    return join(truncated(first), Arrays.copyOfRange(second, second.length - from, second.length));
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
