package org.convzoo.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.convzoo.UsageException;
import org.convzoo.export.Exporter;
import org.convzoo.export.RandomExport;
import org.convzoo.export.WeightStorage;
import org.convzoo.export.onnx.OnnxExporter;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.serve.option.Batching;
import org.convzoo.serve.option.Engine;
import org.convzoo.train.data.SmallFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX models, served by ONNX Runtime, against the SavedModel of the same weights. */
class OnnxEngineTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PREDICT = "/v1/models/m:predict?top=10";

  @TempDir static Path folder;
  private static Path savedModel;
  private static Path onnx;

  @BeforeAll
  static void export() throws IOException {
    List<String> labels = IntStream.range(0, 10).mapToObj(i -> "label " + i).toList();
    var source = RandomExport.source("lenet", Preprocessing.unit(28, 28, 1), labels, folder);
    savedModel = Exporter.export(source, WeightStorage.CONSTANTS, folder.resolve("model"));
    onnx = OnnxExporter.export(source, folder.resolve("onnx"));
  }

  private static ModelServer serve(Path model) throws IOException {
    return ModelServer.of(Map.of("m", model)).engine(Engine.ONNXRUNTIME).port(0).start();
  }

  private static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
    assertEquals(200, answer.statusCode(), new String(answer.body()));
    return JSON.readTree(answer.body());
  }

  private static byte[] png() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(SmallFiles.noise(40, 31, 1), "png", png);
    return png.toByteArray();
  }

  @Test
  void imagesAreAnsweredAsTensorFlowDoes() throws IOException {
    try (ModelServer one = ModelServer.of(Map.of("m", savedModel)).port(0).start();
        ModelServer other = serve(onnx)) {
      JsonNode expected = json(new Client(one.uri()).postImage(PREDICT, png())).get("predictions");
      JsonNode found = json(new Client(other.uri()).postImage(PREDICT, png())).get("predictions");
      assertEquals(10, expected.size());
      for (int i = 0; i < expected.size(); i++) {
        assertEquals(expected.get(i).get("label"), found.get(i).get("label"));
        assertEquals(
            expected.get(i).get("probability").asDouble(),
            found.get(i).get("probability").asDouble(),
            1e-4);
      }
    }
  }

  /** Six rows make a batch: all are answered by one run, after the one at the start. */
  @Test
  void requestsThatShareARunAreHandedTheirRows() throws Exception {
    Batching waiting = Batching.USUAL.maxRows(6).maxDelay(Duration.ofSeconds(60));
    try (ModelServer server =
        ModelServer.of(Map.of("m", onnx))
            .engine(Engine.ONNXRUNTIME)
            .batching(waiting)
            .port(0)
            .start()) {
      Client client = new Client(server.uri());
      List<CompletableFuture<HttpResponse<byte[]>>> asked = new ArrayList<>();
      for (int rows = 1; rows <= 3; rows++) {
        String row = "[[[%d],[200]],[[0],[%d]]]".formatted(10 * rows, 80 * rows);
        String body =
            "{\"instances\": [%s]}".formatted(String.join(",", Collections.nCopies(rows, row)));
        asked.add(CompletableFuture.supplyAsync(() -> client.post(PREDICT, body)));
      }
      for (int rows = 1; rows <= 3; rows++) {
        JsonNode predictions = json(asked.get(rows - 1).join()).get("predictions");
        assertEquals(rows, predictions.size());
        assertEquals(predictions.get(0), predictions.get(rows - 1));
      }
      String metrics = new String(client.get("/metrics").body());
      assertTrue(metrics.contains("convzoo_runs_seconds_count{model=\"m\"} 2"), metrics);
    }
  }

  @Test
  void fileAndFolderOfVersionsAreServedAndSayWhatTheyTake() throws IOException {
    Path file = folder.resolve("mine.onnx");
    Files.copy(onnx.resolve(OnnxExporter.NAME), file);
    assertEquals("mine", ModelServer.name(file, Engine.ONNXRUNTIME));
    assertEquals("onnx", ModelServer.name(onnx.getParent(), Engine.ONNXRUNTIME));
    assertEquals("onnx", ModelServer.name(onnx.resolve("model.onnx"), Engine.ONNXRUNTIME));
    for (Path model : List.of(file, onnx.getParent(), onnx.resolve(OnnxExporter.NAME))) {
      try (ModelServer server = serve(model)) {
        JsonNode metadata = json(new Client(server.uri()).get("/v2/models/m"));
        assertEquals("images", metadata.get("inputs").get(0).get("name").asText());
        assertEquals("[-1,-1,-1,1]", metadata.get("inputs").get(0).get("shape").toString());
        assertEquals("FP32", metadata.get("inputs").get(0).get("datatype").asText());
        assertEquals("[\"1\"]", metadata.get("versions").toString());
      }
    }
  }

  @Test
  void modelsOfTheOtherEngineAreRefused() {
    Path file = onnx.resolve(OnnxExporter.NAME);
    assertEquals(
        onnx + " holds no SavedModel, nor numbered folders with such",
        assertThrows(UsageException.class, () -> ModelServer.of(Map.of("m", onnx)).start())
            .getMessage());
    assertEquals(
        savedModel + " holds no ONNX model, nor numbered folders with such",
        assertThrows(UsageException.class, () -> serve(savedModel)).getMessage());
    assertEquals(
        file
            + " holds no SavedModel, nor numbered folders with such"
            + ": onnxruntime is the engine for ONNX models",
        assertThrows(UsageException.class, () -> ModelServer.of(Map.of("m", file)).start())
            .getMessage());
  }

  @Test
  void damagedModelIsRefusedInOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("broken.onnx"), "no model");
    String message = assertThrows(IOException.class, () -> serve(file)).getMessage();
    assertTrue(message.startsWith(file + " cannot be loaded: ONNX Runtime refuses it: "), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void inputOfAnotherShapeIsTheClientsFault() throws IOException {
    try (ModelServer server = serve(onnx)) {
      HttpResponse<byte[]> answer =
          new Client(server.uri()).post(PREDICT, "{\"instances\": [[1, 2]]}");
      assertEquals(400, answer.statusCode(), new String(answer.body()));
    }
  }
}
