package org.convzoo.train.cluster;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.convzoo.train.cluster.ClusterSpec.Member;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Server;
import org.tensorflow.ServerSession;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ClusterDef;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.JobDef;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.proto.ServerDef;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * This process as a member of a cluster, with a server of TensorFlow's runtime. The server runs any
 * graph that is sent to it, and listens on all of the machine's addresses: it belongs on a private
 * network. It ends with the process.
 */
public final class Worker {

  private final ClusterSpec cluster;
  private final ConfigProto config;
  private final RunOptions patience;
  private final Collectives collectives;
  private final PeerWatch watch;

  private Worker(ClusterSpec cluster, ConfigProto config) {
    this.cluster = cluster;
    this.config = config;
    this.patience = RunOptions.newBuilder().setTimeoutInMs(cluster.patience().toMillis()).build();
    this.collectives = new Collectives(cluster.size());
    this.watch = PeerWatch.start(cluster);
  }

  /**
   * Starts the server and waits for the others.
   *
   * @param config of the sessions
   * @param stop asked now and then whether to give up
   * @throws ClusterException if this one's port is taken, or one of the others does not come
   */
  public static Worker join(ClusterSpec cluster, ConfigProto config, BooleanSupplier stop) {
    requireFree(cluster.self());
    ConfigProto own = config(cluster, config);
    new Server(
            ServerDef.newBuilder()
                .setCluster(definition(cluster))
                .setJobName(cluster.self().job())
                .setTaskIndex(cluster.self().index())
                .setProtocol("grpc")
                .setDefaultSessionConfig(own)
                .build())
        .start();
    Peers.await(cluster, stop);
    return new Worker(cluster, own);
  }

  private static void requireFree(Member self) {
    try (ServerSocket socket = new ServerSocket(self.port())) {
      socket.getLocalPort();
    } catch (IOException e) {
      throw new ClusterException(
          "port %d, where %s should listen: %s".formatted(self.port(), self, e.getMessage()), e);
    }
  }

  private static ClusterDef definition(ClusterSpec cluster) {
    ClusterDef.Builder definition = ClusterDef.newBuilder();
    cluster.members().stream()
        .collect(Collectors.groupingBy(Member::job))
        .forEach(
            (name, members) -> {
              JobDef.Builder job = JobDef.newBuilder().setName(name);
              members.forEach(member -> job.putTasks(member.index(), member.address()));
              definition.addJob(job);
            });
    return definition.build();
  }

  private static ConfigProto config(ClusterSpec cluster, ConfigProto config) {
    ConfigProto.Builder own = config.toBuilder().addDeviceFilters(cluster.self().task());
    own.getExperimentalBuilder().setCollectiveGroupLeader(cluster.chief().task());
    if (config.getInterOpParallelismThreads() > 0) { // else messages wait behind operations
      own.setInterOpParallelismThreads(config.getInterOpParallelismThreads() + 1);
    }
    return own.build();
  }

  /** Returns the processes. */
  public ClusterSpec cluster() {
    return cluster;
  }

  /** Returns the operations in which all take part. */
  public Collectives collectives() {
    return collectives;
  }

  /**
   * Compares facts about this process with those of all others.
   *
   * @param facts in numbers by what they are about; all have the same keys in the same order
   * @throws ClusterException if one is not the chief's; it names whose
   */
  public void requireAgreement(SortedMap<String, Long> facts) {
    int width = facts.size();
    long[] all = new long[cluster.size() * width]; // a row for each process, 0 but in its own
    int at = cluster.rank() * width;
    for (long fact : facts.values()) {
      all[at++] = fact;
    }
    all = sum(all);
    List<String> names = List.copyOf(facts.keySet());
    for (int rank = 1; rank < cluster.size(); rank++) {
      for (int i = 0; i < names.size(); i++) {
        if (all[rank * width + i] != all[i]) {
          throw new ClusterException(
              "%s has another %s than %s"
                  .formatted(cluster.members().get(rank), names.get(i), cluster.chief()));
        }
      }
    }
  }

  private long[] sum(long[] own) {
    return all(tf -> tf.constant(own), sums -> StdArrays.array1dCopyOf((TInt64) sums));
  }

  /** Returns the sums of numbers of all members, place by place. */
  public double[] sum(double[] own) {
    return all(tf -> tf.constant(own), sums -> StdArrays.array1dCopyOf((TFloat64) sums));
  }

  /** Sums up in a graph that serves once. */
  private <T extends TNumber, R> R all(Function<Ops, Operand<T>> own, Function<Tensor, R> read) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<T> sum = collectives.sum(tf, own.apply(tf));
      ServerSession session = open(graph);
      try (Result result = patient(session.session().runner().fetch(sum)).run()) {
        return read.apply(result.get(0));
      } catch (RuntimeException e) {
        throw explained(e);
      } finally {
        heard();
        close(session);
      }
    }
  }

  /** Opens a session in which {@link Collectives} reach the others. */
  public ServerSession open(Graph graph) {
    String own = "grpc://localhost:" + cluster.self().port();
    ServerSession opened = ServerSession.open(graph, own, config);
    watch.cancels(opened);
    return opened;
  }

  /** Closes a session. */
  public void close(ServerSession session) {
    watch.closes();
    watch.release(session);
    session.session().close();
    watch.isClosed();
  }

  /** Lets a step in which others take part fail if they do not. */
  public Session.Runner patient(Session.Runner runner) {
    watch.waits();
    return runner.setOptions(patience);
  }

  /** Notes that such a step has ended. */
  public void heard() {
    watch.waitsNoMore();
  }

  /** Lets the others go: from now on nobody is missed. */
  public void leave() {
    watch.stop();
  }

  /** Says who is to blame for a step that failed, if it is another process. */
  public RuntimeException explained(RuntimeException failure) {
    heard();
    String message = String.valueOf(failure.getMessage());
    List<Member> named =
        cluster.peers().stream().filter(peer -> message.contains(peer.task())).toList();
    List<Member> gone = watch.lost().isEmpty() ? Peers.gone(cluster) : watch.lost();
    List<Member> blamed = gone.isEmpty() ? named : gone;
    if (!blamed.isEmpty()) {
      return new ClusterException(watch.words(blamed), failure);
    }
    if (message.contains("Timed out") || message.contains("Deadline")) {
      return new ClusterException(watch.words(List.of()), failure);
    }
    return failure;
  }
}
