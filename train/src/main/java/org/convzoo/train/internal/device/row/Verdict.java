package org.convzoo.train.internal.device.row;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What is to be thought of a row. */
public enum Verdict {
  /** Within the tolerance, or measured. */
  OK,
  /** Out of tolerance, or it ended with an error. */
  FAILED,
  /** Not tried to its end, for want of time or memory. */
  SKIPPED;

  public static Verdict of(boolean right) {
    return right ? OK : FAILED;
  }

  /** Returns its name in lower case. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
