package org.convzoo.export.scan;

import java.util.Locale;

/** What an operation could do that a network has no need of. */
public enum Effect {
  /** It writes, or creates, files of any name. */
  WRITES_FILES,
  /** It reads files other than the model's own variables. */
  READS_FILES,
  /** It reaches other machines or processes. */
  OPENS_SOCKETS,
  /** It calls a function of a Python program. */
  CALLS_PYTHON,
  /** It ends the program that runs it. */
  ENDS_THE_PROCESS,
  /** TensorFlow would load another file than the one that was looked through. */
  HIDES_ANOTHER_GRAPH,
  /** It keeps something from one run to the next that is no variable, table or random number. */
  KEEPS_STATE,
  /** TensorFlow has it, and it stands on no list of what is harmless. */
  IS_NOT_KNOWN_TO_BE_HARMLESS,
  /** TensorFlow has no such operation: it would come from a library beside it. */
  IS_UNKNOWN;

  /** Returns it as the end of a sentence, such as {@code writes files}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
