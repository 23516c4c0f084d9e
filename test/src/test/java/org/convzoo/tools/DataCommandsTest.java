package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.convzoo.train.data.Hard;
import org.convzoo.train.data.SmallFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** data info, check and convert, and what training makes of a broken file. */
class DataCommandsTest {

  @TempDir Path temporary;
  private Path photos;

  @BeforeEach
  void write() {
    photos = temporary.resolve("photos");
    for (String split : List.of("train", "val")) {
      plain("%s/black/0.png".formatted(split), split.equals("val") ? 0x000033 : 0);
      plain("%s/red/0.png".formatted(split), split.equals("val") ? 0xff0033 : 0xff0000);
    }
  }

  private Path plain(String name, int colour) {
    BufferedImage image = new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 8; i++) {
      image.setRGB(i % 4, i / 4, colour);
    }
    return SmallFiles.write(photos.resolve(name), image);
  }

  @Test
  void infoCountsAndMeasures() {
    String said = Calls.succeed("data info", photos);
    assertTrue(said.startsWith("folder: " + photos + System.lineSeparator()), said);
    assertTrue(said.contains("2 training and 2 test images"), said);
    assertTrue(said.contains("2 classes: black, red"), said);
    assertTrue(said.contains("training images are of 2x4 pixels, test images of 2x4"), said);
    assertTrue(said.contains("images of each class: [1, 1] in training, [1, 1] in test"), said);
    // half of the pixels have a red of 1, the others of 0: mean 0.5, deviation 0.5, variance 0.25
    assertTrue(said.contains("mean: [0.5000, 0.0000, 0.0000]"), said);
    assertTrue(said.contains("std: [0.5000, 0.0000, 0.0000]"), said);
    assertTrue(said.contains("eigenvalues of the colours: [0.250000, 0.000000, 0.000000]"), said);
    assertTrue(said.contains("eigenvectors of the colours: [[1.0000, 0.0000, 0.0000]"), said);
  }

  @Test
  void infoSaysWhichLayoutsThereAre() {
    Path empty = SmallFiles.write(temporary.resolve("empty/x.txt"), "x").getParent();
    String message = Calls.failing(1, "data info", empty);
    assertTrue(
        message.startsWith(empty + " has none of the layouts that are known: masks, "), message);
  }

  @Test
  void folderOfAnotherLayoutSaysWhichItIs() {
    Calls.fail(
        1,
        photos + " is laid out as \"folder\", not as fashion-mnist",
        "train lenet --dataset fashion-mnist --data-dir",
        photos,
        "--run",
        temporary.resolve("run"));
  }

  @Test
  void checkPassesWhatIsRight() {
    assertEquals("4 images are OK" + System.lineSeparator(), Calls.succeed("data check", photos));
  }

  @Test
  void checkNamesEveryFileThatIsWrong() throws IOException {
    Path truncated = Hard.truncatedJpeg(photos.resolve("train/black/a.jpg"));
    Path empty = Files.createFile(photos.resolve("train/black/b.png"));
    Path text = SmallFiles.write(photos.resolve("val/red/c.gif"), "no image");
    Path twice = Files.copy(photos.resolve("train/red/0.png"), photos.resolve("val/black/d.png"));
    Outcome outcome = Calls.run("data check", photos);
    assertEquals(1, outcome.code());
    assertEquals("convzoo: 4 of 8 images are wrong" + System.lineSeparator(), outcome.err());
    assertEquals(
        List.of(
            truncated + ": Invalid JPEG data, size " + Files.size(truncated),
            empty + ": Input is empty.",
            "%s has the bytes of %s, which is of another class"
                .formatted(twice, photos.resolve("train/red/0.png")),
            text + ": Unknown image file format. One of JPEG, PNG, GIF, BMP required."),
        outcome.out().lines().toList());
  }

  @Test
  void shardsHoldTheSameImages() throws IOException {
    Path shards = temporary.resolve("shards");
    Calls.succeed("data convert", photos, "--shards 2 --to", shards);
    assertEquals(
        List.of(
            "labels.txt",
            "train-00000-of-00002",
            "train-00001-of-00002",
            "validation-00000-of-00002",
            "validation-00001-of-00002"),
        Calls.names(shards));
    String files = Calls.succeed("data info", photos);
    String records = Calls.succeed("data info", shards);
    assertEquals(files.lines().skip(1).toList(), records.lines().skip(1).toList());
    Calls.fail(
        2,
        shards + " exists and is not empty: choose another name",
        "data convert",
        photos,
        "--shards 2 --to",
        shards);
  }

  @Test
  void nothingIsLeftOfAConversionThatFails() throws IOException {
    Path file = Hard.truncatedJpeg(photos.resolve("val/red/a.jpg"));
    Path shards = temporary.resolve("shards");
    Calls.fail(
        1,
        file + ": Invalid JPEG data, size " + Files.size(file),
        "data convert",
        photos,
        "--shards 2 --to",
        shards);
    assertEquals(List.of("photos"), Calls.names(temporary));
    Calls.fail(
        2,
        "shards must be 1 to 2, the number of images, got 3",
        "data convert",
        photos,
        "--shards 3 --to",
        shards);
  }

  private static Object[] training(int epochs, Path run, Path data, String format) {
    return new Object[] {
      "train lenet --batch 2 --set dataset=%s --epochs %d".formatted(format, epochs),
      "--data-dir",
      data,
      "--run",
      run
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "tfrecord"})
  void resumedTrainingEndsInTheSameBits(String format) throws IOException {
    Path data = photos;
    if (format.equals("tfrecord")) {
      data = temporary.resolve("shards");
      Calls.succeed("data convert", photos, "--shards 1 --to", data);
    }
    Path straight = temporary.resolve("straight");
    Path resumed = temporary.resolve("resumed");
    Calls.succeed(training(3, straight, data, format));
    Calls.succeed(training(1, resumed, data, format));
    Calls.succeed("train --epochs 3 --resume", resumed);
    assertEquals(weights(straight), weights(resumed));
    assertTrue(Calls.succeed("evaluate", resumed).contains("2 test images"));
  }

  private static Map<String, String> weights(Path run) throws IOException {
    Map<String, String> content = Calls.content(run.resolve("checkpoints/3"));
    content.keySet().removeIf(name -> !name.contains("data-"));
    assertEquals(1, content.size(), content.keySet().toString());
    return content;
  }

  @Test
  void classesThatHaveChangedEndARun() {
    Path run = temporary.resolve("run");
    Calls.succeed(training(1, run, photos, "folder"));
    plain("train/blue/0.png", 0x0000ff);
    Calls.fail(
        1,
        photos
            + " has other classes than the run was begun with: black, blue, red instead of black, red",
        "train --epochs 2 --resume",
        run);
  }

  @Test
  void asManyBadRecordsAsTheRecipeAllowsAreNamedAndLeftOut() throws IOException {
    Path first = Hard.truncatedJpeg(photos.resolve("train/red/a.jpg"));
    Path second = Files.createFile(photos.resolve("val/red/b.png"));
    Path run = temporary.resolve("run");
    Outcome outcome = trainAllowing(2, run);
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals(
        List.of(
            "convzoo: warning: left out: %s: Invalid JPEG data, size %d"
                .formatted(first, Files.size(first)),
            "convzoo: warning: left out: %s: Input is empty.".formatted(second)),
        outcome.err().lines().toList());
    assertTrue(outcome.out().contains("2 training and 2 test images"), outcome.out());
    String list = "training 2 %s\ntest 2 %s\n".formatted(first, second);
    assertEquals(list, Files.readString(run.resolve("bad-records.txt")));
    assertTrue(Calls.succeed("evaluate", run).contains("2 test images"));
    Calls.succeed("train --epochs 2 --resume", run); // the list is not made again
    Outcome more = trainAllowing(1, temporary.resolve("other"));
    assertEquals(1, more.code());
    assertTrue(
        more.err()
            .contains(
                second
                    + ": Input is empty.; more than max_bad_records: 1 cannot be read"
                    + " (\"convzoo data check\" names all)"),
        more.err());
  }

  private Outcome trainAllowing(int bad, Path run) {
    return Calls.run(
        "train lenet --epochs 1 --batch 2 --set dataset=folder --set max_bad_records=" + bad,
        "--data-dir",
        photos,
        "--run",
        run);
  }
}
