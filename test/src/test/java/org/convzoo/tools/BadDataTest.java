package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.train.data.Hard;
import org.convzoo.train.data.SmallFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code data check} and {@code train} say of a folder with one thing wrong: a line, and no
 * more. It starts as two classes of two images, in {@code train} and in {@code val}.
 */
class BadDataTest {

  private static final int SET = 8;

  @TempDir private Path temporary;
  private Path data;
  private Path run;

  @BeforeEach
  void write() {
    data = temporary.resolve("data");
    run = temporary.resolve("run");
    SmallFiles.folder(data, 2);
  }

  private Object[] training(String format) {
    String call = "train lenet --epochs 1 --batch 2 --set input.channels=3 --set dataset=" + format;
    return new Object[] {call, "--data-dir", data, "--run", run};
  }

  /** The folder is refused before anything is read. */
  private void refused(String message, Object... training) {
    Calls.fail(1, message, "data check", data);
    Calls.fail(1, message, training);
    assertFalse(Files.exists(run));
  }

  /** One image is wrong, which is seen when it is read. */
  private void wrong(int of, String line, Object... training) {
    Outcome check = Calls.run("data check", data);
    assertEquals(line + System.lineSeparator(), check.out());
    assertEquals("convzoo: 1 of %d images are wrong%n".formatted(of), check.err());
    assertEquals(1, check.code());
    Calls.fail(1, line, training);
  }

  /** One image is not what it may seem, and nevertheless used. */
  private void noted(String line) {
    assertEquals(
        List.of("note: " + line, SET + 1 + " images are OK"),
        Calls.succeed("data check", data).lines().toList());
    Calls.succeed(training("folder"));
  }

  // Files

  @Test
  void truncatedJpegIsNamed() throws IOException {
    Path file = Hard.truncatedJpeg(data.resolve("train/cat/a.jpg"));
    String line = file + ": Invalid JPEG data, size " + Files.size(file);
    wrong(SET + 1, line, training("folder"));
  }

  /** 14,000 x 14,000 pixels are 196 million, of which a file holds a few kilobytes. */
  @Test
  void imageOfTooManyPixelsIsNotDecoded() {
    BufferedImage large = new BufferedImage(14_000, 14_000, BufferedImage.TYPE_BYTE_BINARY);
    Path file = SmallFiles.write(data.resolve("train/cat/a.png"), large);
    String line = file + ": the image has more than input.max_pixels: 89478485, it has 196000000";
    wrong(SET + 1, line, training("folder"));
    run = temporary.resolve("small");
    Object[] call = training("folder");
    call[0] += " --set input.max_pixels=23";
    String said = Calls.failing(1, call); // of the others, 4 x 6 each, or of this one
    assertTrue(said.contains("the image has more than input.max_pixels: 23, it has "), said);
  }

  @Test
  void emptyFileIsNamed() throws IOException {
    Path file = Files.createFile(data.resolve("val/cat/a.png"));
    wrong(SET + 1, file + ": Input is empty.", training("folder"));
  }

  @Test
  void fileThatIsNoImageIsNamed() {
    Path file = SmallFiles.write(data.resolve("train/dog/a.gif"), "no image");
    wrong(
        SET + 1,
        file + ": Unknown image file format. One of JPEG, PNG, GIF, BMP required.",
        training("folder"));
  }

