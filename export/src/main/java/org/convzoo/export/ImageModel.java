package org.convzoo.export;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.convzoo.UsageException;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.ops.image.ImageHeader;
import org.convzoo.ops.internal.runtime.TensorFlowReason;
import org.tensorflow.Result;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.types.TFloat32;

/** An exported model of images. */
final class ImageModel implements AutoCloseable {

  private final SessionModel model;
  private final List<String> labels;
  private final ImageDecoder decoder;

  private ImageModel(SessionModel model, List<String> labels, int channels) {
    this.model = model;
    this.labels = labels;
    decoder = new ImageDecoder(channels, ImageHeader.MOST_PIXELS);
  }

  /**
   * Loads a model.
   *
   * @param folder a version of it, or its base folder: then the highest version is taken
   * @param trusted whether it may do whatever a program can
   * @throws IllegalArgumentException if there is no model of ours
   * @throws UntrustedModelException if it is not trusted, and may do more than a network
   * @throws IOException if it cannot be loaded, or takes other than images, or has more or fewer
   *     labels than classes
   */
  static ImageModel load(Path folder, boolean trusted) throws IOException {
    Path version = ModelVersions.newest(folder);
    Path list = version.resolve(Exporter.LABELS);
    if (!SavedModelFile.isIn(version) || !Files.exists(list)) {
      throw new UsageException(folder + " holds no exported model");
    }
    SavedModelFile file = SavedModelFile.read(version);
    if (!trusted) {
      file.requireHarmless();
    }
    List<String> labels = RegularFiles.lines(list);
    int channels = file.requireOfImages(labels.size());
    return new ImageModel(file.open(false), labels, channels);
  }

  /** Returns the classes by number. */
  List<String> labels() {
    return labels;
  }

  /** Returns the names of what the model answers. */
  Set<String> outputs() {
    return model.outputs();
  }

  /** Reads an image, as {@link ImageDecoder#read} does. */
  TFloat32 read(ImageSource image) {
    return decoder.read(image);
  }

  /**
   * Looks at an image.
   *
   * @param answer from the pixels, [1,H,W,C], and the model's outputs
   * @throws ImageException if it cannot be read, or the model has no sensible answer
   */
  <T> T look(ImageSource image, BiFunction<TFloat32, Result, T> answer) {
    try (TFloat32 pixels = read(image)) {
      return ask(image.name(), pixels, answer);
    }
  }

  /**
   * Asks the model about images of one size.
   *
   * @param names what messages call them
   * @param pixels [N,H,W,C]
   * @param answer from the pixels and the model's outputs
   * @throws ImageException if the model has no sensible answer
   */
  <T> T ask(String names, TFloat32 pixels, BiFunction<TFloat32, Result, T> answer) {
    try (Result said = model.call(Map.of("images", pixels))) {
      return answer.apply(pixels, said);
    } catch (TensorFlowException | IllegalArgumentException e) {
      throw new ImageException(
          "%s: the model cannot be asked about it: %s".formatted(names, TensorFlowReason.of(e)));
    } catch (AnswerException e) {
      throw new ImageException("%s: %s".formatted(names, e.getMessage()));
    }
  }

  /** An answer that cannot be one. */
  static final class AnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AnswerException(String message) {
      super(message);
    }
  }

  /** Says how large a picture is: width x height. */
  static String words(BufferedImage picture) {
    return picture.getWidth() + "x" + picture.getHeight();
  }

  /** Returns the first image of a batch as a picture. */
  static BufferedImage picture(TFloat32 pixels) {
    int height = (int) pixels.shape().get(1);
    int width = (int) pixels.shape().get(2);
    int last = (int) pixels.shape().get(3) - 1;
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
          rgb = rgb << 8 | Math.round(pixels.getFloat(0, y, x, Math.min(c, last)));
        }
        picture.setRGB(x, y, rgb);
      }
    }
    return picture;
  }

  @Override
  public void close() {
    decoder.close();
    model.close();
  }
}
