package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detector on the command line, at a small size. */
class DetectionEndToEndTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static Path run;
  private static String said;

  @BeforeAll
  static void train() {
    run = folder.resolve("faces");
    said =
        Calls.succeed(
            "train densebox-small --epochs 1 --batch 100"
                + " --set input.height=32 --set input.width=32 --run",
            run);
  }

  @Test
  void trainingSaysWhatItMeasures() throws IOException {
    assertTrue(said.startsWith("densebox-small on objects: "), said);
    assertTrue(said.contains("200 images of synthetic faces, "), said);
    assertTrue(said.contains("2,000 training and 200 test images at 32x32x1"), said);
    assertTrue(said.contains("exported the best epoch, test average precision "), said);
    assertEquals(
        "epoch,step,learning_rate,train_loss,train_accuracy,"
            + "test_loss,test_average_precision,images_per_second",
        Files.readAllLines(run.resolve("metrics.csv")).get(0));
  }

  @Test
  void evaluationAgreesWithMetrics() throws IOException {
    String[] cells = Files.readAllLines(run.resolve("metrics.csv")).get(1).split(",");
    JsonNode score = JSON.readTree(Calls.succeed("evaluate --json", run));
    assertEquals(200, score.get("images").asInt());
    assertEquals(Double.parseDouble(cells[6]), score.get("average_precision").asDouble());
    String printed = Calls.succeed("evaluate", run);
    assertTrue(printed.contains(", AP50 0."), printed);
  }

  @Test
  void predictionIsAnImageWithTheBoxesOnIt() throws IOException {
    Path image = folder.resolve("party.png");
    ImageIO.write(new BufferedImage(50, 40, BufferedImage.TYPE_BYTE_GRAY), "png", image.toFile());
    Path boxes = folder.resolve("boxes");
    List<String> lines = Calls.succeed("predict --to", boxes, run, image).lines().toList();
    assertEquals(image.toString(), lines.get(0));
    Path file = boxes.resolve("party-boxes.png");
    assertEquals("  drawn in " + file, lines.get(lines.size() - 1));
    BufferedImage drawn = ImageIO.read(file.toFile());
    assertEquals(50, drawn.getWidth());
    assertEquals(40, drawn.getHeight());
    JsonNode row =
        JSON.readTree(Calls.succeed("predict --json --to", folder.resolve("more"), run, image));
    assertEquals(image.toString(), row.get("image").asText());
    assertEquals(
        lines.stream().filter(l -> l.contains("  face  ")).count(), row.get("boxes").size());
    Path csv = folder.resolve("boxes.csv");
    Calls.succeed("predict --csv", csv, "--to", folder.resolve("again"), run, image);
    List<String> table = Files.readAllLines(csv);
    assertEquals("image,label,score,top,left,bottom,right,drawing", table.get(0));
    assertEquals(row.get("boxes").size(), table.size() - 1);
  }
}
