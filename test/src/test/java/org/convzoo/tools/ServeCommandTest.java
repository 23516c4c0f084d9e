package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.convzoo.export.Hostile;
import org.convzoo.internal.files.Folders;
import org.convzoo.serve.Client;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The command that serves models, in a process of its own. */
@Timeout(120)
class ServeCommandTest {

  private static final Pattern ADDRESS = Pattern.compile("or open (http\\S+)");
  private static final String ONE = "{\"instances\": [[[[1],[2]],[[3],[4]]]]}";

  @TempDir static Path folder;
  private static Path data;
  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    data = SmallData.write(folder.resolve("data"), 100, 20);
    run = folder.resolve("run");
    Calls.succeed("train lenet --epochs 1 --batch 50 --run", run, "--data-dir", data);
  }

  private static Child start(Object... words) throws IOException {
    return Child.start(folder.resolve("logs"), words);
  }

  private static Client client(Child server) throws Exception {
    server.until(() -> ADDRESS.matcher(server.printed()).find());
    Matcher address = ADDRESS.matcher(server.printed());
    assertTrue(address.find(), () -> "no server");
    return new Client(URI.create(address.group(1)));
  }

  /** Requests wait for two seconds to share a run; SIGTERM comes while they do. */
  @Test
  void terminatedServerAnswersWhatItHasTaken() throws Exception {
    Child server = start("serve --port 0 --batch-delay 2000 --access-log", run);
    Client client = client(server);
    List<CompletableFuture<HttpResponse<byte[]>>> asked = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      asked.add(CompletableFuture.supplyAsync(() -> client.post("/v1/models/lenet:predict", ONE)));
    }
    server.until(
        () ->
            new String(client.get("/metrics").body())
                .contains("convzoo_queue_requests{model=\"lenet\"} 4.0"));
    server.process().destroy();
    for (CompletableFuture<HttpResponse<byte[]>> each : asked) {
      assertEquals(200, each.join().statusCode());
    }
    Outcome outcome = server.await();
    assertEquals(128 + 15, outcome.code());
    assertEquals("", outcome.err());
    assertEquals(
        4,
        outcome
            .out()
            .lines()
            .filter(line -> line.contains(":predict\",\"model\":\"lenet\",\"status\":200"))
            .count(),
        outcome.out());
  }

  /** It is exported aside, and nothing of that is left. */
  @Test
  void runWithoutAnExportIsServed() throws Exception {
    Path bare = folder.resolve("bare");
    Path aside = Files.createDirectory(folder.resolve("aside"));
    Calls.succeed("train lenet --epochs 1 --batch 50 --run", bare, "--data-dir", data);
    Folders.delete(bare.resolve("export"));
    List<String> command = Child.command("serve --port 0", "small=" + bare);
    command.add(1, "-Djava.io.tmpdir=" + aside);
    Child server = Child.start(folder.resolve("logs"), command);
    Client client = client(server);
    assertEquals(200, client.post("/v1/models/small:predict", ONE).statusCode());
    server.process().destroy();
    assertEquals(128 + 15, server.await().code());
    assertFalse(Files.exists(bare.resolve("export")));
    assertEquals(List.of(), Calls.names(aside));
  }

  /** Its training is cut short, and the port is any that is free. */
  @Test
  void threeLinesOfTheReadmeTrainServeAndAsk() throws Exception {
    Matcher block =
        Pattern.compile("\n## Serve\n.*?```sh\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../README.md")));
    assertTrue(block.find());
    List<String> lines = block.group(1).lines().toList();
    assertEquals(3, lines.size(), block.group(1));
    Path here = folder.resolve("here");
    String train = lines.get(0).replace("convzoo ", "") + " --max-steps 20 --data-dir";
    Calls.succeed(train, data, "--run", here.resolve("runs/lenet"));
    String serve = lines.get(1).replace("convzoo ", "").replace("runs/lenet", "--port 0");
    Child server = start(serve, here.resolve("runs/lenet"));
    client(server);
    Matcher address = ADDRESS.matcher(server.printed());
    assertTrue(address.find());
    SmallFiles.write(here.resolve("boot.png"), SmallData.image(0));
    String ask = lines.get(2).replace("http://127.0.0.1:8501", address.group(1));
    Process curl = new ProcessBuilder("sh", "-c", ask).directory(here.toFile()).start();
    String said = new String(curl.getInputStream().readAllBytes());
    server.process().destroy();
    assertEquals(128 + 15, server.await().code());
    assumeTrue(curl.waitFor() != 127, "there is no curl");
    assertEquals(5, Client.json(said).path("predictions").size(), said);
  }

  @ParameterizedTest
  @EnumSource
  void modelThatWouldWriteAFileIsRefused(Hostile how) {
    Path target = folder.resolve(how + "-target");
    Path model = how.copy(run.resolve("export/lenet/1"), folder.resolve("" + how), target);
    String why = Calls.failing(1, "serve --port 0", model);
    assertTrue(why.contains("it is more than a network: its operation "), why);
    assertTrue(why.endsWith("; --trust loads it all the same"), why);
    assertFalse(Files.exists(target));
  }

  @Test
  void wrongCallsAreRefusedBeforeAnythingIsLoaded() throws IOException {
    Path missing = folder.resolve("missing");
    Calls.fail(2, "there is no file or folder " + missing, "serve --port 0", missing);
    Path nothing = Files.createDirectory(folder.resolve("nothing"));
    Calls.fail(
        2,
        nothing + " holds no SavedModel, nor numbered folders with such",
        "serve --port 0",
        nothing);
    Calls.fail(
        2, "two models are called lenet: name one by NAME=MODEL", "serve --port 0", run, run);
    Calls.fail(2, "port must be in 0..65535, got 70000", "serve --port 70000", run);
    Calls.fail(2, "--batch-size must be at least 1, got 0", "serve --batch-size 0", run);
    Calls.fail(2, "--max-body must be at most 1024, got 4096", "serve --max-body 4096", run);
    Path pem = SmallFiles.write(folder.resolve("cert.pem"), "no certificate");
    Calls.fail(2, "--tls-cert and --tls-key go together", "serve --tls-cert", pem, run);
    Path empty = SmallFiles.write(folder.resolve("token.txt"), "\n");
    Calls.fail(2, "the token is empty", "serve --token-file", empty, run);
    assertTrue(
        Calls.failing(1, "serve --port 0 --tls-cert", pem, "--tls-key", pem, run)
            .contains("cert.pem"));
  }
}
