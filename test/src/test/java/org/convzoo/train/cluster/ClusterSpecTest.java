package org.convzoo.train.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.convzoo.ops.Refusal;
import org.convzoo.train.cluster.ClusterSpec.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TF_CONFIG as TensorFlow's guide to training by several workers has it. */
class ClusterSpecTest {

  private static String json(String cluster, String task) {
    return "{'cluster': {%s}, 'task': %s}".formatted(cluster, task).replace('\'', '"');
  }

  @Test
  void chiefComesFirst() {
    ClusterSpec cluster =
        ClusterSpec.parse(
            json(
                "'worker': ['b:2222', '[::1]:65535'], 'chief': ['a.example:1']",
                "{'type': 'worker', 'index': 1}"));
    assertEquals(
        List.of(
            new Member("chief", 0, "a.example", 1),
            new Member("worker", 0, "b", 2222),
            new Member("worker", 1, "[::1]", 65535)),
        cluster.members());
    assertEquals(2, cluster.rank());
    assertFalse(cluster.isChief());
    assertEquals("/job:worker/replica:0/task:1", cluster.self().task());
    assertEquals("worker 1 ([::1]:65535)", cluster.self().toString());
    assertEquals(cluster.members().subList(0, 2), cluster.peers());
  }

  @Test
  void firstWorkerIsTheChiefWhereThereIsNone() {
    ClusterSpec cluster =
        ClusterSpec.parse(json("'worker': ['a:1', 'b:1']", "{'type': 'worker', 'index': 0}"));
    assertTrue(cluster.isChief());
    assertEquals("a", cluster.chief().host());
  }

  @Test
  void evaluatorsAreNoMembers() {
    String cluster = "'worker': ['a:1', 'b:1'], 'evaluator': ['c:1']";
    assertEquals(2, ClusterSpec.parse(json(cluster, "{'type': 'worker', 'index': 1}")).size());
    assertEquals(
        "TF_CONFIG makes this an evaluator, and there is nothing for it to do: workers evaluate",
        Refusal.of(() -> ClusterSpec.parse(json(cluster, "{'type': 'evaluator', 'index': 0}"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'worker': ['a:1', 'a:1'] | has the address a:1 twice",
        "'worker': ['a'] | has the address \"a\": it should be HOST:PORT",
        "'worker': ['a:0'] | has the address \"a:0\": it should be HOST:PORT",
        "'worker': ['a:65536'] | has the address \"a:65536\": it should be HOST:PORT",
        "'worker': ['a:9999999999'] | has the address \"a:9999999999\": it should be HOST:PORT",
        "'worker': 'a:1' | has a \"worker\" that is no list of addresses",
        "'worker': ['a:1'], 'ps': ['b:1'] | has parameter servers (\"ps\"): here all workers hold all variables",
        "'worker': ['a:1'], 'boss': ['b:1'] | has a job \"boss\": there is chief, worker",
        "'chief': ['a:1', 'b:1'] | names 2 chiefs: there can be one",
        "'worker': [] | names no chief and no worker",
        "'chief': ['a:1'] | says that this is task worker 0, and the cluster has no such"
      })
  void whatIsWrongIsSaid(String cluster, String message) {
    assertEquals(
        "TF_CONFIG " + message,
        Refusal.of(() -> ClusterSpec.parse(json(cluster, "{'type': 'worker', 'index': 0}"))));
  }

  @Test
  void whatIsNoClusterIsRefused() {
    assertTrue(Refusal.of(() -> ClusterSpec.parse("{")).startsWith("TF_CONFIG is not JSON: "));
    assertEquals(
        "TF_CONFIG has no \"cluster\", an object of lists of addresses",
        Refusal.of(() -> ClusterSpec.parse("{\"task\": {}}")));
  }
}
