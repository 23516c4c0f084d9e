package org.convzoo.train.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.convzoo.train.hardware.InitializedVariable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Three members of a cluster in one process, each with a server of its own. */
class CollectivesTest {

  private static final int MEMBERS = 3;
  private static MemberThreads members;
  private static List<Worker> workers;

  @BeforeAll
  static void start() throws Exception {
    members = MemberThreads.start(MEMBERS);
    workers =
        members.together(
            cluster -> Worker.join(cluster, ConfigProto.getDefaultInstance(), () -> false));
  }

  @AfterAll
  static void stop() {
    members.close();
  }

  /** Does it in all members at once. */
  private static <T> List<T> together(Member<T> what) throws Exception {
    return members.together(cluster -> what.run(cluster.rank()));
  }

  private interface Member<T> {
    T run(int rank) throws Exception;
  }

  /** Tensors of 3, 2 x 2 and no axes; member r has 1 + r, 10 (1 + r), 100 (1 + r). */
  @Test
  void sumsAreThoseOfAllMembersInTheirShapes() throws Exception {
    List<String> sums =
        together(
            rank -> {
              try (Graph graph = new Graph()) {
                Ops tf = Ops.create(graph);
                float own = 1 + rank;
                List<Operand<TFloat32>> parts =
                    List.of(
                        tf.fill(tf.constant(new int[] {3}), tf.constant(own)),
                        tf.fill(tf.constant(new int[] {2, 2}), tf.constant(10 * own)),
                        tf.constant(100 * own));
                var all = workers.get(rank).collectives().sums(tf, parts);
                try (Session session = workers.get(rank).open(graph).session();
                    Result result =
                        session
                            .runner()
                            .fetch(all.get(0))
                            .fetch(all.get(1))
                            .fetch(all.get(2))
                            .run()) {
                  TFloat32 square = (TFloat32) result.get(1);
                  return "%s %s %s %s"
                      .formatted(
                          List.of(((TFloat32) result.get(0)).getFloat(2)),
                          square.shape(),
                          square.getFloat(1, 1),
                          ((TFloat32) result.get(2)).getFloat());
                }
              }
            });
    for (String sum : sums) {
      assertEquals("[6.0] [2, 2] 60.0 600.0", sum); // 1 + 2 + 3
    }
  }

  /** Its rows have 1.5 million numbers each, of which a bucket takes one. */
  @Test
  void largeTensorsAreSummedUpRowByRow() throws Exception {
    List<String> sums =
        together(
            rank -> {
              try (Graph graph = new Graph()) {
                Ops tf = Ops.create(graph);
                var column = tf.constant(new float[][] {{1 + rank}, {10 + rank}, {100 + rank}});
                var own = tf.tile(column, tf.constant(new int[] {1, 1_500_000}));
                var all = workers.get(rank).collectives().sums(tf, List.of(own));
                assertEquals(3, count(graph, "CollectiveReduceV2"));
                try (Session session = workers.get(rank).open(graph).session();
                    Result result = session.runner().fetch(all.get(0)).run()) {
                  TFloat32 sum = (TFloat32) result.get(0);
                  return "%s %s %s %s"
                      .formatted(
                          sum.shape(),
                          sum.getFloat(0, 0),
                          sum.getFloat(1, 1_000_000),
                          sum.getFloat(2, 1_499_999));
                }
              }
            });
    for (String sum : sums) {
      assertEquals("[3, 1500000] 6.0 33.0 303.0", sum); // 3 x 1, 10, 100 and 0 + 1 + 2
    }
  }

  private static int count(Graph graph, String type) {
    int count = 0;
    for (var all = graph.operations(); all.hasNext(); ) {
      count += all.next().type().equals(type) ? 1 : 0;
    }
    return count;
  }

