package org.convzoo.train.internal.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.UsageException;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Towers;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.convzoo.ops.internal.replica.Replica;
import org.convzoo.ops.internal.replica.Share;
import org.convzoo.ops.internal.replica.ShareMoments;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Replicas of a network on devices of their own, over one set of variables on the first: each
 * computes its share of the batch, and a {@link Reduction} sums up what they come to.
 *
 * <p>Gradients are taken of all replicas at once, each by its own copies of the weights: so those
 * that come back through synchronised batch norm are computed once.
 */
final class ReplicatedPass implements BatchPass {

  private static final DeviceSpec HOST = Towers.device("CPU:0"); // of the input pipeline

  /** A replica with what it has come to. */
  private record Part(Replica replica, ForwardPass forward, List<Head> heads) {

    Share share() {
      return replica.share();
    }

    Ops tf() {
      return forward.net().tf();
    }

    Operand<TFloat32> weighted(Operand<TFloat32> mean) {
      Ops tf = tf().withSubScope("weighted");
      return tf.math.mul(mean, share().weight());
    }

    /** The sum of all heads' losses, and then each head's, as parts of the batch's means. */
    List<Operand<TFloat32>> losses() {
      List<Operand<TFloat32>> losses = new ArrayList<>(List.of(weighted(forward.losses().sum())));
      heads.forEach(head -> losses.add(weighted(head.loss())));
      return losses;
    }

    /** How many answers of each head are right, and how many there are. */
    List<Operand<TInt64>> counts() {
      Ops tf = tf().withSubScope("counted");
      List<Operand<TInt64>> counts = new ArrayList<>();
      for (Head head : heads) {
        counts.add(share().counted(tf, head.answers().right()));
        counts.add(share().counted(tf, head.answers().all()));
      }
      return counts;
    }

    List<Operand<TFloat32>> moments() {
      return forward.net().moments().stream().map(m -> weighted(m.batch())).toList();
    }

    /** First the losses, then moments and gradients. */
    Reduction.Contribution contribution(List<Operand<TFloat32>> gradients) {
      List<Operand<TFloat32>> means = new ArrayList<>(losses());
      means.addAll(moments());
      means.addAll(gradients);
      return new Reduction.Contribution(means, counts());
    }
  }

  private final List<Part> parts;
  private final Ops home;
  private final List<Operand<TFloat32>> losses;
  private final List<Operand<TInt64>> counts;
  private final List<Operand<TFloat32>> moments;
  private final List<Operand<TFloat32>> gradients;

