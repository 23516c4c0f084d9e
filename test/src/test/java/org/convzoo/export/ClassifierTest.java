package org.convzoo.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.convzoo.ops.Refusal;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Image files, looked at by an exported LeNet of random weights. */
class ClassifierTest {

  private static final int ALL = 10;

  @TempDir static Path folder;
  private static Model model;
  private static Classifier classifier;

  @BeforeAll
  static void load() throws IOException {
    model = Model.random("lenet", 28, Files.createDirectory(folder.resolve("checkpoint")));
    model.export(folder.resolve("lenet"));
    classifier = Classifier.load(folder.resolve("lenet"));
  }

  @AfterAll
  static void close() {
    classifier.close();
  }

  @Test
  void greyPngGivesTheProbabilitiesOfItsPixels() throws IOException {
    byte[] pixels = SmallData.pixels(0);
    try (TFloat32 image =
        TFloat32.tensorOf(
            Shape.of(1, 28, 28, 1),
            t -> {
              for (int i = 0; i < pixels.length; i++) {
                t.setFloat(Byte.toUnsignedInt(pixels[i]), 0, i / 28, i % 28, 0);
              }
            })) {
      float[] logits = model.logits(image)[0];
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit);
      }
      Map<String, Float> guesses = guesses(write(SmallData.image(0), "png", "grey.png"));
      assertEquals(ALL, guesses.size());
      for (int i = 0; i < ALL; i++) {
        assertEquals(Math.exp(logits[i]) / sum, guesses.get("label " + i), 1e-6);
      }
    }
  }

  @Test
  void bestGuessesComeFirstAndNoMoreThanAskedFor() throws IOException {
    Path image = write(SmallData.image(1), "png", "order.png");
    List<Classifier.Guess> all = classifier.classify(image, ALL);
    for (int i = 1; i < ALL; i++) {
      assertTrue(all.get(i - 1).probability() >= all.get(i).probability(), all.toString());
    }
    assertEquals(1, all.stream().mapToDouble(Classifier.Guess::probability).sum(), 1e-5);
    assertEquals(all.subList(0, 3), classifier.classify(image, 3));
    assertEquals(all, classifier.classify(image, 1000));
  }

  @Test
  void bytesStreamsAndPicturesAreSeenAsTheirFile() throws IOException {
    BufferedImage picture = SmallData.image(7);
    Path file = write(picture, "png", "seven.png");
    List<Classifier.Guess> expected = classifier.classify(file, 3);
    byte[] bytes = Files.readAllBytes(file);
    assertEquals(expected, classifier.classify(bytes, 3));
    assertEquals(expected, classifier.classify(picture, 3));
    try (InputStream in = Files.newInputStream(file)) {
      assertEquals(expected, classifier.classify(in, 3));
    }
    assertEquals(expected, classifier.see(file, 3).guesses());
  }

  /** More than a batch holds, of two sizes in turn and in a row. */
  @Test
  void listsAreAnsweredInTheirOrder() throws IOException {
    List<ImageSource> images = new ArrayList<>();
    List<List<Classifier.Guess>> expected = new ArrayList<>();
    for (int i = 0; i < 75; i++) {
      boolean large = i < 6 ? i % 2 == 0 : i > 40;
      BufferedImage image =
          large
              ? redrawn(SmallData.image(i), 40, BufferedImage.TYPE_BYTE_GRAY)
              : SmallData.image(i);
      images.add(ImageSource.of(image));
      expected.add(classifier.classify(image, ALL));
    }
    List<List<Classifier.Guess>> found = classifier.classify(images, ALL);
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < found.size(); i++) {
      Map<String, Float> own = byLabel(found.get(i));
      for (Classifier.Guess guess : expected.get(i)) {
        assertEquals(guess.probability(), own.get(guess.label()), 1e-5, "image " + i);
      }
    }
    assertEquals(List.of(), classifier.classify(List.<ImageSource>of(), 1));
  }

  @Test
  void imageOfAListThatCannotBeReadIsNamed() {
    ImageSource text = ImageSource.of("not an image".getBytes(StandardCharsets.US_ASCII));
    String why = " cannot be read: it is no PNG, JPEG, BMP or GIF, or damaged";
    List<ImageSource> images = List.of(ImageSource.of(SmallData.image(0)), text.named("upload 2"));
    assertEquals(
        "upload 2" + why,
        assertThrows(ImageException.class, () -> classifier.classify(images, 1)).getMessage());
    assertEquals(
        "the image" + why,
        assertThrows(ImageException.class, () -> classifier.classify(List.of(text), 1))
            .getMessage());
  }

  @Test
  void answersPrintThemselves() {
    var seen = new Classifier.Seen(SmallData.image(0), List.of(new Classifier.Guess("boot", 0.5f)));
    assertEquals(
        "Seen[image=28x28, guesses=[Guess[label=boot, probability=0.5]]]", seen.toString());
  }

  @Test
  void greyImageInColoursIsTheSameImage() throws IOException {
    var grey = guesses(write(SmallData.image(2), "png", "as-grey.png"));
    var colours =
        guesses(
            write(redrawn(SmallData.image(2), 28, BufferedImage.TYPE_INT_RGB), "png", "rgb.png"));
    // the decoder rounds 0.299 R + 0.587 G + 0.114 B, so that a pixel may differ by one in 255
    assertNear(grey, colours, 0.01);
  }

  @Test
  void jpegIsNearlyTheSameImage() throws IOException {
    var png = guesses(write(SmallData.image(3), "png", "lossless.png"));
    assertNear(png, guesses(write(SmallData.image(3), "jpg", "lossy.jpg")), 0.1);
  }

  @Test
  void bmpAndGifAreReadToo() throws IOException {
    var png = guesses(write(SmallData.image(4), "png", "same.png"));
    BufferedImage rgb = redrawn(SmallData.image(4), 28, BufferedImage.TYPE_INT_RGB);
    assertEquals(ALL, guesses(write(SmallData.image(4), "gif", "image.gif")).size());
    assertNear(png, guesses(write(rgb, "bmp", "image.bmp")), 0.01);
  }

  @Test
  void imageOfAnotherSizeIsResized() throws IOException {
    BufferedImage grey = SmallData.image(5);
    Map<String, Float> own = guesses(write(grey, "png", "own-size.png"));
    for (int side : List.of(14, 56, 300)) {
      var large = redrawn(grey, side, BufferedImage.TYPE_BYTE_GRAY);
      assertEquals(ALL, guesses(write(large, "png", "side" + side + ".png")).size());
    }
    // every pixel four times: with half-pixel centres the halving takes their mean
    var doubled = redrawn(grey, 56, BufferedImage.TYPE_BYTE_GRAY);
    assertNear(own, guesses(write(doubled, "png", "doubled.png")), 1e-5);
  }

  @Test
  void fileNameMayHoldSpacesAndLettersOfAnyKind() throws IOException {
    Path image = write(SmallData.image(0), "png", "a shoe é.png");
    assertEquals(ALL, guesses(image).size());
  }

  @Test
  void textNamedLikeAnImageIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "not an image\n");
    assertEquals(
        text + " cannot be read: it is no PNG, JPEG, BMP or GIF, or damaged", refusal(text));
  }

  @Test
  void emptyFileAndCutImageAreRefused() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.png"));
    assertTrue(refusal(empty).startsWith(empty + " cannot be read: it is no PNG"), refusal(empty));
    byte[] whole = Files.readAllBytes(write(SmallData.image(0), "png", "whole.png"));
    Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(whole, 100));
    assertTrue(refusal(cut).startsWith(cut + " cannot be read: it is no PNG"), refusal(cut));
  }

  @Test
  void onePixelShowsNothing() throws IOException {
    Path pixel = write(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY), "png", "pixel.png");
    assertEquals(pixel + " has 1x1 pixels: too few to show anything", refusal(pixel));
    Path row = write(new BufferedImage(9, 1, BufferedImage.TYPE_BYTE_GRAY), "png", "row.png");
    assertEquals(row + " has 9x1 pixels: too few to show anything", refusal(row));
  }

  @Test
  void missingFileAndFolderAreRefused() {
    Path missing = folder.resolve("missing.png");
    assertEquals(missing + " does not exist or cannot be read", refusal(missing));
    assertEquals(folder + " does not exist or cannot be read", refusal(folder));
  }

  @Test
  void highestVersionIsTaken() throws IOException {
    Path base = folder.resolve("two-versions");
    model.export(base);
    Model other = Model.random("lenet-caffe", 28, Files.createDirectory(folder.resolve("other")));
    other.export(base);
    Path image = write(SmallData.image(6), "png", "version.png");
    try (Classifier newest = Classifier.load(base);
        Classifier second = Classifier.load(base.resolve("2"))) {
      assertEquals(second.classify(image, ALL), newest.classify(image, ALL));
    }
  }

  @Test
  void folderWithoutAModelIsRefused() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertEquals(empty + " holds no exported model", Refusal.of(() -> Classifier.load(empty)));
  }

  @Test
  void damagedModelSaysSoAndDoesNotCrash() throws IOException {
    Path version = model.export(folder.resolve("damaged"));
    Files.write(version.resolve("saved_model.pb"), new byte[] {1, 2, 3});
    IOException e = assertThrows(IOException.class, () -> Classifier.load(version));
    assertTrue(e.getMessage().startsWith(version + " cannot be loaded: "), e.getMessage());
  }

  private static Path write(BufferedImage image, String format, String name) throws IOException {
    Path file = folder.resolve(name);
    assertTrue(ImageIO.write(image, format, file.toFile()), "ImageIO writes " + format);
    return file;
  }

  /** Draws an image at another size, pixels repeated, or in another kind of colours. */
  private static BufferedImage redrawn(BufferedImage image, int side, int type) {
    BufferedImage redrawn = new BufferedImage(side, side, type);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int grey = image.getRaster().getSample(x * 28 / side, y * 28 / side, 0);
        if (type == BufferedImage.TYPE_BYTE_GRAY) {
          redrawn.getRaster().setSample(x, y, 0, grey);
        } else {
          redrawn.setRGB(x, y, grey << 16 | grey << 8 | grey);
        }
      }
    }
    return redrawn;
  }

  private static Map<String, Float> guesses(Path image) {
    return byLabel(classifier.classify(image, ALL));
  }

  private static Map<String, Float> byLabel(List<Classifier.Guess> guesses) {
    return guesses.stream()
        .collect(Collectors.toMap(Classifier.Guess::label, Classifier.Guess::probability));
  }

  private static void assertNear(
      Map<String, Float> expected, Map<String, Float> found, double difference) {
    expected.forEach((label, share) -> assertEquals(share, found.get(label), difference, label));
  }

  private static String refusal(Path image) {
    return assertThrows(ImageException.class, () -> classifier.classify(image, 1)).getMessage();
  }
}
