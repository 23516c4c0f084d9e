package org.convzoo.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.convzoo.export.Classifier;
import org.convzoo.export.Detector;
import org.convzoo.export.Model;
import org.convzoo.export.Predictor;
import org.convzoo.export.RandomExport;
import org.convzoo.export.Segmenter;
import org.convzoo.train.data.SmallFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Image files as they are, answered as the library answers them. */
class ImagesTest {

  @TempDir private Path folder;

  private static byte[] png(int width, int height, int seed) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(SmallFiles.noise(width, height, seed), "png", png);
    return png.toByteArray();
  }

  private JsonNode ask(Path model, String path, byte[] image) throws IOException {
    try (ModelServer server = ModelServer.of(Map.of("m", model)).port(0).start()) {
      HttpResponse<byte[]> answer = new Client(server.uri()).postImage(path, image);
      assertEquals(200, answer.statusCode(), new String(answer.body()));
      return Client.json(answer);
    }
  }

  @Test
  void classifierAnswersLabelsAndProbabilities() throws IOException {
    Model lenet = Model.random("lenet", 28, Files.createDirectory(folder.resolve("random")));
    Path model = lenet.export(folder.resolve("lenet"));
    byte[] image = png(40, 30, 3);
    JsonNode five = ask(model, "/v1/models/m:predict", image);
    assertEquals(5, five.path("predictions").size());
    JsonNode all = ask(model, "/v1/models/m:predict?top=99", image);
    assertEquals(10, all.path("predictions").size());
    assertEquals("m", all.path("model").asText());
    assertEquals("1", all.path("version").asText());
    try (Classifier classifier = Classifier.load(model)) {
      List<Classifier.Guess> guesses = classifier.classify(image, 10);
      for (int i = 0; i < 10; i++) {
        JsonNode said = all.path("predictions").path(i);
        assertEquals(guesses.get(i).label(), said.path("label").asText());
        assertEquals(guesses.get(i).probability(), said.path("probability").floatValue(), 1e-5f);
      }
    }
  }

  @Test
  void segmenterAnswersItsMask() throws IOException {
    List<String> labels = List.of("ground", "cell");
    Path model = RandomExport.of("unet-same", 32, 1, labels, folder);
    byte[] image = png(32, 32, 5);
    JsonNode said = ask(model, "/v1/models/m:predict", image);
    var mask = ImageIO.read(new ByteArrayInputStream(said.path("mask").binaryValue()));
    assertEquals(32, mask.getWidth());
    Set<Integer> classes = new TreeSet<>();
    for (int i = 0; i < 32 * 32; i++) {
      classes.add(mask.getRaster().getSample(i % 32, i / 32, 0));
    }
    assertTrue(Set.of(0, 1).containsAll(classes), classes.toString());
    assertEquals(Client.json("[0.0, 0.0, 1.0, 1.0]"), said.path("window"));
    try (Segmenter segmenter = (Segmenter) Predictor.load(model)) {
      Path file = Files.write(folder.resolve("image.png"), image);
      Map<String, Double> shares = segmenter.segment(file).shares();
      for (int i = 0; i < labels.size(); i++) {
        JsonNode share = said.path("shares").path(i);
        assertEquals(labels.get(i), share.path("label").asText());
        assertEquals(shares.get(labels.get(i)), share.path("share").asDouble(), 1e-9);
      }
    }
  }

  @Test
  void detectorAnswersBoxes() throws IOException {
    Path model = RandomExport.of("densebox-small", 64, 3, List.of("face"), folder);
    byte[] image = png(64, 64, 5);
    JsonNode boxes = ask(model, "/v1/models/m:predict", image).path("boxes");
    try (Detector detector = (Detector) Predictor.load(model)) {
      Path file = Files.write(folder.resolve("image.png"), image);
      List<Detector.Box> found = detector.detect(file).boxes();
      assertEquals(found.size(), boxes.size());
      for (int i = 0; i < found.size(); i++) {
        assertEquals("face", boxes.path(i).path("label").asText());
        assertEquals(found.get(i).score(), boxes.path(i).path("score").floatValue(), 1e-4f);
        assertEquals(found.get(i).left(), boxes.path(i).path("left").floatValue(), 1e-2f);
        assertEquals(found.get(i).bottom(), boxes.path(i).path("bottom").floatValue(), 1e-2f);
      }
    }
  }
}
