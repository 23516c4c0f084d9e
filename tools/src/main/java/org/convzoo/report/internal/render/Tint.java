package org.convzoo.report.internal.render;

import java.util.Locale;

/** What pictures of a graph tell apart by colour. */
public enum Tint {
  CONV,
  POOL,
  DENSE,
  NORM,
  JOIN,
  OTHER;

  /** Returns the one of a row's kind. */
  public static Tint of(String kind) {
    return switch (kind) {
      case "conv", "depthwise conv", "transposed conv" -> CONV;
      case "max pool", "avg pool", "global avg pool", "mean", "max", "sum" -> POOL;
      case "dense", "matmul" -> DENSE;
      case "batch norm", "lrn" -> NORM;
      case "add", "concat", "mul" -> JOIN;
      default -> OTHER;
    };
  }

  /** Returns its name in small letters. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
