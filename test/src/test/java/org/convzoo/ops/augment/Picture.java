package org.convzoo.ops.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.convzoo.ops.Drawn;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** An image in Java: [height,width,channels], row by row. */
public record Picture(int height, int width, int channels, float[] values) {

  /** What stands at a place. */
  public interface Pixels {
    double at(int y, int x, int c);
  }

  public static Picture of(int height, int width, int channels, Pixels pixels) {
    Picture picture = new Picture(height, width, channels, new float[height * width * channels]);
    for (int i = 0; i < picture.values.length; i++) {
      int x = i / channels % width;
      picture.values[i] = (float) pixels.at(i / channels / width, x, i % channels);
    }
    return picture;
  }

  public static Picture random(int height, int width, int channels) {
    Random random = new Random(height * 1000L + width);
    return of(height, width, channels, (y, x, c) -> random.nextInt(256));
  }

  public float at(int y, int x, int c) {
    return values[(y * width + x) * channels + c];
  }

  /** The pixel there, or {@code fill} outside. */
  float at(int y, int x, int c, float fill) {
    return y < 0 || x < 0 || y >= height || x >= width ? fill : at(y, x, c);
  }

  /** A pixel between pixels, as half-pixel centres have it. */
  double between(double y, double x, int c) {
    double top = Math.max(0, Math.min(height - 1, y));
    double left = Math.max(0, Math.min(width - 1, x));
    int y0 = (int) top;
    int x0 = (int) left;
    int y1 = Math.min(y0 + 1, height - 1);
    int x1 = Math.min(x0 + 1, width - 1);
    double down = top - y0;
    double right = left - x0;
    return (1 - down) * ((1 - right) * at(y0, x0, c) + right * at(y0, x1, c))
        + down * ((1 - right) * at(y1, x0, c) + right * at(y1, x1, c));
  }

  /** Bilinear, with half-pixel centres. */
  public Picture resized(int toHeight, int toWidth) {
    double down = (double) height / toHeight;
    double across = (double) width / toWidth;
    return of(
        toHeight,
        toWidth,
        channels,
        (y, x, c) -> between((y + 0.5) * down - 0.5, (x + 0.5) * across - 0.5, c));
  }

  /** A window, with {@code fill} where it reaches outside. */
  public Picture cropped(int top, int left, int toHeight, int toWidth, float fill) {
    return of(toHeight, toWidth, channels, (y, x, c) -> at(top + y, left + x, c, fill));
  }

  /** The shorter side resized to so many pixels, and the middle cut out of that. */
  public Picture centred(int shorter, int toHeight, int toWidth) {
    double scale = (double) shorter / Math.min(height, width);
    Picture scaled = resized((int) Math.round(height * scale), (int) Math.round(width * scale));
    return scaled.cropped(
        (scaled.height - toHeight) / 2, (scaled.width - toWidth) / 2, toHeight, toWidth, 0);
  }

  Picture mirrored() {
    return of(height, width, channels, (y, x, c) -> at(y, width - 1 - x, c));
  }

  /** In the graph, where its height and width are not known before it runs. */
  Operand<TFloat32> drawn(Drawn drawn) {
    var known = drawn.constant(Shape.of(height, width, channels), values);
    return drawn.test().placeholderWithDefault(known, Shape.of(-1, -1, channels));
  }

  static Picture read(Drawn drawn, Operand<?> image) {
    try (Result result = drawn.session().runner().fetch(image).run()) {
      long[] shape = result.get(0).shape().asArray();
      float[] values = new float[Math.toIntExact(result.get(0).shape().size())];
      result.get(0).asRawTensor().data().asFloats().read(values);
      return new Picture((int) shape[0], (int) shape[1], (int) shape[2], values);
    }
  }

  static void assertSame(Picture expected, Picture found, float tolerance) {
    assertEquals(
        expected.height + "x" + expected.width + "x" + expected.channels,
        found.height + "x" + found.width + "x" + found.channels);
    assertArrayEquals(expected.values, found.values, tolerance);
  }
}