  private ReplicatedPass(
      Variables variables, Reduction reduction, List<Part> parts, DeviceSpec first) {
    this.parts = parts;
    this.home = variables.root().withSubScope("reduction").withDevice(first);
    List<List<Operand<TFloat32>>> own = gradients(variables, parts);
    reduction.connect();
    List<Reduction.Contribution> contributions = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      contributions.add(parts.get(i).contribution(own.get(i)));
    }
    Reduction.Contribution sum = reduction.sum(home, contributions);
    int heads = 1 + parts.get(0).heads.size();
    int before = heads + parts.get(0).forward.net().moments().size();
    losses = sum.means().subList(0, heads);
    moments = sum.means().subList(heads, before);
    gradients = sum.means().subList(before, sum.means().size());
    counts = sum.counts();
  }

  static ReplicatedPass over(TrainedNetwork network, TrainingBatch batch, DevicePlan plan) {
    List<DeviceSpec> devices = plan.replicaDevices();
    DeviceSpec first = devices.get(0);
    int size = network.recipe().batchSize();
    int count = plan.shard().count() * devices.size();
    if (size < count) {
      throw new UsageException(
          "batch_size must be at least 1 for each of %d devices, got %d", count, size);
    }
    boolean synchronised = network.recipe().batchNorm().synchronised();
    Ops host = network.variables().root().withSubScope("shares").withDevice(HOST);
    Share process = Share.of(host, batch.size(host), plan.shard().index(), plan.shard().count());
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < devices.size(); i++) {
      int index = plan.shard().index() * devices.size() + i;
      Share share = Share.within(host, process, index, count);
      String scope = "replica" + (i + 1);
      Ops there =
          network.variables().root().withSubScope(scope + "/share").withDevice(devices.get(i));
      Replica replica = new Replica(share.copied(there), synchronised);
      Layers net = network.layers().replica(replica, scope, devices.get(i), first);
      Operand<? extends TType> known = share.ofProcess(host, batch.truth().asOutput());
      var own = there.identity(share.ofProcess(host, batch.images()));
      ForwardPass forward = network.over(net, own, there.identity(known));
      parts.add(new Part(replica, forward, forward.heads(net.tf().withSubScope("training"))));
    }
    if (synchronised) {
      Ops home = network.variables().root().withSubScope("batch_moments").withDevice(first);
      synchronise(home, parts, Share.weights(home, batch.size(home), count), plan.reduction());
    }
    return new ReplicatedPass(network.variables(), plan.reduction(), parts, first);
  }

  /** Lets batch norm's layers read the moments of the whole batch. */
  private static void synchronise(
      Ops tf, List<Part> parts, Operand<TFloat32> weights, Reduction reduction) {
    for (int layer = 0; layer < parts.get(0).replica.moments().size(); layer++) {
      int at = layer;
      ShareMoments.connect(
          tf,
          parts.stream().map(p -> p.replica.moments().get(at)).toList(),
          weights,
          own -> reduction.gather(tf, own));
    }
  }

  @Override
  public Operand<TFloat32> loss() {
    return losses.get(0);
  }

  @Override
  public List<String> auxiliary() {
    return parts.get(0).forward.auxiliary();
  }

  @Override
  public List<Head> heads(Ops tf) {
    return IntStream.range(0, counts.size() / 2)
        .mapToObj(
            i -> {
              var answers = new Task.Answers(counts.get(2 * i), counts.get(2 * i + 1));
              return new Head(losses.get(1 + i), answers);
            })
        .toList();
  }

  @Override
  public List<Operand<TFloat32>> gradients() {
    return gradients;
  }

  @Override
  public List<Operand<TFloat32>> differentiated() {
    return parts.stream().map(p -> p.forward.losses().sum()).toList();
  }

  /** Builds each replica's gradients. */
  private static List<List<Operand<TFloat32>>> gradients(Variables variables, List<Part> parts) {
    List<Variable> by = variables.trainable();
    List<Operand<TFloat32>> outputs = parts.stream().map(p -> p.forward.losses().sum()).toList();
    List<Operand<TFloat32>> weights = parts.stream().map(p -> p.share().weight()).toList();
    List<Operand<TFloat32>> copies =
        parts.stream()
            .flatMap(part -> by.stream().map(v -> part.forward.net().variables().read(v)))
            .toList();
    Output<?>[] gradients =
        variables.graph().addGradients("gradients", array(outputs), array(copies), array(weights));
    List<List<Operand<TFloat32>>> found = new ArrayList<>();
    for (int replica = 0; replica < parts.size(); replica++) {
      int from = replica * by.size();
      found.add(
          IntStream.range(from, from + by.size())
              .<Operand<TFloat32>>mapToObj(i -> gradients[i].expect(TFloat32.class))
              .toList());
    }
    return found;
  }

  private static Output<?>[] array(List<Operand<TFloat32>> operands) {
    return operands.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
  }

  /** Each statistic moves by the replicas' mean. */
  @Override
  public List<Operation> updates() {
    List<Layers.Moment> moved = parts.get(0).forward.net().moments();
    return IntStream.range(0, moved.size())
        .mapToObj(i -> moved.get(i).move(home, moments.get(i)))
        .toList();
  }

  @Override
  public int towers() {
    return parts.get(0).forward.net().towers();
  }
}
