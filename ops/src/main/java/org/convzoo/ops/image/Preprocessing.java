package org.convzoo.ops.image;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.UsageException;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * What is done to pixels before a network sees them: the same ops in training, in evaluation and
 * inside an exported model.
 *
 * @param height the network's input height in pixels, at least 1
 * @param width the network's input width in pixels, at least 1
 * @param shorter the pixels that an image's shorter side is resized to before its middle, height x
 *     width, is cut out; or null where images are stretched to that
 * @param channels 1 for grey, 3 for RGB
 * @param mean subtracted once pixels are in 0..1: one number, one a channel, or a mean image, one a
 *     pixel and channel, row by row
 * @param std divides each channel after that, above 0: one number or one a channel
 */
public record Preprocessing(
    int height, int width, Integer shorter, int channels, List<Float> mean, List<Float> std) {

  public Preprocessing {
    if (height < 1 || width < 1 || (channels != 1 && channels != 3)) {
      throw new UsageException(
          "an input is at least 1x1 pixels with 1 or 3 channels, got %dx%dx%d",
          height, width, channels);
    }
    if (shorter != null) {
      ImageResizing.requireRoom("shorter", shorter, height, width);
    }
    boolean isImage = mean.size() == height * width * channels;
    mean = isImage ? List.copyOf(mean) : perChannel("mean", mean, channels);
    std = perChannel("std", std, channels);
    if (std.stream().anyMatch(s -> !(s > 0))) {
      throw new UsageException("std must be above 0, got " + std);
    }
  }

  /** Pixels in 0..1, nothing else. */
  public static Preprocessing unit(int height, int width, int channels) {
    return new Preprocessing(height, width, null, channels, List.of(0f), List.of(1f));
  }

  /**
   * Resizes and normalises a batch of images.
   *
   * @param pixels [N,H,W,C], 0 to 255, of any size
   * @return [N,height,width,C]
   * @throws IllegalArgumentException if the images have another number of channels
   */
  public Operand<TFloat32> apply(Ops tf, Operand<? extends TNumber> pixels) {
    return normalize(tf, resize(tf, pixels));
  }

  /**
   * Brings a batch of images to the network's size, bilinear with half-pixel centres.
   *
   * @param pixels [N,H,W,C], of any size
   * @return [N,height,width,C]
   */
  public Operand<TFloat32> resize(Ops tf, Operand<? extends TNumber> pixels) {
    if (shorter != null) {
      return ImageResizing.centred(tf, pixels, shorter, height, width);
    }
    boolean fits = pixels.shape().get(1) == height && pixels.shape().get(2) == width;
    return fits
        ? Pixels.floats(tf, pixels)
        : ImageResizing.resized(tf, pixels, tf.constant(new int[] {height, width}));
  }

  /**
   * Returns the part of an image of this size that the network sees.
   *
   * @return (y1, x1, y2, x2) in shares of the height and width, 0 to 1
   */
  public float[] window(int height, int width) {
    return shorter == null
        ? new float[] {0, 0, 1, 1}
        : ImageResizing.window(height, width, shorter, this.height, this.width);
  }

  /**
   * Normalises a batch of images and leaves their size. From images of another size than the
   * network's a mean image's channels' means are subtracted.
   *
   * @param pixels [N,H,W,C], 0 to 255
   * @throws IllegalArgumentException if the images have another number of channels
   */
  public Operand<TFloat32> normalize(Ops tf, Operand<TFloat32> pixels) {
    if (pixels.shape().get(3) != channels) {
      throw new UsageException(
          "images have %d channels instead of %d", pixels.shape().get(3), channels);
    }
    // (x / 255 - mean) / std, as one product and one sum
    float[] scale = new float[channels];
    for (int c = 0; c < channels; c++) {
      scale[c] = 1 / (255 * std.get(c));
    }
    Operand<TFloat32> x = tf.math.mul(pixels, along(tf, pixels, scale));
    if (mean.stream().allMatch(m -> m == 0)) {
      return x;
    }
    boolean whole = pixels.shape().get(1) == height && pixels.shape().get(2) == width;
    if (mean.size() > channels && whole) {
      var image = tf.constant(Shape.of(height, width, channels), DataBuffers.of(shifts(mean)));
      return tf.math.add(x, image);
    }
    return tf.math.add(x, along(tf, x, shifts(channelMeans())));
  }

  /** What is added in place of each of these means. */
  private float[] shifts(List<Float> means) {
    float[] shifts = new float[means.size()];
    for (int i = 0; i < shifts.length; i++) {
      shifts[i] = -means.get(i) / std.get(i % channels);
    }
    return shifts;
  }

  private List<Float> channelMeans() {
    double[] sums = new double[channels];
    for (int i = 0; i < mean.size(); i++) {
      sums[i % channels] += mean.get(i);
    }
    return Arrays.stream(sums).mapToObj(sum -> (float) (sum * channels / mean.size())).toList();
  }

  /**
   * The numbers of all channels, to be multiplied with pixels or added: one number if they are the
   * same, else for each pixel of a row. Three numbers would be repeated pixel by pixel, which takes
   * several times as long.
   */
  private static Operand<TFloat32> along(Ops tf, Operand<TFloat32> pixels, float[] channels) {
    long width = pixels.shape().get(2);
    if (IntStream.range(1, channels.length).allMatch(c -> channels[c] == channels[0])) {
      return tf.constant(channels[0]);
    }
    return width == Shape.UNKNOWN_SIZE
        ? tf.constant(channels)
        : tf.constant(
            Collections.nCopies(Math.toIntExact(width), channels).toArray(float[][]::new));
  }

  private static List<Float> perChannel(String name, List<Float> values, int channels) {
    if (values.size() == channels) {
      return List.copyOf(values);
    }
    if (values.size() == 1) {
      return Collections.nCopies(channels, values.get(0));
    }
    throw new UsageException("%s has %d numbers for %d channels", name, values.size(), channels);
  }
}