  @Test
  void bitmapWithAPaletteIsNamed() {
    BufferedImage palette = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_INDEXED);
    Path file = SmallFiles.write(data.resolve("train/cat/a.bmp"), palette);
    Outcome check = Calls.run("data check", data);
    assertEquals(1, check.code());
    assertEquals(
        file + " is a BMP with a palette, which is not read: make it a PNG", check.out().strip());
  }

  @Test
  void cmykJpegIsNoted() throws IOException {
    Path file = Hard.cmykJpeg(data.resolve("train/cat/a.jpg"), 51, 102, 0, 0);
    noted(file + " is CMYK, of which RGB is made without its profile");
  }

  @Test
  void sixteenBitPngIsNoted() {
    BufferedImage deep = new BufferedImage(2, 2, BufferedImage.TYPE_USHORT_GRAY);
    Path file = SmallFiles.write(data.resolve("train/cat/a.png"), deep);
    noted(file + " has 16 bits a channel, of which the upper 8 are read");
  }

  @Test
  void animatedGifIsNoted() throws IOException {
    Path file = Hard.animatedGif(data.resolve("train/cat/a.gif"), 0xff0000, 0x00ff00);
    noted(file + " has 2 frames, of which the first is read");
  }

  @Test
  void jpegThatIsToBeTurnedIsNoted() throws IOException {
    Path file = Hard.turnedJpeg(data.resolve("train/cat/a.jpg"), 1); // upright
    assertEquals("9 images are OK", Calls.succeed("data check", data).strip());
    Hard.turnedJpeg(file, 6);
    noted(
        file
            + " is to be turned by its EXIF data, which is not heeded:"
            + " \"mogrify -auto-orient\" turns it");
  }

  @Test
  void singlePixelIsNoted() {
    Path file = SmallFiles.write(data.resolve("train/cat/a.png"), SmallFiles.noise(1, 1, 1));
    noted(file + " is a single pixel");
  }

  @Test
  void twentyThousandPixelsAreNoted() {
    Path file = SmallFiles.write(data.resolve("train/cat/a.png"), SmallFiles.noise(2, 20_000, 1));
    noted(file + " has 2x20000 pixels");
  }

  @Test
  void testImageThatIsTrainedOnIsNoted() throws IOException {
    Path file = Files.copy(data.resolve("train/cat/0.png"), data.resolve("val/cat/a.png"));
    noted(
        "%s has the bytes of %s, which is trained on"
            .formatted(file, data.resolve("train/cat/0.png")));
  }

  // Classes

  @Test
  void emptyClassFolderIsNamed() throws IOException {
    Path empty = Files.createDirectory(data.resolve("train/bird"));
    refused(empty + " holds no image (.jpg, .jpeg, .png, .bmp, .gif)", training("folder"));
  }

  @Test
  void classThatIsNotTrainedIsNamed() {
    SmallFiles.write(data.resolve("val/dgo/0.png"), SmallFiles.noise(1, 1, 1));
    refused(
        data.resolve("val/dgo") + " is the folder of no class: did you mean dog?",
        training("folder"));
  }

  @Test
  void singleImageIsOfASingleClassAndTooFew() {
    data = temporary.resolve("one");
    for (String split : List.of("train", "val")) {
      SmallFiles.write(data.resolve(split + "/cat/0.png"), SmallFiles.noise(2, 2, split.length()));
    }
    assertEquals("2 images are OK", Calls.succeed("data check", data).strip());
    Calls.fail(2, "lenet needs at least 2 classes, got 1", training("folder"));
    assertFalse(Files.exists(run));
  }

  @Test
  void classFolderMayHaveSpacesAndUmlauts() {
    String characters = System.getProperty("sun.jnu.encoding");
    assumeTrue(characters.equals("UTF-8"), "file names here are in " + characters);
    SmallFiles.write(data.resolve("train/Käse Brot/ä ö.png"), SmallFiles.noise(2, 2, 1));
    Calls.succeed(training("folder"));
    String classes = Calls.succeed("data info", data).lines().skip(2).findFirst().orElseThrow();
    assertEquals("3 classes: Käse Brot, cat, dog", classes);
  }

  @Test
  void nameOverTwoLinesIsRefused() throws IOException {
    Path cat = data.resolve("train/cat/0.png");
    Path odd = Files.copy(cat, data.resolve("train/cat/0\n1.png"));
    String at = odd.toString().replace("\n", "\\u000a");
    refused(
        at + " has a line break or another control character in its name: rename it",
        training("folder"));
    Files.delete(odd);
    Files.move(data.resolve("train/cat"), data.resolve("train/c\nat"));
    Files.move(data.resolve("val/cat"), data.resolve("val/c\nat"));
    Outcome check = Calls.run("data check", data);
    assertTrue(check.err().contains("control character"), check.err());
    assertEquals(1, check.code());
  }

  @Test
  void labelOverTwoLinesIsRefused() {
    SmallFiles.write(
        data.resolve("train.csv"), "path,label", "train/cat/0.png,\"a\nb\"", "train/dog/0.png,c");
    SmallFiles.write(data.resolve("val.csv"), "path,label", "val/cat/0.png,c");
    refused(
        data + ": the name of a class has a line break or another control character: \"a\\u000ab\"",
        training("csv"));
  }

  /** A list of labels would have another name. */
  @Test
  void classWithBlanksAroundItsNameIsRefused() throws IOException {
    Files.move(data.resolve("train/cat"), data.resolve("train/cat "));
    Files.move(data.resolve("val/cat"), data.resolve("val/cat "));
    refused(
        data + ": the name of a class is empty or has blanks around it: \"cat \"",
        training("folder"));
  }

  @Test
  void folderThatIsNotThereIsNamed() {
    Path none = data.resolve("none");
    Calls.fail(2, "there is no folder " + none, "data check", none);
  }

  @Test
  void labelOutOfRangeIsNamed() {
    Path list = data.resolve("train.csv");
    SmallFiles.write(list, "path,label", "train/cat/0.png,0", "train/dog/0.png,2");
    SmallFiles.write(data.resolve("val.csv"), "path,label", "val/cat/0.png,0");
    SmallFiles.write(data.resolve("labels.txt"), "cat", "dog");
    refused(list + ", line 3: label 2 is not below 2", training("csv"));
  }

  // Records

  private Path shard() {
    Path shards = temporary.resolve("shards");
    Calls.succeed("data convert", data, "--shards 1 --to", shards);
    data = shards;
    return shards.resolve("train-00000-of-00001");
  }

  @Test
  void recordWithAnotherChecksumIsNamed() throws IOException {
    Path shard = shard();
    byte[] bytes = Files.readAllBytes(shard);
    bytes[12 + 20] ^= 1; // in the first record, after its header of 12 bytes
    Files.write(shard, bytes);
    wrong(SET, shard + ", record at byte 0: corrupted record at 12", training("tfrecord"));
  }

  @Test
  void labelOfARecordOutOfRangeIsNamed() {
    Path shard = shard();
    SmallFiles.write(data.resolve("labels.txt"), "cat");
    Outcome check = Calls.run("data check", data);
    assertEquals("convzoo: 4 of 8 images are wrong", check.err().strip());
    String line = check.out().lines().findFirst().orElseThrow();
    assertTrue(line.startsWith(shard + ", record at byte "), line);
    assertTrue(line.endsWith(": image/class/label is not 1 to 1 but 2"), line);
  }

  @Test
  void missingShardIsNamed() throws IOException {
    Files.delete(shard());
    SmallFiles.write(data.resolve("train-00001-of-00002"), "x");
    refused(data + " lacks the shard train-00000-of-00002", training("tfrecord"));
  }

  @Test
  void cifarFileAByteShortIsNamed() throws IOException {
    data = Files.createDirectory(temporary.resolve("cifar"));
    for (int file = 1; file <= 5; file++) {
      Files.write(data.resolve("data_batch_%d.bin".formatted(file)), new byte[3073]);
    }
    Path test = Files.write(data.resolve("test_batch.bin"), new byte[2 * 3073 - 1]);
    SmallFiles.write(data.resolve("batches.meta.txt"), "cat", "dog");
    refused(
        test + " has 6,145 bytes: no whole number of images of 3,073 bytes", training("cifar10"));
  }

  // Boxes and masks

  @Test
  void boxOutsideItsImageIsNamed() {
    data = temporary.resolve("boxes");
    Path file = data.resolve("annotations/train.json");
    for (String split : List.of("train", "val")) {
      SmallFiles.write(data.resolve(split + "/a.png"), SmallFiles.noise(20, 30, 1));
      SmallFiles.write(
          data.resolve("annotations/%s.json".formatted(split)),
          """
          {"images": [{"id": 7, "file_name": "a.png", "width": 30, "height": 20}],
           "annotations": [{"id": 1, "image_id": 7, "category_id": 3, "bbox": [25, 2, 10, 5]}],
           "categories": [{"id": 3, "name": "face"}]}""");
    }
    refused(
        file
            + ", a.png: the box from (25.0, 2.0) to (35.0, 7.0), x first, lies outside its 30x20 pixels",
        "train densebox-small --set dataset=coco --set input.channels=3 --data-dir",
        data,
        "--run",
        run);
  }

  @Test
  void maskOfAnotherSizeIsNamed() {
    data = temporary.resolve("masks");
    for (String split : List.of("train", "val")) {
      SmallFiles.write(data.resolve(split + "/images/a.png"), SmallFiles.noise(16, 16, 1));
      SmallFiles.write(data.resolve(split + "/masks/a.png"), SmallFiles.grey(16, 16, 1));
    }
    SmallFiles.write(data.resolve("train/masks/a.png"), SmallFiles.grey(16, 15, 1));
    wrong(
        2,
        data.resolve("train/images/a.png")
            + ": the mask has another size than its image, height and width are: 16 15",
        "train unet-same --set dataset=masks --set input={\"height\":16,\"width\":16,\"channels\":3}",
        "--data-dir",
        data,
        "--run",
        run);
  }
}
