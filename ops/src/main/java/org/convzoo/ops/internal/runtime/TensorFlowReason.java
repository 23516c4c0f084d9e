package org.convzoo.ops.internal.runtime;

/** Why TensorFlow refused something, in its words. */
public final class TensorFlowReason {

  private TensorFlowReason() {}

  /** Returns what an exception of TensorFlow's says, without what it says each time. */
  public static String of(RuntimeException e) {
    return e.getMessage()
        .replaceFirst("^Converting GraphDef to Graph has failed with an error: '", "")
        .replaceFirst("(?s)' The binary trying to import the GraphDef.*", "")
        .replaceFirst(
            "(?s)^(Cannot parse tensor from proto: |Attr value has value ).*",
            "a constant does not hold what its shape says")
        .replaceFirst("(?s) for '\\{\\{node .*", "")
        .replaceFirst("(?s)\\s+\\[\\[\\{\\{node .*", "")
        .replaceFirst("(?s) from Op<.*", "")
        .replaceFirst("(?s) ?; NodeDef: .*", "");
  }
}
