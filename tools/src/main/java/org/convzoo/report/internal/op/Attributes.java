package org.convzoo.report.internal.op;

import java.util.Optional;
import java.util.function.BiFunction;
import org.tensorflow.GraphOperation;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.exceptions.TensorFlowException;

/** Attributes of an operation, which may lack them or have them of another type. */
public final class Attributes {

  /** Reads an attribute of one type by its name, as {@link OperationAttributeInspector} does. */
  @FunctionalInterface
  public interface Type<T> extends BiFunction<OperationAttributeInspector, String, T> {}

  private Attributes() {}

  /** Returns an attribute, or nothing if {@code op} has none of this name and type. */
  public static <T> Optional<T> find(GraphOperation op, String name, Type<T> type) {
    try {
      return Optional.of(type.apply(op.attributes(), name));
    } catch (TensorFlowException | IllegalArgumentException | IllegalStateException e) {
      return Optional.empty(); // there is no other way to ask for an attribute
    }
  }

  /**
   * Returns a boolean attribute.
   *
   * @throws UncountedException if {@code op} has none of this name and type
   */
  static boolean flag(GraphOperation op, String name) {
    return read(op, name, OperationAttributeInspector::getAttrBool);
  }

  /** Returns an integer attribute, as {@link #flag} a boolean one. */
  public static long number(GraphOperation op, String name) {
    return read(op, name, OperationAttributeInspector::getAttrInt);
  }

  /** Returns an attribute that is a list of integers, as {@link #flag} a boolean one. */
  static long[] numbers(GraphOperation op, String name) {
    return read(op, name, OperationAttributeInspector::getAttrIntList);
  }

  /** Returns a string attribute, as {@link #flag} a boolean one. */
  static String text(GraphOperation op, String name) {
    return read(op, name, OperationAttributeInspector::getAttrString);
  }

  private static <T> T read(GraphOperation op, String name, Type<T> type) {
    return find(op, name, type)
        .orElseThrow(() -> new UncountedException("its attribute %s is not there".formatted(name)));
  }
}
