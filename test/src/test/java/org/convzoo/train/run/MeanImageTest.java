package org.convzoo.train.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.convzoo.ops.augment.Picture;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mean of 100 training images of 28x28 pixels. */
class MeanImageTest {

  private static final int IMAGES = 100;
  private static final int AREA = 28 * 28;
  private static final Map<String, String> CHANGES =
      Map.of(
          "input.mean", "image",
          "epochs", "2",
          "batch_size", "32",
          "augment", "[{random_crop: {size: 28, pad: 4}}, flip]");

  @TempDir private Path folder;

  private DataSet data(String name, int images) {
    return FashionMnist.find(SmallData.write(folder.resolve(name), images, 40));
  }

  private Run made(String name, Map<String, String> changes, DataSet data) throws IOException {
    Run run = TinyRun.plan(folder.resolve(name), "lenet", changes);
    MeanImage.make(run, data.training());
    return run;
  }

  private static float[] floats(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }

  /** The training images as their file has them, behind its 16 bytes of header. */
  private List<Picture> images(String name) throws IOException {
    Path file = folder.resolve(name).resolve("train-images-idx3-ubyte");
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(16);
      List<Picture> images = new ArrayList<>();
      for (int i = 0; i < IMAGES; i++) {
        byte[] pixels = in.readNBytes(AREA);
        images.add(Picture.of(28, 28, 1, (y, x, c) -> pixels[28 * y + x] & 255));
      }
      return images;
    }
  }

  private static float[] mean(List<Picture> images) {
    float[] mean = new float[images.get(0).values().length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (Picture image : images) {
        sum += image.values()[i] / 255.0;
      }
      mean[i] = (float) (sum / images.size());
    }
    return mean;
  }

  @Test
  void eachPixelsMeanIsThatOfTheTrainingImagesWithoutTheirAugmentation() throws IOException {
    try (DataSet data = data("data", IMAGES)) {
      Run run = made("run", CHANGES, data);
      assertArrayEquals(mean(images("data")), floats(run.preprocessing().mean()), 1e-6f);
    }
  }

  @Test
  void itIsOfImagesAsTheNetworkSeesThem() throws IOException {
    Map<String, String> middle =
        TinyRun.with(TinyRun.with(CHANGES, "augment", "[]"), "input.resize_shorter_side", "34");
    try (DataSet data = data("data", IMAGES)) {
      Run run = made("run", middle, data);
      List<Picture> seen = images("data").stream().map(i -> i.centred(34, 28, 28)).toList();
      assertArrayEquals(mean(seen), floats(run.preprocessing().mean()), 1e-6f);
    }
  }

  @Test
  void fileIsNumPys() throws IOException {
    try (DataSet data = data("data", IMAGES)) {
      Run run = made("run", CHANGES, data);
      byte[] file = Files.readAllBytes(run.folder().resolve("mean-image.npy"));
      ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      assertEquals("\u0093NUMPY\1\0", new String(file, 0, 8, StandardCharsets.ISO_8859_1));
      int start = 10 + bytes.getShort(8);
      assertEquals(0, start % 64);
      assertEquals(
          "{'descr': '<f4', 'fortran_order': False, 'shape': (28, 28, 1), }",
          new String(file, 10, start - 10, StandardCharsets.US_ASCII).strip());
      assertEquals(start + 4 * AREA, file.length);
      assertEquals(run.preprocessing().mean().get(28 * 14 + 3), bytes.getFloat(start + 4 * 395));
    }
  }

  @Test
  void trainingStoppedAndResumedEndsWithTheSameBits() throws IOException {
    try (DataSet data = data("data", IMAGES);
        DataSet other = data("other", IMAGES - 1)) {
      Run straight = made("straight", CHANGES, data);
      TinyRun.train(straight, data, () -> false);
      Run stopped = made("stopped", CHANGES, data);
      TinyRun.train(stopped, data, TinyRun.after(3));
      assertFalse(MeanImage.isMissing(stopped));
      TinyRun.train(stopped, data, () -> false);
      assertEquals(TinyRun.lastBits(straight.folder()), TinyRun.lastBits(stopped.folder()));
      Run strange = made("strange", CHANGES, other);
      TinyRun.train(strange, data, () -> false);
      assertFalse(
          TinyRun.lastBits(straight.folder()).equals(TinyRun.lastBits(strange.folder())),
          "another mean image makes no difference");
    }
  }

  @Test
  void runWhoseMeanImageIsGoneOrDamagedIsRefused() throws IOException {
    try (DataSet data = data("data", IMAGES)) {
      Run run = made("run", CHANGES, data);
      TinyRun.train(run, data, TinyRun.after(1));
      Path file = run.folder().resolve("mean-image.npy");
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(whole, whole.length - 1));
      var damaged = assertThrows(DataException.class, run::preprocessing);
      assertEquals(file + " is damaged or not of 28x28x1 pixels", damaged.getMessage());
      Files.delete(file);
      assertFalse(MeanImage.isMissing(run)); // another would not be that of its checkpoints
      var gone = assertThrows(DataException.class, run::preprocessing);
      assertEquals(
          file + " is missing, which the recipe's input.mean: image speaks of", gone.getMessage());
    }
  }

  @Test
  void onlyRunsWhoseRecipeAsksForItNeedOne() throws IOException {
    Run plain = TinyRun.plan(folder.resolve("plain"), "lenet", Map.of());
    assertFalse(MeanImage.isMissing(plain));
    assertTrue(MeanImage.isMissing(TinyRun.plan(folder.resolve("asks"), "lenet", CHANGES)));
  }
}
