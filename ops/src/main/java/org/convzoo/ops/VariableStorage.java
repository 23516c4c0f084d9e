package org.convzoo.ops;

import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/** How a graph holds the values of a store's variables. */
@FunctionalInterface
interface VariableStorage {

  /**
   * What is asked for.
   *
   * @param name its path below its store
   * @param start its first value
   */
  record Request(String name, Shape shape, Variable.Role role, Variables.Start start) {}

  /**
   * Adds to a graph what holds a value.
   *
   * @param root the graph's root
   * @param path of the operation
   */
  Operand<TFloat32> add(Ops root, String path, Request request);

  /** Variables whose values a session restores. */
  static VariableStorage restored() {
    return (root, path, request) -> scope(root, path).variable(request.shape, TFloat32.class);
  }

  /** Variables, and operations that give them their first values. */
  static VariableStorage initialized(Initialization initialization) {
    return (root, path, request) -> {
      Operand<TFloat32> value = restored().add(root, path, request);
      Ops init = root.withSubScope("initialize/" + path).withInitScope();
      var initializer = request.start.by(initialization);
      init.assign(value, initializer.call(init, init.constant(request.shape), TFloat32.class));
      return value;
    };
  }

  /** Constants. */
  static VariableStorage constant(Function<String, TFloat32> values) {
    return (root, path, request) -> {
      try (TFloat32 value = values.apply(request.name)) {
        if (!value.shape().equals(request.shape)) {
          throw new IllegalArgumentException(
              "%s is to have the shape %s, not %s"
                  .formatted(request.name, request.shape, value.shape()));
        }
        return constant(scope(root, path), request.role, value);
      }
    };
  }

  /**
   * Adds a constant in the place of a variable. Its attribute {@code _trainable} says whether
   * gradients moved that.
   */
  static Operand<TFloat32> constant(Ops at, Variable.Role role, TFloat32 value) {
    return at.scope()
        .opBuilder("Const", "Const")
        .setAttr("dtype", DataType.DT_FLOAT)
        .setAttr("value", value)
        .setAttr("_trainable", role.trainable())
        .build()
        .<TFloat32>output(0);
  }

  private static Ops scope(Ops root, String path) {
    int slash = path.lastIndexOf('/');
    Ops scope = slash < 0 ? root : root.withSubScope(path.substring(0, slash));
    return scope.withName(path.substring(slash + 1));
  }
}
