package org.convzoo.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.convzoo.train.data.SmallFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** Segmenters and detectors that are given two files of different sizes in one batch. */
class FilesSignatureTest {

  private static final List<byte[]> FILES = List.of(png(64, 64, 1), png(90, 50, 2));

  @TempDir private Path folder;

  private static byte[] png(int width, int height, int seed) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      BufferedImage noise = SmallFiles.noise(width, height, seed);
      assertTrue(ImageIO.write(noise, "png", png));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return png.toByteArray();
  }

  private static Result ofFiles(SavedModelBundle bundle) {
    try (TString files =
        TString.tensorOfBytes(NdArrays.vectorOfObjects(FILES.toArray(byte[][]::new)))) {
      return bundle.function("bytes").call(Map.of("image_bytes", files));
    }
  }

  /** What is said of one image alone, whose pixels are given. */
  private static Result ofPixels(SavedModelBundle bundle, int file, int channels) {
    try (ImageDecoder decoder = new ImageDecoder(channels, 1 << 20);
        TFloat32 pixels = decoder.read(ImageSource.of(FILES.get(file)))) {
      return bundle.function("serving_default").call(Map.of("images", pixels));
    }
  }

  @Test
  void masksAreThoseOfTheirPixels() throws IOException {
    Path model = RandomExport.of("unet-same", 32, 1, List.of("ground", "cell"), folder);
    try (SavedModelBundle bundle = SavedModelBundle.load(model.toString());
        Result both = ofFiles(bundle)) {
      var masks = (TInt64) both.get("mask").orElseThrow();
      var probabilities = (TFloat32) both.get("probabilities").orElseThrow();
      assertEquals(2, masks.shape().get(0));
      assertEquals(2, both.get("window").orElseThrow().shape().get(0));
      for (int i = 0; i < 2; i++) {
        try (Result alone = ofPixels(bundle, i, 1)) {
          var expected = (TFloat32) alone.get("probabilities").orElseThrow();
          for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
              assertEquals(
                  expected.getFloat(0, y, x, 0), probabilities.getFloat(i, y, x, 0), 1e-4f);
            }
          }
        }
      }
    }
  }

  /**
   * Boxes are in pixels of the file's own image. Pixels a hundred times as far from grey make
   * random weights sure of some.
   */
  @Test
  void boxesAreThoseOfTheirPixels() throws IOException {
    Path model =
        RandomExport.of(
            "densebox-small", RandomExport.pixels(64, 3, 0.005f), List.of("face"), folder);
    try (SavedModelBundle bundle = SavedModelBundle.load(model.toString());
        Result both = ofFiles(bundle)) {
      var boxes = StdArrays.array3dCopyOf((TFloat32) both.get("boxes").orElseThrow());
      var count = (TInt32) both.get("count").orElseThrow();
      for (int i = 0; i < 2; i++) {
        try (Result alone = ofPixels(bundle, i, 3)) {
          var expected = StdArrays.array3dCopyOf((TFloat32) alone.get("boxes").orElseThrow());
          int found = ((TInt32) alone.get("count").orElseThrow()).getInt(0);
          assertEquals(found, count.getInt(i));
          assertTrue(found > 0);
          for (int box = 0; box < found; box++) {
            for (int side = 0; side < 4; side++) {
              float wanted = expected[0][box][side];
              assertEquals(wanted, boxes[i][box][side], 1e-3f * Math.max(1, Math.abs(wanted)));
            }
          }
        }
      }
    }
  }
}
