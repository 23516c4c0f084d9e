package org.convzoo.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Open Inference Protocol, as kserve/open-inference-protocol has it, with binary tensors. */
class InferenceProtocolTest {

  private static final String LENGTH = "Inference-Header-Content-Length";

  @TempDir static Path folder;
  @AutoClose private static ModelServer server;
  private static Client client;

  @BeforeAll
  static void start() throws IOException {
    TestModels.halfPlus(3, folder.resolve("half/7"));
    TestModels.echo(folder.resolve("echo/1"));
    server =
        TestModels.serve(Map.of("half", folder.resolve("half"), "echo", folder.resolve("echo")));
    client = new Client(server.uri());
  }

  private static void assertAnswers(String wanted, HttpResponse<byte[]> answer) {
    assertEquals(Client.json(wanted), Client.json(answer));
    assertEquals(200, answer.statusCode());
  }

  @Test
  void serverAndModelDescribeThemselves() {
    assertAnswers(
        "{\"name\": \"convzoo\", \"version\": \"0.1.0\", \"extensions\": [\"binary_tensor_data\"]}",
        client.get("/v2"));
    assertAnswers(
        """
        {"name": "half", "versions": ["7"], "platform": "tensorflow_savedmodel",
         "inputs": [{"name": "x", "datatype": "FP32", "shape": [-1]}],
         "outputs": [{"name": "y", "datatype": "FP32", "shape": [-1]}]}
        """,
        client.get("/v2/models/half/versions/7"));
    assertAnswers("{\"name\": \"half\", \"ready\": true}", client.get("/v2/models/half/ready"));
  }

  @Test
  void tensorsInJson() {
    assertAnswers(
        """
        {"model_name": "half", "model_version": "7", "id": "42",
         "outputs": [{"name": "y", "datatype": "FP32", "shape": [3], "data": [3.5, 4.0, 5.5]}]}
        """,
        client.post(
            "/v2/models/half/infer",
            """
            {"id": "42", "inputs": [{"data": [1, 2, 5], "name": "x", "shape": [3],
              "datatype": "FP32"}], "outputs": [{"name": "y"}]}
            """));
  }

  /** The specification allows elements to be nested, and wants them flat in answers. */
  @Test
  void nestedTensorsAreAnsweredFlat() {
    JsonNode said =
        Client.json(
            client.post(
                "/v2/models/echo/infer",
                """
                {"inputs": [
                  {"name": "tag", "shape": [1], "datatype": "BYTES", "data": ["foo"]},
                  {"name": "signal", "shape": [1, 5], "datatype": "FP32", "data": [[1, 2, 3, 4, 5]]},
                  {"name": "sensor", "shape": [1, 2, 2], "datatype": "FP32", "data": [1, 2, 3, 4]}],
                 "outputs": [{"name": "sensor"}, {"name": "tag"}]}
                """));
    assertEquals(
        Client.json(
            """
            [{"name": "sensor", "datatype": "FP32", "shape": [1, 2, 2],
              "data": [1.0, 2.0, 3.0, 4.0]},
             {"name": "tag", "datatype": "BYTES", "shape": [1], "data": ["foo"]}]
            """),
        said.path("outputs"));
  }

  private static HttpResponse<byte[]> post(String path, String json, byte[]... binary) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] head = json.getBytes(StandardCharsets.UTF_8);
    body.writeBytes(head);
    Arrays.stream(binary).forEach(body::writeBytes);
    return Client.send(
        client
            .request(path)
            .header(LENGTH, Integer.toString(head.length))
            .POST(BodyPublishers.ofByteArray(body.toByteArray())));
  }

  private static byte[] floats(float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return buffer.array();
  }

  /** What stands behind the JSON of an answer. */
  private static byte[] binary(HttpResponse<byte[]> answer) {
    int length = Integer.parseInt(answer.headers().firstValue(LENGTH).orElseThrow());
    return Arrays.copyOfRange(answer.body(), length, answer.body().length);
  }

  @Test
  void tensorsInBinary() throws IOException {
    HttpResponse<byte[]> answer =
        post(
            "/v2/models/half/infer",
            """
            {"inputs": [{"name": "x", "shape": [2], "datatype": "FP32",
              "parameters": {"binary_data_size": 8}}],
             "outputs": [{"name": "y", "parameters": {"binary_data": true}}]}
            """,
            floats(1, 2));
    assertEquals(200, answer.statusCode());
    assertEquals(
        "application/octet-stream", answer.headers().firstValue("Content-Type").orElseThrow());
    assertEquals(
        Client.json(
            """
            {"model_name": "half", "model_version": "7", "outputs": [{"name": "y",
              "datatype": "FP32", "shape": [2], "parameters": {"binary_data_size": 8}}]}
            """),
        Client.JSON.readTree(
            answer.body(), 0, Integer.parseInt(answer.headers().firstValue(LENGTH).orElseThrow())));
    assertEquals(Arrays.toString(floats(3.5f, 4)), Arrays.toString(binary(answer)));
  }

  /** Before each string stands its length, four bytes, little-endian. */
  @Test
  void stringsInBinaryBesideNumbersInJson() {
    byte[] foo = {3, 0, 0, 0, 'f', 'o', 'o'};
    HttpResponse<byte[]> answer =
        post(
            "/v2/models/echo/infer",
            """
            {"parameters": {"binary_data_output": true}, "inputs": [
              {"name": "tag", "shape": [1], "datatype": "BYTES",
                "parameters": {"binary_data_size": 7}},
              {"name": "signal", "shape": [1, 5], "datatype": "FP32", "data": [1, 2, 3, 4, 5]},
              {"name": "sensor", "shape": [1, 2, 2], "datatype": "FP32", "data": [1, 2, 3, 4]}],
             "outputs": [{"name": "tag"}]}
            """,
            foo);
    assertEquals(200, answer.statusCode(), new String(answer.body()));
    assertEquals(Arrays.toString(foo), Arrays.toString(binary(answer)));
  }
}
