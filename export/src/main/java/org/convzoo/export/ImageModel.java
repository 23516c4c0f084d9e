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
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** An exported model and what reads image files for it. */
final class ImageModel implements AutoCloseable {

  private final SavedModelBundle model;
  private final List<String> labels;
  private final Graph reader = new Graph();
  private final Session readerSession;
  private final Operand<TString> path;
  private final Operand<TString> file;
  private final Operand<TFloat64> size;
  private final List<Operand<TFloat32>> readings;

  private ImageModel(SavedModelBundle model, List<String> labels, int channels) {
    this.model = model;
    this.labels = labels;
    Ops tf = Ops.create(reader);
    path = tf.placeholder(TString.class);
    Operand<TString> bytes = tf.io.readFile(path);
    file = bytes;
    size = ImageHeader.pixels(tf, bytes);
    // TensorFlow makes grey of a colour PNG or JPEG by itself, but not of a BMP or GIF
    readings =
        channels == 1
            ? List.of(pixels(tf, bytes, 1), grey(tf, pixels(tf, bytes, 3)))
            : List.of(pixels(tf, bytes, channels));
    readerSession = new Session(reader);
  }

  private static Operand<TFloat32> pixels(Ops tf, Operand<TString> bytes, long channels) {
    var pixels =
        tf.image.decodeImage(
            bytes,
            TUint8.class,
            DecodeImage.channels(channels),
            DecodeImage.expandAnimations(false));
    return tf.expandDims(tf.dtypes.cast(pixels, TFloat32.class), tf.constant(0));
  }

  /** The pixels that a file's header speaks of, or 0 where it is damaged. */
  private double pixels(Operand<TString> from, TString given) {
    try (Result said = readerSession.runner().feed(from, given).fetch(size).run()) {
      return ((TFloat64) said.get(0)).getDouble();
    } catch (RuntimeException e) { // as when the image is read
      return 0;
    }
  }

  private static Operand<TFloat32> grey(Ops tf, Operand<TFloat32> pixels) {
    var parts = tf.math.mul(pixels, tf.constant(new float[] {0.299f, 0.587f, 0.114f}));
    return tf.math.rint(tf.reduceSum(parts, tf.constant(-1), ReduceSum.keepDims(true)));
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
    int newest = Exporter.newest(folder);
    Path version = newest == 0 ? folder : folder.resolve(Integer.toString(newest));
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
    file.requireSound();
    try {
      return new ImageModel(SavedModelBundle.load(version.toString()), labels, channels);
    } catch (TensorFlowException | IllegalArgumentException e) { // some of its are of this kind
      throw file.refusal(e);
    }
  }

  /** Returns the classes by number. */
  List<String> labels() {
    return labels;
  }

  /** Returns the names of what the model answers. */
  Set<String> outputs() {
    return model.function(Signature.DEFAULT_KEY).signature().outputNames();
  }

  /**
   * Reads an image.
   *
   * @return its pixels, [1,H,W,C], for the caller to close
   * @throws ImageException if it is missing, is no image, or has but one row or column
   */
  TFloat32 read(ImageSource image) {
    if (image.path() == null) {
      try (TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(image.bytes()))) {
        return read(image, file, bytes);
      }
    }
    if (!Files.isReadable(image.path()) || !Files.isRegularFile(image.path())) {
      throw new ImageException(image.name() + " does not exist or cannot be read");
    }
    try (TString name = TString.scalarOf(image.path().toString())) {
      return read(image, path, name);
    }
  }

  private TFloat32 read(ImageSource image, Operand<TString> from, TString given) {
    double found = pixels(from, given);
    if (found > ImageHeader.MOST_PIXELS) {
      throw new ImageException(
          "%s has %,.0f pixels: more than the %,d that are read"
              .formatted(image.name(), found, ImageHeader.MOST_PIXELS));
    }
    for (Operand<TFloat32> reading : readings) {
      try {
        Result read = readerSession.runner().feed(from, given).fetch(reading).run();
        return large(image, (TFloat32) read.get(0));
      } catch (TFResourceExhaustedException e) {
        throw new ImageException(image.name() + " needs more memory than there is");
      } catch (ImageException e) {
        throw e;
      } catch (RuntimeException e) { // TensorFlow has several for what is wrong with an image
        continue;
      }
    }
    throw new ImageException(
        image.name() + " is not an image that can be read: PNG, JPEG, BMP and GIF can");
  }

  private static TFloat32 large(ImageSource image, TFloat32 pixels) {
    long height = pixels.shape().get(1);
    long width = pixels.shape().get(2);
    if (height < 2 || width < 2) {
      pixels.close();
      throw new ImageException(
          "%s has %dx%d pixels: too few to show anything".formatted(image.name(), width, height));
    }
    return pixels;
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
    try (Result said = model.function(Signature.DEFAULT_KEY).call(Map.of("images", pixels))) {
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
    readerSession.close();
    reader.close();
    model.close();
  }
}
