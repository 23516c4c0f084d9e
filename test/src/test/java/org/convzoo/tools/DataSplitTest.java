package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.convzoo.train.data.SmallFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** data split: a folder for each class is parted into train and val. */
class DataSplitTest {

  @TempDir Path folder;
  private Path photos;
  private Path parted;

  @BeforeEach
  void write() {
    photos = folder.resolve("photos");
    parted = folder.resolve("parted");
    write("cat", 10);
    write("dog", 2);
  }

  /** Files of different bytes; whether they are images is of no interest here. */
  private void write(String name, int count) {
    for (int i = 0; i < count; i++) {
      SmallFiles.write(photos.resolve("%s/%02d.jpg".formatted(name, i)), name + i);
    }
  }

  /** A fifth of 10 is 2, and of 2 is 0.4, but each class is tested. */
  @Test
  void everyImageIsCopiedToOneSide() throws IOException {
    assertEquals(
        "9 training and 3 test images of 2 classes written to %1$s; train with --data-dir %1$s"
            .formatted(parted),
        Calls.succeed("data split", photos, "--to", parted).strip());
    assertEquals(2, Calls.names(parted.resolve("val/cat")).size());
    assertEquals(1, Calls.names(parted.resolve("val/dog")).size());
    Map<String, String> both = new TreeMap<>(Calls.content(parted.resolve("train")));
    both.keySet().removeIf(name -> !name.endsWith(".jpg"));
    assertEquals(9, both.size());
    both.putAll(Calls.content(parted.resolve("val")));
    assertEquals(Calls.content(photos), both);
  }

  @Test
  void theSameFolderIsAlwaysPartedInTheSameWay() throws IOException {
    Path again = folder.resolve("again");
    Calls.succeed("data split", photos, "--test 0.5 --to", parted);
    Calls.succeed("data split", photos, "--test 0.5 --to", again);
    assertEquals(Calls.content(parted), Calls.content(again));
  }

  @Test
  void shareIsRounded() throws IOException {
    Calls.succeed("data split", photos, "--test 0.36 --to", parted); // of 10 and of 2
    assertEquals(4, Calls.names(parted.resolve("val/cat")).size());
    assertEquals(1, Calls.names(parted.resolve("val/dog")).size());
  }

  /** Else the last fifth of a film's frames would be its last scene. */
  @Test
  void theOrderOfTheNamesIsMixed() throws IOException {
    write("cat", 100);
    Calls.succeed("data split", photos, "--to", parted);
    List<String> tested = Calls.names(parted.resolve("val/cat"));
    assertEquals(20, tested.size());
    assertNotEquals(IntStream.range(0, 20).mapToObj("%02d.jpg"::formatted).toList(), tested);
    assertNotEquals(IntStream.range(80, 100).mapToObj("%02d.jpg"::formatted).toList(), tested);
  }

  /** 3x2 pixels, written without loss by libwebp. */
  @Test
  void webPBecomesPng() throws IOException {
    int[] pixels = {0xff0000, 0x00ff00, 0x0000ff, 0x0a141e, 0xc86432, 0xffffff};
    webP(
        "cat/a.webp",
        "UklGRkIAAABXRUJQVlA4TDYAAAAvAkAAAC9AkG2zQdzr/jLTIJO2yV//dmZtZNI2rYf986+y8x9o5JGs+wYE"
            + "ApSx4oFtIvof4wU=");
    BufferedImage png = split("a.webp.png");
    assertEquals(3, png.getWidth());
    assertArrayEquals(
        pixels, IntStream.of(png.getRGB(0, 0, 3, 2, null, 0, 3)).map(p -> p & 0xffffff).toArray());
  }

  /** 16x16 pixels of (200, 100, 50), written with loss by libwebp. */
  @Test
  void webPWithLossBecomesPng() throws IOException {
    webP(
        "cat/a.webp",
        "UklGRj4AAABXRUJQVlA4IDIAAADQAQCdASoQABAAAMASJaACdLoB+AADsAD+2ib/7vN+09e09f1M//jKnyA/"
            + "4yp/xcwAAA==");
    Color color = new Color(split("a.webp.png").getRGB(5, 5));
    assertEquals(200, color.getRed(), 3);
    assertEquals(100, color.getGreen(), 3);
    assertEquals(50, color.getBlue(), 3);
  }

  @Test
  void webPThatIsNoneIsNamedAndNothingIsWritten() throws IOException {
    Path file = SmallFiles.write(photos.resolve("cat/a.webp"), "cat");
    Calls.fail(1, file + " is no image", "data split", photos, "--to", parted);
    assertEquals(List.of("photos"), Calls.names(folder));
  }

  private void webP(String name, String base64) throws IOException {
    Files.write(photos.resolve(name), Base64.getDecoder().decode(base64));
  }

  /** Parts the folder, and reads one cat, wherever it has come to. */
  private BufferedImage split(String name) throws IOException {
    Calls.succeed("data split", photos, "--to", parted);
    Path training = parted.resolve("train/cat").resolve(name);
    Path file = Files.exists(training) ? training : parted.resolve("val/cat").resolve(name);
    return ImageIO.read(file.toFile());
  }

  @Test
  void wrongCallsAreRefusedAndWriteNothing() throws IOException {
    Calls.fail(
        2,
        "the share of test images must be above 0 and below 1, got 1.0",
        "data split --test 1",
        photos,
        "--to",
        parted);
    Path taken = photos.resolve("cat");
    Calls.fail(
        2,
        taken + " exists and is not empty: choose another name",
        "data split",
        photos,
        "--to",
        taken);
    Calls.fail(
        1,
        taken + " holds no folder: each class's images stand in one of its own",
        "data split",
        taken,
        "--to",
        parted);
    Path nowhere = folder.resolve("nowhere");
    Calls.fail(1, nowhere + " is not a folder", "data split", nowhere, "--to", parted);
    write("bird", 1);
    Calls.fail(
        1,
        photos.resolve("bird") + " holds 1 images: at least one is for training, one for testing",
        "data split",
        photos,
        "--to",
        parted);
    assertEquals(List.of("photos"), Calls.names(folder));
    assertEquals(10, Calls.names(taken).size());
  }
}
