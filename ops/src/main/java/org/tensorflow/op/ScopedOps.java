package org.tensorflow.op;

/**
 * Makes an {@link Ops} that builds in a {@link Scope} of ours.
 *
 * <p>It lives in TensorFlow's package because that constructor of {@code Ops} is package-private.
 */
public final class ScopedOps {

  private ScopedOps() {}

  /** Returns ops that take their names, device and control inputs from {@code scope}. */
  public static Ops of(Scope scope) {
    return new Ops(scope);
  }
}
