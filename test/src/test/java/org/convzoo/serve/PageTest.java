package org.convzoo.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
}
