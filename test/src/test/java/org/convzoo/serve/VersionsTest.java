package org.convzoo.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Versions that come and go on disk while a model is served. */
@Timeout(120)
class VersionsTest {

  private static final String ASK = "{\"instances\": [2.0]}";

  @TempDir private Path folder;

  private ModelServer start(List<String> log) throws IOException {
    return ModelServer.of(Map.of("half", folder.resolve("half")))
        .port(0)
        .poll(Duration.ofMillis(50))
        .log(log::add)
        .start();
  }

  private static void await(BooleanSupplier seen) throws InterruptedException {
    while (!seen.getAsBoolean()) {
      Thread.sleep(10);
    }
  }

  private static String version(Client client) {
    return Client.json(client.get("/v1/models/half"))
        .at("/model_version_status/0/version")
        .asText();
  }

  /** Version n answers 1 + n: each answer is one of those of a version, and none fails. */
  @Test
  void swapUnderLoadLosesNothing() throws Exception {
    TestModels.halfPlus(1, folder.resolve("half/1"));
    List<String> log = java.util.Collections.synchronizedList(new ArrayList<>());
    ExecutorService clients = Executors.newFixedThreadPool(8);
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Double> said = new ConcurrentLinkedQueue<>();
    AtomicBoolean done = new AtomicBoolean();
    try (ModelServer server = start(log)) {
      Client client = new Client(server.uri());
      List<Future<?>> load = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        load.add(
            clients.submit(
                () -> {
                  while (!done.get()) {
                    HttpResponse<byte[]> answer = client.post("/v1/models/half:predict", ASK);
                    if (answer.statusCode() == 200) {
                      said.add(Client.json(answer).at("/predictions/0").asDouble());
                    } else {
                      wrong.add(new String(answer.body()));
                    }
                  }
                }));
      }
      for (int next = 2; next <= 5; next++) {
        TestModels.halfPlus(next, folder.resolve("half/" + next));
        String wanted = Integer.toString(next);
        await(() -> version(client).equals(wanted));
      }
      done.set(true);
      for (Future<?> each : load) {
        each.get();
      }
      assertEquals(
          6.0,
          Client.json(client.post("/v1/models/half:predict", ASK)).at("/predictions/0").asDouble());
    } finally {
      clients.shutdownNow();
    }
    assertEquals(List.of(), List.copyOf(wrong));
    assertEquals(
        List.of(2.0, 3.0, 4.0, 5.0), said.stream().filter(x -> x < 6).distinct().sorted().toList());
    assertTrue(log.contains("model half: version 2 takes the place of 1"), log.toString());
    assertEquals(4, log.size(), log.toString());
  }

  @Test
  void versionThatCannotBeLoadedLeavesTheOneBefore() throws Exception {
    TestModels.halfPlus(1, folder.resolve("half/1"));
    List<String> log = java.util.Collections.synchronizedList(new ArrayList<>());
    try (ModelServer server = start(log)) {
      Client client = new Client(server.uri());
      Path broken = Files.createDirectories(folder.resolve("half/2"));
      Files.write(broken.resolve("saved_model.pb"), new byte[] {8, 1, 18});
      await(() -> !log.isEmpty());
      JsonNode status = Client.json(client.get("/v1/models/half")).path("model_version_status");
      assertEquals("2", status.at("/0/version").asText());
      assertEquals("END", status.at("/0/state").asText());
      assertTrue(
          status.at("/0/status/error_message").asText().contains("saved_model.pb is cut"),
          status.toString());
      assertEquals("AVAILABLE", status.at("/1/state").asText());
      assertEquals(200, client.post("/v1/models/half:predict", ASK).statusCode());
      assertEquals(1, log.size(), log.toString());
    }
  }

  /** As when the newest one turns out to be bad. */
  @Test
  void olderVersionIsServedOnceTheNewestIsDeleted() throws Exception {
    TestModels.halfPlus(1, folder.resolve("half/1"));
    TestModels.halfPlus(2, folder.resolve("half/2"));
    try (ModelServer server = start(new ArrayList<>())) {
      Client client = new Client(server.uri());
      assertEquals("2", version(client));
      org.convzoo.internal.files.Folders.delete(folder.resolve("half/2"));
      await(() -> version(client).equals("1"));
      assertEquals(200, client.post("/v1/models/half:predict", ASK).statusCode());
    }
  }
}
