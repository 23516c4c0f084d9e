package org.convzoo.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.convzoo.export.Model;
import org.convzoo.serve.option.Batching;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** Requests that share runs are answered as if each were alone. */
class BatchingTest {

  /** Of the answers to one image alone and within a batch, whose sums may be rounded otherwise. */
  private static final float ROUNDING = 1e-4f;

  @TempDir static Path folder;
  private static Model lenet;
  private static Path models;

  @BeforeAll
  static void export() throws IOException {
    lenet = Model.random("lenet", 28, Files.createDirectory(folder.resolve("checkpoint")));
    models = folder.resolve("lenet");
    lenet.export(models);
  }

  private static ModelServer start(Batching batching) throws IOException {
    return ModelServer.of(Map.of("lenet", models)).port(0).batching(batching).start();
  }

  /** An image whose pixels tell its number. */
  private static float[] image(int number, int side) {
    float[] pixels = new float[side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (number * 31 + i * 7) % 256;
    }
    return pixels;
  }

  private static String json(float[] pixels, int side) {
    StringBuilder rows = new StringBuilder("[");
    for (int i = 0; i < pixels.length; i++) {
      rows.append(i == 0 ? "[" : i % side == 0 ? "],[" : ",").append("[" + pixels[i] + "]");
    }
    return rows.append("]]").toString();
  }

  /** From a graph that is drawn and restored in the test. */
  private static float[] direct(float[] pixels, int side) {
    try (TFloat32 one = TFloat32.tensorOf(Shape.of(1, side, side, 1), DataBuffers.of(pixels))) {
      return lenet.logits(one)[0];
    }
  }

  private static float[] logits(HttpResponse<byte[]> answer) {
    assertEquals(200, answer.statusCode(), new String(answer.body()));
    List<Float> all = new ArrayList<>();
    JsonNode logits = Client.json(answer).at("/predictions/0/logits");
    logits.forEach(each -> all.add(each.floatValue()));
    float[] plain = new float[all.size()];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = all.get(i);
    }
    return plain;
  }

  /** Images of two sizes, which cannot share a run, from 16 clients. */
  @Test
  void answersUnderConcurrentClientsAreThoseOfTheNetwork() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(16);
    try (ModelServer server = start(Batching.USUAL.maxDelay(Duration.ofMillis(5)))) {
      Client client = new Client(server.uri());
      List<Future<float[]>> answers = new ArrayList<>();
      for (int i = 0; i < 96; i++) {
        int number = i;
        int side = i % 3 == 0 ? 20 : 28;
        String body = "{\"instances\": [%s]}".formatted(json(image(number, side), side));
        answers.add(clients.submit(() -> logits(client.post("/v1/models/lenet:predict", body))));
      }
      for (int i = 0; i < answers.size(); i++) {
        int side = i % 3 == 0 ? 20 : 28;
        assertArrayEquals(direct(image(i, side), side), answers.get(i).get(), ROUNDING, "" + i);
      }
      assertTrue(runs(client) < 96, "no request shared a run");
    } finally {
      clients.shutdownNow();
    }
  }

  private static double runs(Client client) {
    return metric(client, "convzoo_batch_rows_count{model=\"lenet\"}");
  }

  private static double metric(Client client, String name) {
    String text = new String(client.get("/metrics").body());
    Matcher found = Pattern.compile(Pattern.quote(name) + " (\\S+)").matcher(text);
    assertTrue(found.find(), text);
    return Double.parseDouble(found.group(1));
  }

  /** They would wait for a minute; the run that warms the model up waits for nobody. */
  @Test
  void batchIsRunAsSoonAsItIsFull() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(4);
    Batching four = Batching.USUAL.maxRows(4).maxDelay(Duration.ofMinutes(1)).threads(1);
    try (ModelServer server = start(four)) {
      Client client = new Client(server.uri());
      double before = runs(client);
      List<Future<float[]>> answers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String body = "{\"instances\": [%s]}".formatted(json(image(i, 28), 28));
        answers.add(clients.submit(() -> logits(client.post("/v1/models/lenet:predict", body))));
      }
      for (Future<float[]> answer : answers) {
        answer.get();
      }
      assertEquals(1, runs(client) - before);
      assertEquals(4, metric(client, "convzoo_batch_rows_max{model=\"lenet\"}"));
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void requestOfSeveralRowsIsAnsweredInTheirOrder() throws IOException {
    try (ModelServer server = start(Batching.USUAL.maxRows(2))) {
      Client client = new Client(server.uri());
      String rows =
          String.join(",", json(image(5, 28), 28), json(image(6, 28), 28), json(image(7, 28), 28));
      JsonNode answer =
          Client.json(
              client.post("/v1/models/lenet:predict", "{\"instances\": [%s]}".formatted(rows)));
      for (int i = 0; i < 3; i++) {
        float[] direct = direct(image(5 + i, 28), 28);
        for (int c = 0; c < 10; c++) {
          float said = answer.at("/predictions/%d/logits/%d".formatted(i, c)).floatValue();
          assertEquals(direct[c], said, ROUNDING);
        }
      }
    }
  }

  /** On two cores each answer had one of its own. */
  @Test
  void requestsStartNoThreads() throws Exception {
    String body = "{\"instances\": [%s]}".formatted(json(image(1, 28), 28));
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    try (ModelServer server = start(Batching.USUAL)) {
      Client client = new Client(server.uri());
      for (int i = 0; i < 20; i++) { // those that the server and the client keep
        client.post("/v1/models/lenet:predict", body);
      }
      long before = threads.getTotalStartedThreadCount();
      for (int i = 0; i < 100; i++) {
        assertEquals(200, client.post("/v1/models/lenet:predict", body).statusCode());
      }
      long started = threads.getTotalStartedThreadCount() - before;
      assertTrue(started < 20, started + " threads were started");
    }
  }
}
