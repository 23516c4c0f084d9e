package org.convzoo.tools.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.convzoo.tools.Calls;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.data.registry.DataSets;
import org.convzoo.train.evaluate.Mistakes;
import org.convzoo.train.evaluate.Mistakes.Mistake;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an evaluation says and writes, of a run with 60 test images. */
class EvaluateCommandTest {

  private static final int TESTED = 60;

  @TempDir static Path folder;
  private static Path data;
  private static Path run;

  @BeforeAll
  static void train() {
    data = SmallData.write(folder.resolve("data"), 200, TESTED);
    run = folder.resolve("run");
    Calls.succeed("train lenet-caffe --epochs 1 --run", run, "--data-dir", data);
  }

  private static JsonNode score(Object... words) throws IOException {
    Object[] call = Arrays.copyOf(words, words.length + 4);
    call[words.length] = "--json";
    call[words.length + 1] = run;
    call[words.length + 2] = "--data-dir";
    call[words.length + 3] = data;
    return new ObjectMapper().readTree(Calls.succeed(call));
  }

  /** Two epochs of 4 steps, of which the first is made the better one. */
  @Test
  void bestCheckpointIsTakenUnlessTheLastIsAskedFor() throws IOException {
    Path two = folder.resolve("two-epochs");
    Calls.succeed("train lenet-caffe --epochs 2 --batch 50 --run", two, "--data-dir", data);
    for (String step : List.of("4", "8")) {
      Path file = two.resolve("checkpoints").resolve(step).resolve("manifest.json");
      String accuracy = step.equals("4") ? "0.75" : "0.25";
      String manifest = Files.readString(file);
      Files.writeString(
          file,
          manifest.replaceFirst("\"test_accuracy\" : [0-9.]+", "\"test_accuracy\" : " + accuracy));
    }
    Map<String, String> expected =
        Map.of("", "4", "--checkpoint best", "4", "--checkpoint last", "8");
    expected.forEach(
        (option, step) -> {
          String which = option.isEmpty() ? "" : " " + option;
          String said = Calls.succeed("evaluate" + which, two);
          assertTrue(said.startsWith("lenet-caffe, step %s, on ".formatted(step)), said);
          String exported = Calls.succeed("export" + which, two);
          assertTrue(exported.startsWith("exported step %s to ".formatted(step)), exported);
        });
    String resumed = Calls.succeed("train --resume", two);
    assertTrue(resumed.contains(" is finished, at its best with test accuracy 0.7500"), resumed);
  }

  // Confusion

  @Test
  void confusionCountsEveryImageOnceAndAgreesWithTheAccuracy() throws IOException {
    Path csv = folder.resolve("confusion.csv");
    JsonNode score = score("evaluate --confusion", csv);
    List<String[]> rows = Files.readAllLines(csv).stream().map(line -> line.split(",")).toList();
    assertEquals(11, rows.size());
    assertEquals("true", rows.get(0)[0]);
    int right = 0;
    for (int c = 1; c <= 10; c++) {
      String label = rows.get(0)[c];
      assertEquals(label, rows.get(c)[0]);
      int guessed = 0;
      for (int guess = 1; guess <= 10; guess++) {
        guessed += Integer.parseInt(rows.get(c)[guess]);
      }
      long there = IntStream.range(0, TESTED).filter(i -> SmallData.label(i).equals(label)).count();
      assertEquals(there, guessed, label);
      right += Integer.parseInt(rows.get(c)[c]);
    }
    assertEquals(score.get("accuracy").asDouble(), right / (double) TESTED);
  }

  @Test
  void everyClassHasALine() throws IOException {
    Path csv = folder.resolve("classes.csv");
    JsonNode score = score("evaluate --per-class", csv);
    List<String> lines = Files.readAllLines(csv);
    assertEquals("class,true,guessed,right,precision,recall,f1,iou", lines.get(0));
    assertEquals(11, lines.size());
    double right = 0;
    for (String line : lines.subList(1, 11)) {
      String[] cells = line.split(",", -1);
      double there = Double.parseDouble(cells[1]);
      double found = Double.parseDouble(cells[3]);
      assertEquals(cells[5].isEmpty() ? 0 : Double.parseDouble(cells[5]) * there, found, 1e-9);
      right += found;
    }
    assertEquals(score.get("accuracy").asDouble(), right / TESTED);
  }

  @Test
  void confusionMayBeAPicture() throws IOException {
    Path png = folder.resolve("confusion.png");
    score("evaluate --confusion", png);
    assertEquals(200 + 10 * 48, ImageIO.read(png.toFile()).getWidth());
  }

  @Test
  void filesThatCannotBeWrittenAreRefusedBeforeTheWork() throws IOException {
    Path mine = Files.writeString(folder.resolve("mine.csv"), "mine");
    String exists = mine + " exists: choose another name, or overwrite it with --force";
    Calls.fail(2, exists, "evaluate", run, "--confusion", mine);
    Calls.fail(2, exists, "evaluate", run, "--per-class", mine);
    assertEquals("mine", Files.readString(mine));
    Path png = folder.resolve("classes.png");
    Calls.fail(
        2, "the classes' file ends in .csv, got " + png, "evaluate", run, "--per-class", png);
    assertFalse(Files.exists(png));
  }

  // Shifts

