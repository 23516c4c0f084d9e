package org.convzoo.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.convzoo.UsageException;
import org.convzoo.serve.option.Batching;
import org.convzoo.serve.option.Limits;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server refuses, or ends by itself. */
@Timeout(60)
class LimitsTest {

  private static final String ASK = "{\"instances\": [2.0]}";

  @TempDir static Path folder;
  private static Path model;

  @BeforeAll
  static void export() {
    model = TestModels.halfPlus(1, folder.resolve("half/1"));
  }

  private static ServerSetup setup() {
    return ModelServer.of(Map.of("half", model)).port(0);
  }

  /** What a server says to bytes, until it closes the connection. */
  private static String raw(ModelServer server, String... parts) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      for (String part : parts) {
        out.write(part.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
      }
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static void assertError(int status, String error, HttpResponse<byte[]> answer) {
    assertEquals(error, Client.json(answer).path("error").asText());
    assertEquals(status, answer.statusCode());
  }

  @Test
  void bodyThatIsTooLargeIsRefusedByItsHeader() throws Exception {
    try (ModelServer server = setup().limits(Limits.USUAL.bodyBytes(20)).start()) {
      assertError(
          413,
          "the body has more than 20 bytes",
          new Client(server.uri()).post("/v1/models/half:predict", "{\"instances\": [1, 2, 3]}"));
      String said =
          raw(
              server,
              "POST /v1/models/half:predict HTTP/1.1\r\nHost: a\r\nContent-Length: 24\r\n\r\n");
      assertTrue(said.contains("\r\nConnection: close\r\n"), said); // or a client would ask again
      assertEquals(200, new Client(server.uri()).post("/v1/models/half:predict", ASK).statusCode());
    }
  }

  /** Its length is not said before. */
  @Test
  void bodyInPartsThatIsTooLargeIsRefused() throws Exception {
    try (ModelServer server = setup().limits(Limits.USUAL.bodyBytes(20)).start()) {
      String said =
          raw(
              server,
              "POST /v1/models/half:predict HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n",
              "10\r\n{\"instances\": [1\r\n",
              "10\r\n,1,1,1,1,1,1,1,1\r\n0\r\n\r\n");
      assertTrue(said.startsWith("HTTP/1.1 413 "), said);
      assertTrue(said.endsWith("{\"error\":\"the body has more than 20 bytes\"}"), said);
    }
  }

  @Test
  void headerThatIsTooLongIsRefusedInJson() throws Exception {
    try (ModelServer server = setup().start()) {
      String said =
          raw(
              server,
              "GET /v1/models/half HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(10_000) + "\r\n\r\n");
      assertTrue(said.startsWith("HTTP/1.1 431 "), said);
      assertTrue(said.contains("{\"error\":"), said);
    }
  }

  @Test
  void whatIsNoHttpIsRefusedInJson() throws Exception {
    try (ModelServer server = setup().start()) {
      String said = raw(server, "hello, is anybody there?\r\n\r\n");
      assertTrue(said.startsWith("HTTP/1.1 400 "), said);
      assertTrue(said.contains("{\"error\":"), said);
    }
  }

  private static Limits patience(int milliseconds) {
    return Limits.USUAL.timeout(Duration.ofMillis(milliseconds));
  }

  /** A byte now and then keeps a connection from being idle. */
  @Test
  void headerThatComesTooSlowlyEndsTheConnection() throws Exception {
    try (ModelServer server = setup().limits(patience(1000)).start();
        Socket socket = new Socket("127.0.0.1", server.port())) {
      OutputStream out = socket.getOutputStream();
      out.write("GET /v1/models/half HTTP/1.1\r\nX: ".getBytes(StandardCharsets.ISO_8859_1));
      assertThrows(
          IOException.class,
          () -> {
            while (true) { // until the server has closed it; the test has a time-out
              out.write('x');
              out.flush();
              Thread.sleep(200);
            }
          });
    }
  }

  @Test
  void bodyThatComesTooSlowlyIsRefused() throws Exception {
    try (ModelServer server = setup().limits(patience(300)).start()) {
      String said =
          raw(
              server,
              "POST /v1/models/half:predict HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n",
              "{\"inst");
      assertTrue(said.startsWith("HTTP/1.1 408 "), said);
      assertTrue(said.contains("{\"error\":\"the body has not come in time\"}"), said);
    }
  }

  /** The first waits for a second one that never comes. */
  private static Batching waiting(int milliseconds) {
    return new Batching(32, Duration.ofMillis(milliseconds), 1, 1);
  }

  @Test
  void answerThatTakesTooLongIsGivenUp() throws Exception {
    try (ModelServer server = setup().batching(waiting(2000)).limits(patience(300)).start()) {
      assertError(
          504,
          "the model has not answered in time",
          new Client(server.uri()).post("/v1/models/half:predict", ASK));
    }
  }

  @Test
  void requestThatFindsTheQueueFullIsToldToComeBack() throws Exception {
    try (ModelServer server = setup().batching(waiting(3000)).start()) {
      Client client = new Client(server.uri());
      CompletableFuture<HttpResponse<byte[]>> first =
          CompletableFuture.supplyAsync(() -> client.post("/v1/models/half:predict", ASK));
      while (!new String(client.get("/metrics").body())
          .contains("convzoo_queue_requests{model=\"half\"} 1.0")) {
        Thread.sleep(10);
      }
      HttpResponse<byte[]> second = client.post("/v1/models/half:predict", ASK);
      assertError(429, "1 requests wait for this model: try again later", second);
      assertEquals("1", second.headers().firstValue("Retry-After").orElseThrow());
      assertEquals(200, first.join().statusCode());
    }
  }

  @Test
  void tokenIsWantedForAllButThePageAndTheProbes() throws Exception {
    try (ModelServer server = setup().token("secret").start()) {
      Client client = new Client(server.uri());
      for (String path : List.of("/v1/models/half", "/v2/models/half", "/metrics", "/v1/models")) {
        HttpResponse<byte[]> refused = client.get(path);
        assertError(401, "a token is wanted: Authorization: Bearer TOKEN", refused);
        assertEquals("Bearer", refused.headers().firstValue("WWW-Authenticate").orElseThrow());
        assertEquals(
            401,
            Client.send(client.request(path).header("Authorization", "Bearer s")).statusCode());
        assertEquals(
            200,
            Client.send(client.request(path).header("Authorization", "Bearer secret"))
                .statusCode());
      }
      for (String path : List.of("/", "/v2/health/live", "/v2/health/ready")) {
        assertEquals(200, client.get(path).statusCode(), path);
      }
    }
  }

  @Test
  void serverIsReachedFromThisMachineAloneUnlessTold() throws Exception {
    try (ModelServer server = setup().start()) {
      assertEquals("127.0.0.1", server.uri().getHost());
    }
  }

  @Test
  void wrongSetupsAreRefused() {
    assertThrows(UsageException.class, () -> ModelServer.of(Map.of()));
    assertThrows(UsageException.class, () -> setup().port(70000));
    assertThrows(UsageException.class, () -> setup().token(" "));
    assertThrows(UsageException.class, () -> Batching.USUAL.maxRows(0));
    assertThrows(UsageException.class, () -> Limits.USUAL.pixels(0));
    assertThrows(UsageException.class, () -> ModelServer.of(Map.of("a/b", model)).port(0).start());
    assertThrows(
        UsageException.class, () -> ModelServer.of(Map.of("a", folder.resolve("no"))).start());
  }

  @Test
  void portThatIsTakenIsNamed() throws Exception {
    try (ModelServer server = setup().start()) {
      IOException e = assertThrows(IOException.class, () -> setup().port(server.port()).start());
      assertEquals(
          "127.0.0.1:%d cannot be listened on: it is in use, or no address of this machine"
              .formatted(server.port()),
          e.getMessage());
    }
  }

  /** Three requests wait for a second to share a run; the server is told to stop while they do. */
  @Test
  void stopAnswersWhatHasBeenTaken() throws Exception {
    ModelServer server = setup().batching(new Batching(32, Duration.ofSeconds(1), 1, 32)).start();
    Client client = new Client(server.uri());
    List<CompletableFuture<HttpResponse<byte[]>>> asked =
        java.util.stream.IntStream.range(0, 3)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> client.post("/v1/models/half:predict", ASK)))
            .toList();
    while (!new String(client.get("/metrics").body())
        .contains("convzoo_queue_requests{model=\"half\"} 3.0")) {
      Thread.sleep(5);
    }
    server.close();
    for (CompletableFuture<HttpResponse<byte[]>> each : asked) {
      assertEquals(200, each.join().statusCode());
    }
  }
}
