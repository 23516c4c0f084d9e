package org.convzoo.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.convzoo.ops.internal.runtime.CheckpointReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** The signatures of an exported classifier against its usual one. */
class SignaturesTest {

  @TempDir static Path folder;
  private static SavedModelBundle bundle;

  private static Model lenet;

  @BeforeAll
  static void export() throws IOException {
    Path place = Files.createDirectory(folder.resolve("checkpoint"));
    lenet = Model.random("lenet", 28, place);
    bundle = SavedModelBundle.load(lenet.export(folder.resolve("lenet")).toString());
  }

  @AfterAll
  static void close() {
    bundle.close();
  }

  private static BufferedImage picture(int height, int width) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    Random random = new Random(height);
    for (int i = 0; i < height * width; i++) {
      picture.getRaster().setSample(i % width, i / width, 0, random.nextInt(256));
    }
    return picture;
  }

  private static byte[] png(BufferedImage picture) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", out);
    return out.toByteArray();
  }

  private static TFloat32 pixels(BufferedImage picture) {
    int height = picture.getHeight();
    int width = picture.getWidth();
    float[] pixels = picture.getRaster().getSamples(0, 0, width, height, 0, (float[]) null);
    return TFloat32.tensorOf(Shape.of(1, height, width, 1), DataBuffers.of(pixels));
  }

  private static float[] probabilities(BufferedImage picture) {
    try (TFloat32 images = pixels(picture);
        Result said = bundle.function("serving_default").call(Map.of("images", images))) {
      return StdArrays.array2dCopyOf((TFloat32) said.get("probabilities").orElseThrow())[0];
    }
  }

  @Test
  void filesOfDifferentSizesAreAnsweredAsTheirPixelsAre() throws IOException {
    List<BufferedImage> pictures = List.of(picture(28, 28), picture(40, 31));
    byte[][] files = {png(pictures.get(0)), png(pictures.get(1))};
    try (TString bytes = TString.tensorOfBytes(NdArrays.vectorOfObjects(files));
        Result said = bundle.function("bytes").call(Map.of("image_bytes", bytes))) {
      float[][] found = StdArrays.array2dCopyOf((TFloat32) said.get("probabilities").orElseThrow());
      assertEquals(2, found.length);
      for (int i = 0; i < 2; i++) {
        assertArrayEquals(probabilities(pictures.get(i)), found[i], 1e-6f);
      }
    }
  }

  @Test
  void whatIsNoImageIsRefused() {
    try (TString bytes = TString.vectorOf("no image")) {
      Map<String, Tensor> inputs = Map.of("image_bytes", bytes);
      assertThrows(TFInvalidArgumentException.class, () -> bundle.function("bytes").call(inputs));
    }
  }

  @Test
  void fiveMostProbableClassesAreNamed() {
    float[] all = probabilities(picture(28, 28));
    List<Integer> order =
        IntStream.range(0, all.length)
            .boxed()
            .sorted(Comparator.comparing((Integer i) -> -all[i]))
            .limit(5)
            .toList();
    try (TFloat32 images = pixels(picture(28, 28));
        Result said = bundle.function("classes").call(Map.of("images", images))) {
      TString labels = (TString) said.get("labels").orElseThrow();
      TFloat32 scores = (TFloat32) said.get("scores").orElseThrow();
      assertEquals(Shape.of(1, 5), labels.shape());
      for (int i = 0; i < 5; i++) {
        assertEquals(Model.LABELS.get(order.get(i)), labels.getObject(0, i));
        assertEquals(all[order.get(i)], scores.getFloat(0, i), 1e-6f);
      }
    }
  }

  /** Logits are the last layer's: features by its kernel, and its bias. */
  @Test
  void featuresAreWhatTheLogitsAreMadeOf() {
    try (CheckpointReader reader = new CheckpointReader(lenet.checkpoint().toString());
        TFloat32 kernel = reader.read("fc5/kernel");
        TFloat32 bias = reader.read("fc5/bias");
        TFloat32 images = Model.images(3, 40, 31);
        Result features = bundle.function("features").call(Map.of("images", images));
        Result said = bundle.function("serving_default").call(Map.of("images", images))) {
      TFloat32 vectors = (TFloat32) features.get("features").orElseThrow();
      TFloat32 logits = (TFloat32) said.get("logits").orElseThrow();
      assertEquals(Shape.of(3, 84), vectors.shape());
      for (int image = 0; image < 3; image++) {
        for (int label = 0; label < 10; label++) {
          double sum = bias.getFloat(label);
          for (int i = 0; i < 84; i++) {
            sum += vectors.getFloat(image, i) * kernel.getFloat(i, label);
          }
          assertEquals(sum, logits.getFloat(image, label), 1e-5);
        }
      }
    }
  }
}
