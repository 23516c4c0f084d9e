package org.convzoo.attack;

import java.util.List;
import java.util.Random;

/** Values at which readers of files have always failed. */
final class Interesting {

  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    -2,
    7,
    255,
    65_536,
    1 << 20,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final List<String> WORDS =
      List.of(
          "",
          "null",
          "true",
          "NaN",
          "Infinity",
          "-1",
          "0",
          "1e308",
          "1e-45",
          "9999999999999999999",
          "0x10",
          "~",
          "[]",
          "{}",
          "[[[[",
          "{a: b}",
          "*a",
          "&a 1",
          "!!java.lang.Object",
          "\"",
          "'",
          "\u0000",
          "\u001b[31m",
          "\ufeff",
          "\u00e4\u00f6\ud83d\udc08",
          "a\tb",
          "..",
          "../../../etc/passwd",
          "/dev/zero",
          "/",
          "=1+1",
          "<img src=x onerror=a()>",
          "%s%n%d",
          "$(ls)",
          "a".repeat(5000));

  private Interesting() {}

  /** Returns a number on an edge, or any. */
  static long number(Random random) {
    return random.nextInt(3) > 0 ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextLong();
  }

  /** Returns a word that a text's reader may stumble over. */
  static String word(Random random) {
    return random.nextInt(3) == 0
        ? Long.toString(number(random))
        : WORDS.get(random.nextInt(WORDS.size()));
  }
}