  @Test
  void leastAndGreatestAreTakenPlaceByPlace() throws Exception {
    List<long[][]> extremes =
        together(
            rank -> {
              try (Graph graph = new Graph()) {
                Ops tf = Ops.create(graph);
                Collectives all = workers.get(rank).collectives();
                var own = tf.constant(new long[] {rank, 7, -rank, Long.MAX_VALUE - rank});
                var least = all.least(tf, own);
                var greatest = all.greatest(tf, own);
                try (Session session = workers.get(rank).open(graph).session();
                    Result result = session.runner().fetch(least).fetch(greatest).run()) {
                  return new long[][] {
                    StdArrays.array1dCopyOf((TInt64) result.get(0)),
                    StdArrays.array1dCopyOf((TInt64) result.get(1))
                  };
                }
              }
            });
    for (long[][] found : extremes) {
      assertArrayEquals(new long[] {0, 7, -2, Long.MAX_VALUE - 2}, found[0]);
      assertArrayEquals(new long[] {2, 7, 0, Long.MAX_VALUE}, found[1]);
    }
  }

  /** Of three sums two take as long as the median or longer. */
  @Test
  void medianOfSumsAloneIsPartOfTheTimeThatAllTake() throws Exception {
    List<Shape> shapes = List.of(Shape.of(3, 4), Shape.of(3_000_000), Shape.scalar());
    List<double[]> times =
        together(
            rank -> {
              long start = System.nanoTime();
              double median = SumsAlone.seconds(workers.get(rank), shapes, 3);
              return new double[] {median, 1e-9 * (System.nanoTime() - start)};
            });
    for (double[] time : times) {
      assertTrue(0 < time[0] && 2 * time[0] <= time[1], time[0] + " of " + time[1] + " s");
    }
  }

  @Test
  void variablesTakeTheChiefsValues() throws Exception {
    List<String> values =
        together(
            rank -> {
              try (Graph graph = new Graph()) {
                Ops tf = Ops.create(graph);
                Ops init = tf.withInitScope();
                Operand<TFloat32> weights =
                    InitializedVariable.at(
                        tf, init.fill(init.constant(new int[] {2}), init.constant(rank + 0.5f)));
                Operand<TInt64> step = InitializedVariable.at(tf, init.constant(40L + rank));
                Collectives all = workers.get(rank).collectives();
                boolean chief = workers.get(rank).cluster().isChief();
                var first = all.fromChief(tf, weights, chief);
                var second = all.fromChief(tf, step, chief);
                try (Session session = workers.get(rank).open(graph).session()) {
                  session.initialize();
                  session.runner().addTarget(first).addTarget(second).run().close();
                  try (Result result = session.runner().fetch(weights).fetch(step).run()) {
                    return ((TFloat32) result.get(0)).getFloat(1)
                        + " "
                        + ((TInt64) result.get(1)).getLong();
                  }
                }
              }
            });
    assertEquals(List.of("0.5 40", "0.5 40", "0.5 40"), values);
  }

  @Test
  void whoHasAnotherFactThanTheChiefIsNamedByAll() throws Exception {
    SortedMap<String, Long> agreed = new TreeMap<>(Map.of("recipe", -5L, "step", 3L));
    together(
        rank -> {
          workers.get(rank).requireAgreement(agreed);
          return null;
        });
    List<String> refusals =
        together(
            rank -> {
              long step = rank == 2 ? 4 : 3;
              SortedMap<String, Long> own = new TreeMap<>(Map.of("recipe", -5L, "step", step));
              return assertThrows(
                      ClusterException.class, () -> workers.get(rank).requireAgreement(own))
                  .getMessage();
            });
    List<ClusterSpec.Member> members = workers.get(0).cluster().members();
    String refusal = "%s has another step than %s".formatted(members.get(2), members.get(0));
    assertEquals(Collections.nCopies(MEMBERS, refusal), refusals);
  }

  @Test
  void memberThatListensAlreadyIsRefused() {
    ClusterSpec cluster = workers.get(0).cluster();
    ClusterException refused =
        assertThrows(
            ClusterException.class,
            () -> Worker.join(cluster, ConfigProto.getDefaultInstance(), () -> false));
    assertTrue(
        refused.getMessage().startsWith("port %d, where".formatted(cluster.self().port())),
        refused.getMessage());
  }
}
