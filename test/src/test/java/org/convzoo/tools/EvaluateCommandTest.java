package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.convzoo.train.data.SmallData;
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
    assertTrue(resumed.contains("exported the best epoch, test accuracy 0.7500, to "), resumed);
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
    String exists = mine + " exists: move it away, or choose another name";
    Calls.fail(2, exists, "evaluate", run, "--confusion", mine);
    Calls.fail(2, exists, "evaluate", run, "--per-class", mine);
    assertEquals("mine", Files.readString(mine));
    Path png = folder.resolve("classes.png");
    Calls.fail(
        2, "the classes' file ends in .csv, got " + png, "evaluate", run, "--per-class", png);
    assertFalse(Files.exists(png));
  }
}
