package org.convzoo.ops;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.convzoo.ops.internal.runtime.GraphScope;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.framework.initializers.Constant;
import org.tensorflow.framework.initializers.Initializer;
import org.tensorflow.framework.initializers.Ones;
import org.tensorflow.framework.initializers.Zeros;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/**
 * The variables of one graph by name.
 *
 * <p>Whoever asks for a name first creates the variable, whoever asks again shares it: so a network
 * built for training, the same network built for inference, and replicas have one set of weights.
 * Each build must ask for a name once; {@link Layers} watches over that.
 */
public final class Variables {

  /** Starts a variable at 0. */
  static final Start ZEROS = first -> new Zeros<>();

  /** Starts a variable at 1. */
  static final Start ONES = first -> new Ones<>();

  /** Starts a variable at {@code value}. */
  static Start at(float value) {
    return first -> new Constant<>(value);
  }

  /** Chooses the initializer of a variable. */
  @FunctionalInterface
  interface Start {
    Initializer<TFloat32> by(Initialization first);
  }

  private final Graph graph;
  private final Ops root;
  private final VariableStorage storage;
  private final String path;
  private final List<String> frozen;
  private final Map<String, Variable> byName;
  private final Copies copies;

  /** Copies of weights, each made once. */
  private record Copies(Ops tf, Map<String, Operand<TFloat32>> byName) {

    Operand<TFloat32> of(Variable variable) {
      Operand<TFloat32> known = byName.get(variable.name());
      if (known != null) {
        return known;
      }
      int slash = variable.name().lastIndexOf('/');
      Ops at = slash < 0 ? tf : tf.withSubScope(variable.name().substring(0, slash));
      var copy = at.withName(variable.name().substring(slash + 1)).identity(variable.value());
      byName.put(variable.name(), copy);
      return copy;
    }
  }

  private Variables(
      Graph graph,
      Ops root,
      VariableStorage storage,
      String path,
      List<String> frozen,
      Map<String, Variable> byName,
      Copies copies) {
    this.graph = graph;
    this.root = root;
    this.storage = storage;
    this.path = path;
    this.frozen = frozen;
    this.byName = byName;
    this.copies = copies;
  }

  /** Makes an empty store whose variables start by {@code initialization}. */
  public static Variables starting(Graph graph, Initialization initialization) {
    Objects.requireNonNull(initialization, "initialization");
    VariableStorage storage = VariableStorage.initialized(initialization);
    return empty(graph, GraphScope.root(graph), storage, "", List.of());
  }

  /**
   * Makes an empty store whose variables have no first value: a session restores them from a
   * checkpoint, and the graph holds no op to initialise them.
   */
  public static Variables restored(Graph graph) {
    return empty(graph, GraphScope.root(graph), VariableStorage.restored(), "", List.of());
  }

  /**
   * Makes an empty store that hands out constants in the place of variables, for inference alone.
   *
   * @param values returns the value of the variable of a name, which is closed after its use
   */
  public static Variables frozen(Graph graph, Function<String, TFloat32> values) {
    var storage = VariableStorage.constant(values);
    return empty(graph, GraphScope.root(graph), storage, "", List.of());
  }

  private static Variables empty(
      Graph graph, Ops root, VariableStorage storage, String path, List<String> frozen) {
    return new Variables(graph, root, storage, path, frozen, new LinkedHashMap<>(), null);
  }

  /**
   * Makes an empty store in the same graph. Its variables have this one's names and first values,
   * and stand below {@code scope}.
   */
  public Variables under(String scope) {
    return empty(graph, root, storage, path + scope + "/", frozen);
  }

  /**
   * Makes an empty store in the place of this one, whose variables below {@code scopes} no gradient
   * moves. Batch norm there is that of inference in training too.
   */
  public Variables freezing(List<String> scopes) {
    return empty(graph, root, storage, path, List.copyOf(scopes));
  }

  /** Returns this store; variables that are asked for first through it stand on {@code device}. */
  Variables on(DeviceSpec device) {
    Ops there = root.withDevice(device);
    return new Variables(graph, there, storage, path, frozen, byName, copies);
  }

