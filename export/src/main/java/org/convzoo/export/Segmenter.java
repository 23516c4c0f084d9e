package org.convzoo.export;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** An exported segmenter, ready to look at image files. */
public final class Segmenter extends Predictor {

  /**
   * What was seen.
   *
   * @param drawn the image with each class but the first laid over it in a colour of its own
   * @param shares of each class in the pixels judged, by its label, 0 to 1
   */
  public record Mask(BufferedImage drawn, Map<String, Double> shares) {

    @Override
    public String toString() {
      return "Mask[drawn=%s, shares=%s]".formatted(ImageModel.words(drawn), shares);
    }
  }

  Segmenter(ImageModel model) {
    super(model);
  }

  /**
   * Looks at an image file, such as {@link Classifier#classify} does.
   *
   * @throws ImageException likewise
   */
  public Mask segment(Path imageFile) {
    return segment(ImageSource.of(imageFile));
  }

  /** Looks at an image of any kind, likewise. */
  public Mask segment(ImageSource image) {
    return model.look(image, this::mask);
  }

  private Mask mask(TFloat32 pixels, Result said) {
    TInt64 classes = (TInt64) said.get("mask").orElseThrow();
    TFloat32 window = (TFloat32) said.get("window").orElseThrow();
    Map<String, Double> shares = shares(classes);
    return new Mask(drawn(pixels, classes, window), shares);
  }

  private Map<String, Double> shares(TInt64 classes) {
    List<String> labels = model.labels();
    long[] counts = new long[labels.size()];
    for (NdArray<Long> pixel : classes.scalars()) {
      long number = pixel.getObject();
      if (number < 0 || number >= counts.length) {
        throw new ImageModel.AnswerException(
            "the model answers class %,d, but has %,d labels".formatted(number, counts.length));
      }
      counts[(int) number]++;
    }
    Map<String, Double> shares = new LinkedHashMap<>();
    for (int i = 0; i < counts.length; i++) {
      shares.put(labels.get(i), (double) counts[i] / classes.size());
    }
    return shares;
  }

  private BufferedImage drawn(TFloat32 pixels, TInt64 classes, TFloat32 window) {
    BufferedImage image = ImageModel.picture(pixels);
    int height = image.getHeight();
    int width = image.getWidth();
    for (int y = 0; y < height; y++) {
      int row = place(y, height, window.getFloat(0, 0), window.getFloat(0, 2), classes, 1);
      for (int x = 0; x < width; x++) {
        int column = place(x, width, window.getFloat(0, 1), window.getFloat(0, 3), classes, 2);
        if (row >= 0 && column >= 0) {
          Color plain = new Color(image.getRGB(x, y));
          image.setRGB(x, y, tinted(plain, (int) classes.getLong(0, row, column)).getRGB());
        }
      }
    }
    return image;
  }

  /** The row or column of the mask that covers a pixel, or -1 where none does. */
  private static int place(int at, int size, float from, float to, TInt64 classes, int axis) {
    long cells = classes.shape().get(axis);
    double share = ((at + 0.5) / size - from) / (to - from);
    return share < 0 || share >= 1 ? -1 : (int) (share * cells);
  }

  /** Half the pixel, half its class's colour; the first class is left as it is. */
  private Color tinted(Color pixel, int number) {
    if (number == 0) {
      return pixel;
    }
    Color own = Color.getHSBColor((number - 1f) / (model.labels().size() - 1), 1, 1);
    return new Color(
        (pixel.getRed() + own.getRed()) / 2,
        (pixel.getGreen() + own.getGreen()) / 2,
        (pixel.getBlue() + own.getBlue()) / 2);
  }
}
