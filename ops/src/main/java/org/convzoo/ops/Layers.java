package org.convzoo.ops;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.convzoo.ops.internal.replica.Replica;
import org.convzoo.ops.random.Seeds;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * What the layers of one build of a network share: the phase, the variables, the step and seed that
 * dropout masks are a function of, the devices of the towers, and of a replica its share of a
 * batch.
 *
 * <p>The same network may be built several times over one {@link Variables}, each time with a
 * {@code Layers} of its own, for instance for training and under another scope for inference.
 */
public final class Layers {

  private final Phase phase;
  private final Variables variables;
  private final Ops tf;
  private final Operand<TInt64> step;
  private final long seed;
  private final List<DeviceSpec> towerDevices;
  private final Iterator<Window> slide;
  private final Replica replica;
  private final List<Window> windows = new ArrayList<>();
  private final List<Operation> updates = new ArrayList<>();
  private final List<Moment> moments = new ArrayList<>();
  private final Set<String> layerNames = new HashSet<>();
  private final Set<String> activated = new LinkedHashSet<>();
  private Map<String, List<Unit>> inserted = Map.of();
  private Folding folding;
  private int towers;

  /**
   * A running statistic of batch norm.
   *
   * @param statistic the variable, [C]
   * @param batch what it is of the batch, [C]: its mean, or its variance without bias
   * @param decay the share of the statistic that a step keeps
   */
  public record Moment(Operand<TFloat32> statistic, Operand<TFloat32> batch, float decay) {

    /**
     * Builds the move of the statistic to decay * statistic + (1 - decay) * {@code found}.
     *
     * @param found [C]
     */
    public Operation move(Ops tf, Operand<TFloat32> found) {
      var gap = tf.math.sub(statistic, found);
      return tf.assignSub(statistic, tf.math.mul(gap, tf.constant(1 - decay))).op();
    }
  }

  /** What is inserted into a network after an activation. */
  @FunctionalInterface
  public interface Unit {

    /**
     * Builds it in the scope that {@code x} stands in.
     *
     * @param x the activation's output
     * @param activation that output's activation where it changes nothing the second time, as ReLU
     *     does, else none
     */
    Flow build(Flow x, UnaryOperator<Flow> activation);

    /** Returns the scope, below its layer's, of the unit of this number; the first is 1. */
    static String scope(int number) {
      return "unit" + number;
    }
  }

  private Layers(
      Phase phase,
      Variables variables,
      Ops tf,
      Operand<TInt64> step,
      long seed,
      List<DeviceSpec> towerDevices,
      Iterator<Window> slide,
      Replica replica) {
    this.phase = phase;
    this.variables = variables;
    this.tf = tf;
    this.step = step;
    this.seed = seed;
    this.towerDevices = towerDevices;
    this.slide = slide;
    this.replica = replica;
  }

  /**
   * Starts a build for training.
   *
   * @param step the number of the training step, a scalar: equal steps sample equal dropout masks
   * @param seed the seed of those masks
   */
  public static Layers training(Variables variables, Operand<TInt64> step, long seed) {
    Objects.requireNonNull(step, "step");
    Ops root = variables.root();
    return new Layers(Phase.TRAINING, variables, root, step, seed, List.of(), null, null);
  }

  /** Starts a build for inference. */
  public static Layers inference(Variables variables) {
    Ops root = variables.root();
    return new Layers(Phase.INFERENCE, variables, root, null, 0, List.of(), null, null);
  }

  /** Returns a build whose ops stand below {@code scope}; variables keep their names. */
  public Layers under(String scope) {
    Ops below = tf.withSubScope(scope);
    return new Layers(phase, variables, below, step, seed, towerDevices, null, replica);
  }

  /**
   * Returns a build, below {@code scope} and on {@code device}, that is {@code one} of several
   * replicas. It makes its variables on {@code home} and reads copies of the weights. It moves no
   * running statistic: whoever builds all replicas does that, with the mean of their {@link
   * #moments}.
   */
  public Layers replica(Replica one, String scope, DeviceSpec device, DeviceSpec home) {
    Ops there = tf.withSubScope(scope).withDevice(device);
    Variables copied = variables.on(home).copied(there);
    return new Layers(phase, copied, there, step, seed, towerDevices, null, one);
  }

  /**
   * Returns a build whose towers stand on {@code devices}, such as {@code GPU:1}: tower 1 on the
   * first, tower 2 on the second, and over again where there are fewer devices. What follows the
   * towers stands on the first.
   *
   * @throws IllegalArgumentException if that is no name of a device
   */
  public Layers towersOn(List<String> devices) {
    List<DeviceSpec> specs = devices.stream().map(Towers::device).toList();
    return new Layers(phase, variables, tf, step, seed, specs, null, replica);
  }

