package org.convzoo.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The requests and answers of TensorFlow Serving's documentation, "RESTful API",
 * tensorflow.org/tfx/serving/api_rest, on models like those that it speaks of.
 */
class RestApiTest {

  @TempDir static Path folder;
  @AutoClose private static ModelServer server;
  private static Client client;

  @BeforeAll
  static void start() throws IOException {
    TestModels.halfPlus(3, folder.resolve("half_plus_three/123"));
    TestModels.echo(folder.resolve("echo/1"));
    server =
        TestModels.serve(
            Map.of(
                "half_plus_three", folder.resolve("half_plus_three"),
                "echo", folder.resolve("echo")));
    client = new Client(server.uri());
  }

  private static void assertAnswers(String wanted, HttpResponse<byte[]> answer) {
    assertEquals(Client.json(wanted), Client.json(answer));
    assertEquals(200, answer.statusCode());
    assertEquals("application/json", answer.headers().firstValue("Content-Type").orElseThrow());
  }

  @Test
  void modelStatus() {
    String wanted =
        """
        {"model_version_status": [{"version": "123", "state": "AVAILABLE",
          "status": {"error_code": "OK", "error_message": ""}}]}
        """;
    assertAnswers(wanted, client.get("/v1/models/half_plus_three"));
    assertAnswers(wanted, client.get("/v1/models/half_plus_three/versions/123"));
  }

  @Test
  void modelMetadata() {
    assertAnswers(
        """
        {"model_spec": {"name": "half_plus_three", "signature_name": "", "version": "123"},
         "metadata": {"signature_def": {"signature_def": {"serving_default": {
           "inputs": {"x": {"dtype": "DT_FLOAT", "name": "x:0",
             "tensor_shape": {"dim": [{"size": "-1", "name": ""}], "unknown_rank": false}}},
           "outputs": {"y": {"dtype": "DT_FLOAT", "name": "y:0",
             "tensor_shape": {"dim": [{"size": "-1", "name": ""}], "unknown_rank": false}}},
           "method_name": "tensorflow/serving/predict"}}}}}
        """,
        client.get("/v1/models/half_plus_three/metadata"));
  }

  @Test
  void predictInRows() {
    assertAnswers(
        "{\"predictions\": [3.5, 4.0, 5.5]}",
        client.post("/v1/models/half_plus_three:predict", "{\"instances\": [1.0, 2.0, 5.0]}"));
  }

  @Test
  void predictInColumns() {
    assertAnswers(
        "{\"outputs\": [3.5, 4.0, 5.5]}",
        client.post(
            "/v1/models/half_plus_three/versions/123:predict",
            "{\"signature_name\": \"serving_default\", \"inputs\": {\"x\": [1.0, 2.0, 5.0]}}"));
    assertAnswers(
        "{\"outputs\": [3.5]}",
        client.post("/v1/models/half_plus_three:predict", "{\"inputs\": [1]}"));
  }

  private static final String TWO_ROWS =
      """
      [{"tag": "foo", "signal": [1, 2, 3, 4, 5], "sensor": [[1, 2], [3, 4]]},
       {"tag": "bar", "signal": [3, 4, 1, 2, 5], "sensor": [[4, 5], [6, 8]]}]
      """;

  @Test
  void namedInputsInRows() {
    assertAnswers(
        "{\"predictions\": %s}".formatted(floats(TWO_ROWS)),
        client.post("/v1/models/echo:predict", "{\"instances\": %s}".formatted(TWO_ROWS)));
  }

  @Test
  void namedInputsInColumns() {
    String columns =
        """
        {"tag": ["foo", "bar"], "signal": [[1, 2, 3, 4, 5], [3, 4, 1, 2, 5]],
         "sensor": [[[1, 2], [3, 4]], [[4, 5], [6, 8]]]}
        """;
    assertAnswers(
        "{\"outputs\": %s}".formatted(floats(columns)),
        client.post("/v1/models/echo:predict", "{\"inputs\": %s}".formatted(columns)));
  }

  private static String floats(String json) {
    return json.replaceAll("(\\d)", "$1.0");
  }

  /** "aW1hZ2UgYnl0ZXM=" and "YXdlc29tZSBpbWFnZSBieXRlcw==" are the documentation's. */
  @Test
  void bytesAreInBase64() {
    String rows = "[{\"b64\": \"aW1hZ2UgYnl0ZXM=\"}, {\"b64\": \"YXdlc29tZSBpbWFnZSBieXRlcw==\"}]";
    assertAnswers(
        "{\"predictions\": %s}".formatted(rows),
        client.post(
            "/v1/models/echo:predict",
            "{\"signature_name\": \"bytes\", \"instances\": %s}".formatted(rows)));
    assertAnswers(
        "{\"outputs\": %s}".formatted(rows),
        client.post(
            "/v1/models/echo:predict",
            "{\"inputs\": {\"image_bytes\": %s}, \"signature_name\": \"bytes\"}".formatted(rows)));
  }

  @Test
  void scalarsAreTakenInColumns() {
    assertAnswers(
        "{\"outputs\": 18014398509481986}",
        client.post(
            "/v1/models/echo:predict",
            "{\"signature_name\": \"whole\", \"inputs\": 9007199254740993}"));
  }

  /** As TensorFlow Serving does: "NaN, Infinity" are no JSON, but are taken and written. */
  @Test
  void numbersThatAreNotFiniteAreWrittenAsTheyAre() {
    HttpResponse<byte[]> answer =
        client.post(
            "/v1/models/half_plus_three:predict", "{\"instances\": [NaN, Infinity, -Infinity]}");
    assertEquals("{\"predictions\":[NaN,Infinity,-Infinity]}", new String(answer.body()));
  }

  @Test
  void modelsAreListed() {
    assertAnswers(
        """
        {"models": [{"name": "echo", "version": "1", "channels": 0, "labels": []},
          {"name": "half_plus_three", "version": "123", "channels": 0, "labels": []}],
          "drawings": false}
        """,
        client.get("/v1/models"));
  }

  @Test
  void metricsCountRequestsAndBatches() {
    client.post("/v1/models/half_plus_three:predict", "{\"instances\": [1, 2]}");
    String text = new String(client.get("/monitoring/prometheus/metrics").body());
    assertTrue(
        text.contains(
            "convzoo_requests_seconds_bucket{model=\"half_plus_three\",operation=\"predict\",status=\"200\",le=\"0.001\"}"),
        text);
    assertTrue(text.contains("convzoo_batch_rows_count{model=\"half_plus_three\"}"), text);
    assertTrue(text.contains("convzoo_queue_requests{model=\"half_plus_three\"} 0.0"), text);
    assertEquals(200, client.get("/metrics").statusCode());
  }

  @Test
  void healthIsOpen() {
    assertAnswers("{\"live\": true}", client.get("/v2/health/live"));
    assertAnswers("{\"ready\": true}", client.get("/v2/health/ready"));
  }
}
