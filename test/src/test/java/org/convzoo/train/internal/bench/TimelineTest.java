package org.convzoo.train.internal.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A product and its root, of random numbers so that neither is computed beforehand. */
class TimelineTest {

  @Test
  void operationsStandInTheOrderInWhichTheyRan() throws IOException {
    byte[] json;
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var numbers = tf.random.randomUniform(tf.constant(new int[] {300, 300}), TFloat32.class);
      var product = tf.withName("product").linalg.matMul(numbers, numbers);
      var root = tf.withName("root").math.sqrt(product);
      json = Timeline.of(StepTrace.of(session.runner().addTarget(root)));
    }
    List<JsonNode> events = new ArrayList<>();
    JsonNode written = new ObjectMapper().readTree(json);
    written.get("traceEvents").forEach(events::add);
    assertTrue(
        events.stream()
            .anyMatch(
                event ->
                    event.get("ph").asText().equals("M")
                        && event.at("/args/name").asText().endsWith("/device:CPU:0")));
    JsonNode product = of(events, "product");
    JsonNode root = of(events, "root");
    assertEquals("MatMul", product.get("name").asText().replace("_Mkl", ""));
    assertEquals("Sqrt", root.get("name").asText());
    long end = product.get("ts").asLong() + product.get("dur").asLong();
    assertTrue(root.get("ts").asLong() >= end, product + " before " + root);
  }

  private static JsonNode of(List<JsonNode> events, String operation) {
    return events.stream()
        .filter(event -> event.at("/args/operation").asText().equals(operation))
        .findAny()
        .orElseThrow();
  }
}
