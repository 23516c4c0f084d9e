package org.convzoo.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.convzoo.tools.Calls;
import org.convzoo.tools.Outcome;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders and several images, with a classifier that learnt little. */
class PredictCommandTest {

  private static final int IMAGES = 40; // more than are looked at together

  @TempDir static Path folder;
  private static Path run;
  private static Path images;

  @BeforeAll
  static void train() throws IOException {
    Path data = SmallData.write(folder.resolve("data"), 100, 20);
    run = folder.resolve("run");
    Calls.succeed("train lenet --epochs 1 --batch 50 --run", run, "--data-dir", data);
    images = folder.resolve("images");
    for (int i = 0; i < IMAGES; i++) {
      SmallFiles.write(image(i), SmallData.image(i));
    }
    SmallFiles.write(images.resolve("even/notes.txt"), "no image");
    SmallFiles.write(images.resolve(".hidden/image.png"), SmallData.image(0));
  }

  /** Even ones and odd ones stand in a folder of their own. */
  private static Path image(int number) {
    return images.resolve("%s/%02d.png".formatted(number % 2 == 0 ? "even" : "odd", number));
  }

  private static List<Path> inOrder() {
    List<Path> all = new ArrayList<>();
    for (int first = 0; first < 2; first++) {
      for (int i = first; i < IMAGES; i += 2) {
        all.add(image(i));
      }
    }
    return all;
  }

  /** Returns what is said of an image alone. */
  private static JsonNode guesses(Path image) throws IOException {
    String said = Calls.succeed("predict --top 2 --json", run, image);
    return new ObjectMapper().readTree(said).get("guesses");
  }

  private static String percent(JsonNode guess) {
    return String.format(
        Locale.ROOT,
        "%.2f %% %s",
        100 * guess.get("probability").asDouble(),
        guess.get("label").asText());
  }

  @Test
  void everyImageBelowAFolderHasALine() throws IOException {
    List<String> lines = Calls.succeed("predict --top 2", run, images).lines().toList();
    assertEquals(IMAGES, lines.size());
    for (int at : new int[] {0, 7, 20, 33, 39}) {
      Path image = inOrder().get(at);
      JsonNode alone = guesses(image);
      assertEquals(
          "%s: %s, %s".formatted(image, percent(alone.get(0)), percent(alone.get(1))),
          lines.get(at));
    }
  }

  @Test
  void tableHasALineAnImage() throws IOException {
    Path csv = folder.resolve("guesses.csv");
    Calls.succeed("predict --top 2 --csv", csv, run, images);
    List<String> lines = Files.readAllLines(csv);
    assertEquals("image,label1,probability1,label2,probability2", lines.get(0));
    assertEquals(IMAGES + 1, lines.size());
    JsonNode alone = guesses(image(1));
    String[] cells = lines.get(1 + IMAGES / 2).split(",");
    assertEquals(image(1).toString(), cells[0]);
    assertEquals(alone.get(1).get("label").asText(), cells[3]);
    assertEquals(alone.get(1).get("probability").asDouble(), Double.parseDouble(cells[4]), 1e-5);
  }

  /** Beside those that are, in whatever order; the others are answered in theirs. */
  @Test
  void whatIsNoImageIsNamedAndTheOthersAreAnswered() throws IOException {
    Path mixed = folder.resolve("mixed");
    SmallFiles.write(mixed.resolve("a.png"), SmallData.image(0));
    SmallFiles.write(mixed.resolve("b.png"), "no image");
    SmallFiles.write(mixed.resolve("c.webp"), "RIFF");
    SmallFiles.write(mixed.resolve("d.png"), SmallFiles.grey(30, 40, 9));
    Outcome outcome = Calls.run("predict", run, mixed);
    assertEquals(1, outcome.code());
    String why = " cannot be read: it is no PNG, JPEG, BMP or GIF, or damaged";
    assertEquals(
        "convzoo: %s%s%nconvzoo: %s%s%n"
            .formatted(mixed.resolve("b.png"), why, mixed.resolve("c.webp"), why),
        outcome.err());
    List<String> lines = outcome.out().lines().toList();
    assertEquals(2, lines.size(), outcome.out());
    assertTrue(lines.get(0).startsWith(mixed.resolve("a.png") + ": "), lines.get(0));
    assertTrue(lines.get(1).startsWith(mixed.resolve("d.png") + ": "), lines.get(1));
  }

  @Test
  void linkToAFolderAboveIsNotFollowed() throws IOException {
    Path linked = Files.createDirectory(folder.resolve("linked"));
    SmallFiles.write(linked.resolve("a.png"), SmallData.image(0));
    Files.createSymbolicLink(linked.resolve("again"), linked);
    assertEquals(1, Calls.succeed("predict", run, linked).lines().count());
  }

  @Test
  void emptyFoldersAndOtherTablesAreRefused() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Calls.fail(2, empty + " holds no image", "predict", run, empty);
    Path text = folder.resolve("table.txt");
    String form = "--csv is a file that ends in .csv, got " + text;
    Calls.fail(2, form, "predict --csv", text, run, images);
    Path mine = Files.writeString(folder.resolve("mine.csv"), "mine");
    String exists = mine + " exists: choose another name, or overwrite it with --force";
    Calls.fail(2, exists, "predict --csv", mine, run, images);
    assertEquals("mine", Files.readString(mine));
    assertFalse(Files.exists(text));
  }
}
