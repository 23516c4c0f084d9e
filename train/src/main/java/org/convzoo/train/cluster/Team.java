package org.convzoo.train.cluster;

import java.util.List;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import org.convzoo.ops.internal.replica.Shard;
import org.convzoo.train.internal.replica.DevicePlan;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;

/** The processes that take a training's steps together: one alone, or the members of a cluster. */
public interface Team {

  /** One process, which decides by itself. */
  static Team alone(ConfigProto config) {
    return new Alone(config);
  }

  /**
   * The members of a cluster, seen from one of them, whose server is started and who waits for the
   * others.
   *
   * @throws ClusterException if this one's port is taken, or one of the others does not come
   */
  static Team of(ClusterSpec cluster, ConfigProto config, BooleanSupplier stop) {
    return new Members(Worker.join(cluster, config, stop));
  }

  /** Returns whether this process keeps what comes of the training. */
  boolean keeps();

  /** Returns which part of each batch this process has. */
  Shard shard();

  /**
   * Spreads a step's plan over the members.
   *
   * @param device where the network stands in this process, if the plan says nothing
   */
  DevicePlan spread(DevicePlan plan, String device);

  /**
   * Builds what the members tell each other; the training's variables are there by then.
   *
   * @param tf of the training's graph
   * @param stop asked before each step whether this process wants to stop
   */
  void build(Ops tf, BooleanSupplier stop);

  /** Opens the session of the training. */
  Session open(Graph graph);

  /** Closes it. */
  void close();

  /**
   * Gives all members the chief's values, before the first step; variables have some by then.
   *
   * @param facts that have to be the same for all, in numbers by what they are about
   * @throws ClusterException if one member has other facts
   */
  void begin(Session session, SortedMap<String, Long> facts);

  /** Adds to a step what the members tell each other; what is fetched comes last. */
  void tell(Session.Runner step);

  /** Hears what was told with a step. */
  void hear(Result step);

  /** Returns whether a member has asked to stop: by the last step, before which it was told. */
  boolean isStopping();

  /**
   * Compares the variables of all members, to the bit.
   *
   * @throws ClusterException if a member's are not the chief's
   */
  void requireSameVariables(Session session);

  /** Returns the sums of numbers of all members, place by place. */
  double[] sum(double[] own);

  /**
   * Measures what sums over tensors of these shapes take alone, while nothing is computed.
   *
   * @return the median of {@code times} such sums in seconds; 0 for one process, which sends
   *     nothing
   */
  double secondsOfSums(List<Shape> shapes, int times);

  /** Waits until all members have come to the end. */
  void end();

  /** Returns what a failed step comes from, where that is another member. */
  RuntimeException explained(RuntimeException failure);
}
