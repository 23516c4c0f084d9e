package org.convzoo.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page to try models on. */
class PageTest {

  @TempDir private Path folder;

  @Test
  void pageIsOneFileThatLoadsNothingFromElsewhere() throws IOException {
    Path model = TestModels.halfPlus(1, folder.resolve("half/1"));
    try (ModelServer server = ModelServer.of(Map.of("half", model)).port(0).start()) {
      HttpResponse<byte[]> answer = new Client(server.uri()).get("/");
      assertEquals(
          "text/html; charset=utf-8", answer.headers().firstValue("Content-Type").orElseThrow());
      String policy = answer.headers().firstValue("Content-Security-Policy").orElseThrow();
      assertTrue(policy.startsWith("default-src 'none'"), policy);
      String page = new String(answer.body(), StandardCharsets.UTF_8);
      assertFalse(Pattern.compile("(src|href)=\"(?!data:)|https?://|@import").matcher(page).find());
      for (String id : List.of("model", "drop", "file", "answers", "curl", "copy", "token")) {
        assertTrue(page.contains("id=\"" + id + "\""), id);
      }
    }
  }

  @Test
  void samplesAreTheImagesOfAFolderAndDrawingsAreMadeOnce() throws IOException {
    Path model = TestModels.halfPlus(1, folder.resolve("half/1"));
    Path photos = Files.createDirectories(folder.resolve("photos/deep"));
    Files.writeString(photos.resolve("b.PNG"), "not looked at");
    Files.writeString(photos.resolve("a.jpg"), "nor this");
    Files.writeString(photos.resolve("secret.txt"), "no image");
    AtomicInteger drawings = new AtomicInteger();
    ModelServer server =
        ModelServer.of(Map.of("half", model))
            .port(0)
            .samples(folder.resolve("photos"))
            .drawing(drawn -> "<svg>" + drawn.getFileName() + drawings.incrementAndGet() + "</svg>")
            .start();
    try (server) {
      Client client = new Client(server.uri());
      assertEquals(
          Client.json("{\"samples\": [\"a.jpg\", \"b.PNG\"]}"),
          Client.json(client.get("/samples")));
      HttpResponse<byte[]> sample = client.get("/samples/1");
      assertEquals("not looked at", new String(sample.body(), StandardCharsets.UTF_8));
      assertEquals("image/png", sample.headers().firstValue("Content-Type").orElseThrow());
      for (String none : List.of("/samples/2", "/samples/-1", "/samples/a.jpg", "/samples/99999")) {
        assertEquals(404, client.get(none).statusCode(), none);
      }
      for (int i = 0; i < 2; i++) {
        HttpResponse<byte[]> svg = client.get("/v1/models/half/drawing");
        assertEquals("<svg>11</svg>", new String(svg.body(), StandardCharsets.UTF_8));
      }
      assertTrue(Client.json(client.get("/v1/models")).path("drawings").asBoolean());
    }
  }

  @Test
  void whatCannotBeDrawnSaysWhy() throws IOException {
    Path model = TestModels.halfPlus(1, folder.resolve("half/1"));
    ModelServer server =
        ModelServer.of(Map.of("half", model))
            .port(0)
            .drawing(
                drawn -> {
                  throw new IOException("it has 100 % loops");
                })
            .start();
    try (server) {
      HttpResponse<byte[]> answer = new Client(server.uri()).get("/v1/models/half/drawing");
      assertEquals(404, answer.statusCode());
      assertEquals(
          Client.json("{\"error\": \"the network cannot be drawn: it has 100 % loops\"}"),
          Client.json(answer));
    }
  }
}
