package org.convzoo.train.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;
import org.convzoo.ops.internal.replica.Shard;
import org.convzoo.train.internal.replica.DevicePlan;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.ServerSession;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** The members of a cluster, seen from one of them. */
final class Members implements Team {

  private final Worker worker;
  private final TFloat32 yes = TFloat32.scalarOf(1);
  private final TFloat32 no = TFloat32.scalarOf(0);
  private final SortedMap<String, Output<?>> variables = new TreeMap<>();
  private BooleanSupplier stop;
  private ServerSession session;
  private ClusterReduction reduction;
  private Op fromChief;
  private boolean stopping;

  Members(Worker worker) {
    this.worker = worker;
  }

  @Override
  public boolean keeps() {
    return worker.cluster().isChief();
  }

  @Override
  public Shard shard() {
    return new Shard(worker.cluster().rank(), worker.cluster().size());
  }

  @Override
  public DevicePlan spread(DevicePlan plan, String device) {
    return plan.across(
        shard(),
        device,
        within -> reduction = new ClusterReduction(within, worker.collectives(), shard()));
  }

  @Override
  public void build(Ops tf, BooleanSupplier asked) {
    stop = asked;
    Ops own = tf.withSubScope("cluster");
    ((Graph) tf.scope().env())
        .operations()
        .forEachRemaining(
            op -> {
              if (op.type().equals("VariableV2")) {
                variables.put(op.name(), op.output(0));
              }
            });
    List<Op> taken = new ArrayList<>();
    for (Output<?> variable : variables.values()) {
      taken.add(fromChief(own, variable));
    }
    fromChief = own.withControlDependencies(taken).noOp();
  }

  private <T extends TType> Op fromChief(Ops tf, Output<T> variable) {
    return worker.collectives().fromChief(tf, variable, worker.cluster().isChief());
  }

  @Override
  public Session open(Graph graph) {
    session = worker.open(graph);
    return session.session();
  }

  @Override
  public void close() {
    worker.close(session);
    yes.close();
    no.close();
  }

  @Override
  public void begin(Session running, SortedMap<String, Long> facts) {
    worker.requireAgreement(facts);
    worker.patient(running.runner().addTarget(fromChief)).run().close();
    worker.heard();
  }

  @Override
  public void tell(Session.Runner step) {
    worker.patient(
        step.feed(reduction.wantsToStop(), stop.getAsBoolean() ? yes : no)
            .fetch(reduction.wantingToStop()));
  }

  @Override
  public void hear(Result step) {
    worker.heard();
    stopping = ((TFloat32) step.get(step.size() - 1)).getFloat() > 0;
  }

  @Override
  public boolean isStopping() {
    return stopping;
  }

  @Override
  public void requireSameVariables(Session running) {
    CRC32C digest = new CRC32C();
    for (Output<?> variable : variables.values()) {
      try (Result value = running.runner().fetch(variable).run()) {
        byte[] bytes = new byte[Math.toIntExact(value.get(0).numBytes())];
        value.get(0).asRawTensor().data().read(bytes);
        digest.update(bytes);
      }
    }
    worker.requireAgreement(new TreeMap<>(Map.of("set of weights", digest.getValue())));
  }

  @Override
  public double[] sum(double[] own) {
    return worker.sum(own);
  }

  @Override
  public double secondsOfSums(List<Shape> shapes, int times) {
    return SumsAlone.seconds(worker, shapes, times);
  }

  @Override
  public void end() {
    try {
      worker.leave();
      worker.requireAgreement(new TreeMap<>(Map.of("end", 0L)));
    } catch (ClusterException e) {
      // whoever is left here has done all its steps, as have the others
    }
  }

  @Override
  public RuntimeException explained(RuntimeException failure) {
    return worker.explained(failure);
  }
}
