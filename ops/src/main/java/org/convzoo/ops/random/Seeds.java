package org.convzoo.ops.random;

/** Derives one seed from another and a name, so that equal names always sample equal numbers. */
public final class Seeds {

  private Seeds() {}

  /** Mixes {@code seed} and {@code name} with the finaliser of SplitMix64. */
  public static long of(long seed, String name) {
    long z = seed + 0x9E3779B97F4A7C15L * (1 + name.hashCode());
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