  /** Each way and shift is compared with test images that are shifted by hand. */
  @Test
  void accuracyOnShiftedImagesIsThatOfImagesShiftedByHand() throws IOException {
    Path csv = folder.resolve("shifts.csv");
    JsonNode score = score("evaluate --shift 3 --per-shift", csv);
    JsonNode shifts = score.get("shifts");
    assertEquals(4, shifts.size());
    for (String way : List.of("left", "right", "up", "down", "mean")) {
      assertEquals(score.get("accuracy"), shifts.get(0).get(way), way);
    }
    JsonNode third = shifts.get(3);
    double sum = 0;
    Map<String, int[]> ways =
        Map.of(
            "left", new int[] {0, -3},
            "right", new int[] {0, 3},
            "up", new int[] {-3, 0},
            "down", new int[] {3, 0});
    for (Map.Entry<String, int[]> way : ways.entrySet()) {
      Path moved = shifted(folder.resolve(way.getKey()), way.getValue()[0], way.getValue()[1]);
      JsonNode expected =
          new ObjectMapper()
              .readTree(Calls.succeed("evaluate --json", run, "--data-dir", moved))
              .get("accuracy");
      assertEquals(expected, third.get(way.getKey()), way.getKey());
      sum += expected.asDouble();
    }
    assertEquals(sum / 4, third.get("mean").asDouble(), 1e-12);
    List<String> lines = Files.readAllLines(csv);
    assertEquals("shift,left,right,up,down,mean", lines.get(0));
    assertEquals(5, lines.size());
    assertTrue(lines.get(4).startsWith("3,%s,".formatted(third.get("left"))), lines.get(4));
  }

  /** Writes the data with its test images moved down and to the right. */
  private static Path shifted(Path to, int down, int right) throws IOException {
    SmallData.write(to, 200, TESTED);
    byte[] moved = new byte[TESTED * 28 * 28];
    for (int image = 0; image < TESTED; image++) {
      byte[] pixels = SmallData.pixels(image);
      for (int y = 0; y < 28; y++) {
        for (int x = 0; x < 28; x++) {
          int fromY = y - down;
          int fromX = x - right;
          boolean inside = fromY >= 0 && fromY < 28 && fromX >= 0 && fromX < 28;
          moved[(image * 28 + y) * 28 + x] = inside ? pixels[fromY * 28 + fromX] : 0;
        }
      }
    }
    SmallData.idx(to.resolve("t10k-images-idx3-ubyte"), moved, TESTED, 28, 28);
    return to;
  }

  @Test
  void shiftsThatCannotBeAreRefused() {
    String range = "a shift is of 1 to 27 pixels where the network reads 28x28x1, got ";
    for (int most : new int[] {0, 28}) {
      Calls.fail(2, range + most, "evaluate --shift", most, run);
    }
    Path csv = folder.resolve("none.csv");
    Calls.fail(2, "--per-shift goes with --shift", "evaluate", run, "--per-shift", csv);
    String alone = "--shift is of one run, without --with and --view";
    Calls.fail(2, alone, "evaluate --shift 1 --view ten", run);
    Path png = folder.resolve("shifts.png");
    String form = "the shifts' file ends in .csv, got " + png;
    Calls.fail(2, form, "evaluate --shift 1 --per-shift", png, run);
    assertFalse(Files.exists(csv) || Files.exists(png));
  }

  // Mistakes

  @Test
  void surestMistakesComeFirstAndAreOfTheirLabels() throws IOException {
    Path sheet = folder.resolve("mistakes.png");
    JsonNode score = score("evaluate --mistakes", sheet);
    JsonNode mistakes = score.get("mistakes");
    long wrong = Math.round((1 - score.get("accuracy").asDouble()) * TESTED);
    assertEquals(Math.min(24, wrong), mistakes.size());
    double before = 1;
    for (JsonNode mistake : mistakes) {
      JsonNode guesses = mistake.get("guesses");
      String label = SmallData.label(mistake.get("number").asInt());
      assertEquals(label, mistake.get("label").asText());
      assertEquals(5, guesses.size());
      assertNotEquals(label, guesses.get(0).get("label").asText());
      double probability = guesses.get(0).get("probability").asDouble();
      assertTrue(probability <= before, mistakes::toString);
      assertTrue(probability >= guesses.get(1).get("probability").asDouble(), mistakes::toString);
      before = probability;
    }
    int rows = (mistakes.size() + 3) / 4; // of 176 pixels, a line for the label, five for guesses
    assertEquals(rows * (176 + 6 * 18 + 12) + 12, ImageIO.read(sheet.toFile()).getHeight());
  }

  @Test
  void mistakesAreDrawnAsTheyAreInTheirSet() throws IOException {
    List<Mistake> mistakes =
        List.of(new Mistake(41, "", "", List.of()), new Mistake(7, "", "", List.of()));
    try (DataSet set = DataSets.open(data, 1)) {
      List<byte[]> pictures = Mistakes.pictures(set.test(), mistakes);
      for (int i = 0; i < 2; i++) {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(pictures.get(i)));
        byte[] pixels = (byte[]) image.getRaster().getDataElements(0, 0, 28, 28, null);
        assertArrayEquals(SmallData.pixels(mistakes.get(i).number()), pixels);
      }
    }
  }

  @Test
  void mistakesThatCannotBeDrawnAreRefused() {
    Path jpg = folder.resolve("mistakes.jpg");
    String form = "--mistakes is a file that ends in .png, got " + jpg;
    Calls.fail(2, form, "evaluate --mistakes", jpg, run);
    Path png = folder.resolve("ten.png");
    String alone = "--mistakes is of one run, without --with and --view";
    Calls.fail(2, alone, "evaluate --view ten --mistakes", png, run);
    assertFalse(Files.exists(png));
  }
}