  /** Returns this store; who asks it for a weight gets a copy that {@code tf} makes once a step. */
  Variables copied(Ops tf) {
    var none = new Copies(tf, new LinkedHashMap<>());
    return new Variables(graph, root, storage, path, frozen, byName, none);
  }

  /** Whether the variables of a scope stay as they are. */
  boolean isFrozen(String scope) {
    return frozen.stream().anyMatch(each -> (scope + "/").startsWith(each + "/"));
  }

  /**
   * Builds ops that give each variable there is by now its value.
   *
   * @param prefix of a checkpoint that has variables of these names
   */
  public List<Op> restore(String prefix) {
    List<Variable> variables = List.copyOf(byName.values());
    Ops tf = root.withSubScope(path + "restore");
    List<String> names = variables.stream().map(Variable::name).toList();
    List<String> whole = Collections.nCopies(names.size(), "");
    var values =
        tf.train
            .restore(
                tf.constant(prefix),
                strings(tf, names),
                strings(tf, whole),
                Collections.nCopies(names.size(), TFloat32.class))
            .tensors();
    List<Op> assignments = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      var value = values.get(i).asOutput().expect(TFloat32.class);
      assignments.add(tf.assign(variables.get(i).value(), value));
    }
    return assignments;
  }

  private static Operand<TString> strings(Ops tf, List<String> values) {
    return tf.constant(NdArrays.vectorOfObjects(values.toArray(String[]::new)));
  }

  /** Returns the graph. */
  public Graph graph() {
    return graph;
  }

  /** Returns ops at the root of the graph, whose scopes can be entered again. */
  public Ops root() {
    return root;
  }

  /** Returns all variables, in the order of their creation. */
  public Collection<Variable> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** Returns the variables that gradients move, in the order of their creation. */
  public List<Variable> trainable() {
    return byName.values().stream()
        .filter(v -> v.role().trainable() && !isFrozen(v.name()))
        .toList();
  }

  /** Returns the number of parameters that gradients move. */
  public long parameters() {
    return trainable().stream().mapToLong(Variable::size).sum();
  }

  /**
   * Returns what an optimiser remembers about {@code variable} under {@code slot}; it starts at 0.
   */
  public Operand<TFloat32> slot(Variable variable, String slot) {
    return get(variable.name() + "/" + slot, variable.shape(), Variable.Role.SLOT, ZEROS);
  }

  /** Returns this store's variable of the name, shape and role of another; it starts at 0. */
  public Operand<TFloat32> like(Variable other) {
    return get(other.name(), other.shape(), other.role(), ZEROS);
  }

  Operand<TFloat32> kernel(String name, Shape shape, Fan fan) {
    return get(name, shape, Variable.Role.KERNEL, first -> first.kernel(name, fan));
  }

  Operand<TFloat32> bias(String name, Shape shape, float published) {
    return get(name, shape, Variable.Role.BIAS, first -> first.bias(name, published));
  }

  Operand<TFloat32> get(String name, Shape shape, Variable.Role role, Start start) {
    Variable known = byName.get(name);
    if (known == null) {
      known = create(name, shape, role, start);
      byName.put(name, known);
    } else if (!known.shape().equals(shape) || known.role() != role) {
      throw new IllegalArgumentException(
          "variable %s is %s %s, and was asked for as %s %s"
              .formatted(name, known.role(), known.shape(), role, shape));
    }
    return read(known);
  }

  /** Returns what layers read of a variable: its value, or a replica's copy of it. */
  public Operand<TFloat32> read(Variable variable) {
    return copies != null && variable.role().trainable() ? copies.of(variable) : variable.value();
  }

  private Variable create(String name, Shape shape, Variable.Role role, Start start) {
    String full = path + name;
    var request = new VariableStorage.Request(name, shape, role, start);
    Operand<TFloat32> value = storage.add(root, full, request);
    if (!value.op().name().equals(full)) {
      throw new IllegalStateException("the graph already holds an op named " + full);
    }
    return new Variable(name, value, shape, role);
  }
}
