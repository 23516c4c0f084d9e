package org.convzoo.report;

import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.exceptions.TensorFlowException;

/** Attributes that an operation may have or not. */
final class Attributes {

  private Attributes() {}

  /** Returns what {@code asked} gives, or nothing if TensorFlow says that it is not there. */
  static <T> Optional<T> find(Supplier<T> asked) {
    try {
      return Optional.of(asked.get());
    } catch (TensorFlowException e) { // there is no other way to ask for an attribute
      return Optional.empty();
    }
  }
}
