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

/** One process, which decides by itself. */
final class Alone implements Team {

  private final ConfigProto config;
  private BooleanSupplier stop;
  private Session session;

  Alone(ConfigProto config) {
    this.config = config;
  }

  @Override
  public boolean keeps() {
    return true;
  }

  @Override
  public Shard shard() {
    return Shard.WHOLE;
  }

  @Override
  public DevicePlan spread(DevicePlan plan, String device) {
    return plan;
  }

  @Override
  public void build(Ops tf, BooleanSupplier asked) {
    stop = asked;
  }

  @Override
  public Session open(Graph graph) {
    session = new Session(graph, config);
    return session;
  }

  @Override
  public void close() {
    session.close();
  }

  @Override
  public void begin(Session running, SortedMap<String, Long> facts) {}

  @Override
  public void tell(Session.Runner step) {}

  @Override
  public void hear(Result step) {}

  @Override
  public boolean isStopping() {
    return stop.getAsBoolean();
  }

  @Override
  public void requireSameVariables(Session session) {}

  @Override
  public double[] sum(double[] own) {
    return own;
  }

  @Override
  public double secondsOfSums(List<Shape> shapes, int times) {
    return 0;
  }

  @Override
  public void end() {}

  @Override
  public RuntimeException explained(RuntimeException failure) {
    return failure;
  }
}
