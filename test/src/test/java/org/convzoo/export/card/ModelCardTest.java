package org.convzoo.export.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.convzoo.export.LoadedModel;
import org.convzoo.export.Model;
import org.convzoo.export.Predictor;
import org.convzoo.export.WeightStorage;
import org.convzoo.report.source.Feed;
import org.convzoo.report.source.GraphSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.TensorFlow;

/** What an exported model says of itself, and what becomes of one that it does not fit. */
class ModelCardTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private Path version;

  @BeforeEach
  void export() throws IOException {
    Model lenet = Model.random("lenet", 28, Files.createDirectory(folder.resolve("checkpoint")));
    version = lenet.export(WeightStorage.VARIABLES, folder.resolve("lenet"));
  }

  private JsonNode card() throws IOException {
    return JSON.readTree(version.resolve("assets.extra/model-card.json").toFile());
  }

  private void change(Consumer<ObjectNode> change) throws IOException {
    ObjectNode card = (ObjectNode) card();
    change.accept(card);
    Files.writeString(version.resolve("assets.extra/model-card.json"), card.toString());
  }

  private static void assertRefused(String message, Executable load) {
    assertEquals(message, assertThrows(IOException.class, load).getMessage());
  }

  /** 28 x 28 x 6 x 25 + 10 x 10 x 16 x 150 + 400 x 120 + 120 x 84 + 84 x 10 multiply-adds. */
  @Test
  void factsAreThoseOfTheNetwork() throws IOException {
    JsonNode card = card();
    assertEquals("lenet", card.path("network").asText());
    assertEquals("classification", card.path("task").asText());
    assertEquals(1998, card.at("/paper/year").asInt());
    assertEquals(
        "Gradient-based learning applied to document recognition",
        card.at("/paper/title").asText());
    assertEquals("LeCun, Bottou, Bengio, Haffner", card.at("/paper/authors").asText());
    assertEquals(28, card.at("/input/height").asInt());
    assertEquals(1, card.at("/input/channels").asInt());
    assertEquals(10, card.path("classes").asInt());
    assertEquals(61_706, card.path("parameters").asLong());
    assertEquals(117_600 + 240_000 + 48_000 + 10_080 + 840, card.path("multiply_adds").asLong());
    assertEquals("variables", card.path("weights").asText());
    assertEquals("0.1.0", card.path("convzoo").asText());
    assertEquals(TensorFlow.version(), card.path("tensorflow").asText());
    assertFalse(card.has("training"), card.toString());
  }

  @Test
  void everyOtherFileHasItsDigest() throws Exception {
    Map<String, String> wanted = new TreeMap<>();
    try (Stream<Path> all = Files.walk(version)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        wanted.put(version.relativize(file).toString(), HexFormat.of().formatHex(digest));
      }
    }
    wanted.remove("assets.extra/model-card.json");
    Map<String, String> found = new TreeMap<>();
    card().path("files").properties().forEach(f -> found.put(f.getKey(), f.getValue().asText()));
    assertEquals(wanted, found);
    assertEquals(
        List.of(
            "assets.extra/tf_serving_warmup_requests",
            "assets/labels.txt",
            "saved_model.pb",
            "variables/variables.data-00000-of-00001",
            "variables/variables.index"),
        List.copyOf(found.keySet()));
  }

  /** The middle byte of a file of weights changes nothing that TensorFlow would notice. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "assets.extra/tf_serving_warmup_requests",
        "assets/labels.txt",
        "saved_model.pb",
        "variables/variables.data-00000-of-00001",
        "variables/variables.index"
      })
  void flippedBitIsNoticed(String name) throws IOException {
    Path file = version.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    String message =
        "%s cannot be loaded: %s has other bytes than were exported; if that is meant, delete %s"
            .formatted(version, name, "assets.extra/model-card.json");
    assertRefused(message, () -> Predictor.load(version));
    assertRefused(message, () -> Predictor.trust(version));
    assertRefused(message, () -> LoadedModel.load(version, false));
    assertRefused(
        message, () -> GraphSource.savedModel(version, "serving_default", Feed.of(1, 28, 28)));
  }

  @Test
  void missingFileIsNoticed() throws IOException {
    Files.delete(version.resolve("variables/variables.index"));
    assertRefused(
        version
            + " cannot be loaded: variables/variables.index is missing; if that is meant, delete"
            + " assets.extra/model-card.json",
        () -> Predictor.load(version));
  }

  @Test
  void cardWithoutTheGraphsDigestIsRefused() throws IOException {
    Path card = version.resolve("assets.extra/model-card.json");
    String message = card + " has no digest of saved_model.pb";
    change(written -> ((ObjectNode) written.get("files")).remove("saved_model.pb"));
    assertRefused(message, () -> Predictor.load(version));
    change(written -> written.put("files", "none"));
    assertRefused(message, () -> Predictor.load(version));
    Files.writeString(card, "[]");
    assertRefused(message, () -> Predictor.load(version));
    Files.writeString(card, "{\"files\": ");
    assertRefused(card + " is not JSON", () -> Predictor.load(version));
    Files.writeString(card, "");
    assertRefused(message, () -> Predictor.load(version));
  }

  @Test
  void cardThatNamesAFileElsewhereIsRefused() throws IOException {
    Files.write(folder.resolve("lenet/secret"), "x".getBytes(StandardCharsets.UTF_8));
    change(written -> ((ObjectNode) written.get("files")).put("../secret", "00"));
    assertRefused(
        "%s cannot be loaded: ../secret: it is not inside %s; if that is meant, delete %s"
            .formatted(version, version, "assets.extra/model-card.json"),
        () -> Predictor.load(version));
  }

  @Test
  void modelWithoutACardIsLoaded() throws IOException {
    Files.delete(version.resolve("assets.extra/model-card.json"));
    Files.writeString(version.resolve("assets/labels.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
    try (Predictor predictor = Predictor.load(version)) {
      assertEquals("a", predictor.labels().get(0));
    }
  }

  @Test
  void fileThatWasAddedIsNotMinded() throws IOException {
    Files.writeString(version.resolve("assets.extra/notes.txt"), "mine");
    Predictor.load(version).close();
  }
}