  /**
   * Returns a build, below {@code scope}, of the network that this one has built, but over larger
   * images. What this one flattened as a whole is there flattened at every place where it fits, as
   * if the dense layers that follow were convolutions: Simonyan, Zisserman 2015, section 3.2. So a
   * batch of N images comes to [N * places,C], image by image and row by row.
   *
   * <p>In a network that ends in the mean over its map there is nothing to slide: it reads images
   * of any size, and places are 1. The images' height and width need not be known.
   */
  public Layers sliding(String scope) {
    Iterator<Window> seen = List.copyOf(windows).iterator();
    Ops below = tf.withSubScope(scope);
    return new Layers(phase, variables, below, step, seed, towerDevices, seen, replica);
  }

  /** Whether this build is over larger images than the network's, as {@link #sliding} has it. */
  boolean isSliding() {
    return slide != null;
  }

  /** The part that a layer for maps of one size reads at a time of this map. */
  Window window(Flow map) {
    windows.add(isSliding() ? slide.next() : new Window(map.height(), map.width(), 1, 1, false));
    return windows.get(windows.size() - 1);
  }

  /** Starts a flow of layers at {@code value}, a batch of maps [N,H,W,C] or of vectors [N,C]. */
  public Flow flow(Operand<TFloat32> value) {
    return Flow.start(this, value);
  }

  public Phase phase() {
    return phase;
  }

  /** Whether this build is for training. */
  public boolean training() {
    return phase == Phase.TRAINING;
  }

  /** Returns ops at the root of this build. */
  public Ops tf() {
    return tf;
  }

  public Variables variables() {
    return variables;
  }

  /**
   * Returns the ops that move batch norm's running statistics: each training step must run them.
   * Empty for inference and for a replica.
   */
  public List<Operation> updates() {
    return List.copyOf(updates);
  }

  /** Returns batch norm's running statistics beside those of the batch. Empty for inference. */
  public List<Moment> moments() {
    return List.copyOf(moments);
  }

  /** Takes note of a running statistic beside the batch's, and moves it unless in a replica. */
  void observe(Ops at, Moment moment) {
    moments.add(moment);
    if (replica == null) {
      updates.add(moment.move(at, moment.batch()));
    }
  }

  /** Which of several builds this is; null for one that computes whole batches. */
  Replica replica() {
    return replica;
  }

  /**
   * Returns the seeds of what is random about {@code name}, such as the dropout mask of a layer: a
   * vector of two, a function of the seed, the step and the name. In inference seed and step are 0.
   */
  public Operand<TInt64> randomSeeds(Ops at, String name) {
    Operand<TInt64> own = at.constant(Seeds.of(seed, name));
    return at.stack(List.of(own, training() ? step : at.constant(0L)));
  }

  /**
   * Samples U(0, 1) for each element of {@code batch}, whose first axis is the images: a function
   * of the seed, the step, the name and the element's place in the whole batch, also in a replica.
   */
  Operand<TFloat32> uniform(Ops at, String name, Operand<TFloat32> batch) {
    if (replica == null) {
      return at.random.statelessRandomUniform(at.shape(batch), randomSeeds(at, name));
    }
    var whole = replica.share().shapeInBatch(at, batch);
    return replica.share().of(at, at.random.statelessRandomUniform(whole, randomSeeds(at, name)));
  }

  /** Returns how many towers stand side by side in this build; 0 where it has none. */
  public int towers() {
    return towers;
  }

  /** The device of tower {@code index}, or null where TensorFlow may choose. */
  DeviceSpec towerDevice(int index) {
    towers = Math.max(towers, index + 1);
    return towerDevices.isEmpty() ? null : towerDevices.get(index % towerDevices.size());
  }

  /**
   * Inserts units into what is built from now on: after the first activation in each layer's scope.
   *
   * @param units in their order, by the layer
   */
  public void insert(Map<String, List<Unit>> units) {
    inserted = Map.copyOf(units);
  }

  /** Builds batch norm from now on as {@code plan} says, over constants that have its values. */
  public void fold(Folding plan) {
    folding = plan;
  }

  /** How batch norm is built, or null for an operation of its own. */
  Folding folding() {
    return folding;
  }

  /** Returns the layers with an activation so far, after which units can be inserted. */
  public Set<String> activated() {
    return Collections.unmodifiableSet(activated);
  }

  List<Unit> unitsAfter(String layer) {
    return activated.add(layer) ? inserted.getOrDefault(layer, List.of()) : List.of();
  }

  /**
   * Takes note of a layer's name.
   *
   * @throws IllegalArgumentException if this build has one of that name
   */
  void claim(String layer) {
    if (!layerNames.add(layer)) {
      throw new IllegalArgumentException("two layers are named " + layer);
    }
  }
}
