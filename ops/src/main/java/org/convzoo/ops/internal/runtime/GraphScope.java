package org.convzoo.ops.internal.runtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.tensorflow.DeviceSpec;
import org.tensorflow.ExecutionEnvironment;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.op.ScopedOps;

/**
 * A naming scope that can be left and entered again.
 *
 * <p>TensorFlow Java's own scope renames a sub-scope that is opened twice ({@code conv1}, then
 * {@code conv1_1}) and reads the whole graph each time one is opened. Here a name depends on its
 * path alone and opening a scope costs nothing, so that a layer's variables and its ops share one
 * scope and a network of a thousand layers is built in linear time.
 */
public final class GraphScope implements Scope {

  private final ExecutionEnvironment env;
  private final Map<String, Integer> used;
  private final String path;
  private final String opName;
  private final String device;
  private final List<Operation> controls;
  private final boolean init;

  private GraphScope(
      ExecutionEnvironment env,
      Map<String, Integer> used,
      String path,
      String opName,
      String device,
      List<Operation> controls,
      boolean init) {
    this.env = env;
    this.used = used;
    this.path = path;
    this.opName = opName;
    this.device = device;
    this.controls = controls;
    this.init = init;
  }

  /** Returns ops at the root of {@code graph}; all scopes opened from them share their names. */
  public static Ops root(Graph graph) {
    Map<String, Integer> used = new HashMap<>();
    graph.operations().forEachRemaining(op -> used.put(op.name(), 1));
    return ScopedOps.of(new GraphScope(graph, used, "", null, "", List.of(), false));
  }

  @Override
  public ExecutionEnvironment env() {
    return env;
  }

  @Override
  public GraphScope withSubScope(String name) {
    String inner = path;
    for (String part : name.split("/")) {
      requireValid(part);
      inner += part + "/";
    }
    return new GraphScope(env, used, inner, null, device, controls, init);
  }

  @Override
  public GraphScope withName(String name) {
    requireValid(name);
    return new GraphScope(env, used, path, name, device, controls, init);
  }

  @Override
  public GraphScope withNameAsSubScope(String defaultName) {
    return withSubScope(opName != null ? opName : defaultName);
  }

  @Override
  public GraphScope withDevice(DeviceSpec spec) {
    return new GraphScope(env, used, path, opName, spec.toString(), controls, init);
  }

  @Override
  public GraphScope withInitScope() {
    return new GraphScope(env, used, path, opName, device, List.of(), true);
  }

  @Override
  public GraphScope withControlDependencyOps(Iterable<Operation> operations) {
    List<Operation> list = StreamSupport.stream(operations.spliterator(), false).toList();
    return new GraphScope(env, used, path, opName, device, list, init);
  }

  @Override
  public String makeOpName(String defaultName) {
    return makeUnique(opName != null ? opName : defaultName);
  }

  @Override
  public String makeUnique(String name) {
    String full = path + name;
    int before = used.merge(full, 1, Integer::sum) - 1;
    return before == 0 ? full : full + "_" + before;
  }

  @Override
  public void refreshNames() {
    // Names depend on paths alone: there is nothing to read again.
  }

  @Override
  public OperationBuilder apply(OperationBuilder builder) {
    builder.setDevice(device);
    controls.forEach(builder::addControlInput);
    return builder;
  }

  @Override
  public String getDeviceString() {
    return device;
  }

  @Override
  public boolean isInit() {
    return init;
  }

  private static void requireValid(String name) {
    if (!Scope.isValidOpName(name)) {
      throw new IllegalArgumentException("not a name for an operation: \"" + name + "\"");
    }
  }
}
