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
import org.convzoo.train.data.SmallFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A segmenter on the command line, at the smallest size its poolings take. */
class SegmentationEndToEndTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static Path run;
  private static String said;

  @BeforeAll
  static void train() {
    run = folder.resolve("unet");
    said =
        Calls.succeed(
            "train unet-same --epochs 1 --batch 100 --set input.height=16 --set input.width=16"
                + " --set optimizer.name=sgd --run",
            run);
  }

  @Test
  void trainingSaysWhatItMeasures() throws IOException {
    assertTrue(said.startsWith("unet-same on shapes: "), said);
    assertTrue(said.contains("500 training and 100 test images at 16x16x1"), said);
    assertTrue(
        said.lines()
            .anyMatch(
                line ->
                    line.matches(
                        "epoch 1: train loss \\S+ accuracy \\S+, "
                            + "test loss \\S+ mean iou \\S+ pixel accuracy \\S+, .*")),
        said);
    assertTrue(said.contains("exported the best epoch, test mean iou "), said);
    assertEquals(
        "epoch,step,learning_rate,train_loss,train_accuracy,"
            + "test_loss,test_mean_iou,test_pixel_accuracy,images_per_second",
        Files.readAllLines(run.resolve("metrics.csv")).get(0));
  }

  @Test
  void evaluationAgreesWithMetrics() throws IOException {
    String[] cells = Files.readAllLines(run.resolve("metrics.csv")).get(1).split(",");
    JsonNode score = JSON.readTree(Calls.succeed("evaluate --json", run));
    assertEquals(100, score.get("images").asInt());
    assertEquals(Double.parseDouble(cells[6]), score.get("mean_iou").asDouble());
    assertEquals(Double.parseDouble(cells[7]), score.get("pixel_accuracy").asDouble());
    String printed = Calls.succeed("evaluate", run);
    assertTrue(
        printed.matches(
            "(?s).*100 test images: loss \\S+, mean IoU 0.\\d{4}, pixel accuracy 0.\\d{4}\\s+"),
        printed);
  }

  @Test
  void predictionIsAnImageWithTheMaskOverIt() throws IOException {
    Path image = folder.resolve("cells.png");
    BufferedImage grey = new BufferedImage(30, 20, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(10, 10, 0, 200);
    ImageIO.write(grey, "png", image.toFile());
    Path masks = folder.resolve("masks");
    List<String> lines = Calls.succeed("predict --to", masks, run, image).lines().toList();
    assertEquals(image.toString(), lines.get(0));
    assertTrue(lines.get(1).matches(" +\\d+\\.\\d\\d %  background"), lines.get(1));
    assertTrue(lines.get(2).matches(" +\\d+\\.\\d\\d %  cell"), lines.get(2));
    Path file = masks.resolve("cells-mask.png");
    assertEquals("  drawn in " + file, lines.get(3));
    BufferedImage drawn = ImageIO.read(file.toFile());
    assertEquals(30, drawn.getWidth());
    assertEquals(20, drawn.getHeight());
    // what is not grey is a cell's
    int tinted = 0;
    for (int i = 0; i < 30 * 20; i++) {
      int rgb = drawn.getRGB(i % 30, i / 30);
      tinted += (rgb & 0xFF) != (rgb >> 16 & 0xFF) ? 1 : 0;
    }
    double share = Double.parseDouble(lines.get(2).replaceAll(" %.*", ""));
    assertEquals(share / 100, tinted / 600.0, 0.1); // 16 rows are stretched to 20
    Calls.fail(
        2,
        file + " exists: choose another name, or overwrite it with --force",
        "predict --to",
        masks,
        run,
        image);
  }

  /** Two of one name in two folders, which are drawn in two folders. */
  @Test
  void imagesOfAFolderAreDrawnInFoldersOfTheSameNames() throws IOException {
    Path images = folder.resolve("images");
    SmallFiles.write(images.resolve("one/cells.png"), SmallFiles.grey(20, 30, 100));
    SmallFiles.write(images.resolve("two/cells.png"), SmallFiles.grey(20, 30, 200));
    Path masks = folder.resolve("many");
    Path csv = folder.resolve("shares.csv");
    List<String> lines =
        Calls.succeed("predict --csv", csv, "--to", masks, run, images).lines().toList();
    List<String> rows = Files.readAllLines(csv);
    assertEquals("image,background,cell,drawing", rows.get(0));
    assertEquals(3, rows.size());
    for (int i = 0; i < 2; i++) {
      String inner = i == 0 ? "one" : "two";
      Path image = images.resolve(inner).resolve("cells.png");
      Path drawing = masks.resolve(inner).resolve("cells-mask.png");
      assertTrue(Files.exists(drawing));
      String line = lines.get(i);
      assertTrue(line.startsWith(image + ": "), line);
      assertTrue(line.endsWith(" % cell; drawn in " + drawing), line);
      String[] cells = rows.get(i + 1).split(",");
      assertEquals(List.of(image.toString(), drawing.toString()), List.of(cells[0], cells[3]));
      assertEquals(1, Double.parseDouble(cells[1]) + Double.parseDouble(cells[2]), 1e-9);
    }
  }

  @Test
  void networkAndDataSetOfDifferentTasksAreRefused() {
    Calls.fail(
        2,
        "lenet is for classification, but shapes is a data set for segmentation",
        "train lenet --set dataset=shapes --run",
        folder.resolve("mixed"));
  }

  @Test
  void dataInfoKnowsTheDrawnSet() {
    String info = Calls.succeed("data info shapes");
    assertTrue(info.contains("500 training and 100 test images"), info);
    assertTrue(info.contains("2 classes: background, cell"), info);
  }
}
