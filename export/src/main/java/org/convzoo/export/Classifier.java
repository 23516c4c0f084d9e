package org.convzoo.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** An exported classifier, ready to look at image files. */
public final class Classifier implements AutoCloseable {

  private final SavedModelBundle model;
  private final List<String> labels;
  private final Graph reader = new Graph();
  private final Session readerSession;
  private final Operand<TString> file;
  private final List<Operand<TFloat32>> readings;

  /**
   * A label and its probability.
   *
   * @param probability 0 to 1
   */
  public record Guess(String label, float probability) {}

  private Classifier(SavedModelBundle model, List<String> labels) {
    this.model = model;
    this.labels = labels;
    int channels =
        (int)
            model
                .function(Signature.DEFAULT_KEY)
                .signature()
                .getInputs()
                .get("images")
                .shape
                .get(3);
    Ops tf = Ops.create(reader);
    var path = tf.placeholder(TString.class);
    Operand<TString> bytes = tf.io.readFile(path);
    file = path;
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

  private static Operand<TFloat32> grey(Ops tf, Operand<TFloat32> pixels) {
    var parts = tf.math.mul(pixels, tf.constant(new float[] {0.299f, 0.587f, 0.114f}));
    return tf.math.rint(tf.reduceSum(parts, tf.constant(-1), ReduceSum.keepDims(true)));
  }

  /**
   * Loads a model.
   *
   * @param folder a version of it, or its base folder: then the highest version is taken
   * @throws IllegalArgumentException if there is no model of ours
   */
  public static Classifier load(Path folder) throws IOException {
    int newest = Exporter.newest(folder);
    Path version = newest == 0 ? folder : folder.resolve(Integer.toString(newest));
    Path list = version.resolve(Exporter.LABELS);
    if (!Files.exists(version.resolve("saved_model.pb")) || !Files.exists(list)) {
      throw new IllegalArgumentException(folder + " holds no exported model");
    }
    try {
      return new Classifier(SavedModelBundle.load(version.toString()), Files.readAllLines(list));
    } catch (TensorFlowException e) {
      throw new IOException("%s cannot be loaded: %s".formatted(version, e.getMessage()), e);
    }
  }

  /**
   * Looks at an image file: PNG, JPEG, BMP in 24 bits, or a GIF's first frame, of any size from
   * 2x2.
   *
   * @param top how many guesses are wanted, at least 1
   * @return the best guesses, best first; no more than there are labels
   * @throws ImageException if the file is missing, is no image, or has but one row or column
   */
  public List<Guess> classify(Path imageFile, int top) {
    if (!Files.isReadable(imageFile) || Files.isDirectory(imageFile)) {
      throw new ImageException(imageFile + " does not exist or cannot be read");
    }
    try (TString path = TString.scalarOf(imageFile.toString());
        Result read = read(imageFile, path)) {
      TFloat32 pixels = (TFloat32) read.get(0);
      long height = pixels.shape().get(1);
      long width = pixels.shape().get(2);
      if (height < 2 || width < 2) {
        throw new ImageException(
            "%s has %dx%d pixels: too few to show anything".formatted(imageFile, width, height));
      }
      try (Result said = model.function(Signature.DEFAULT_KEY).call(Map.of("images", pixels))) {
        return best((TFloat32) said.get("probabilities").orElseThrow(), top);
      }
    }
  }

  private Result read(Path imageFile, TString path) {
    for (Operand<TFloat32> reading : readings) {
      try {
        return readerSession.runner().feed(file, path).fetch(reading).run();
      } catch (RuntimeException e) { // TensorFlow has several for what is wrong with an image
        continue;
      }
    }
    throw new ImageException(
        imageFile + " is not an image that can be read: PNG, JPEG, BMP and GIF can");
  }

  private List<Guess> best(TFloat32 probabilities, int top) {
    return IntStream.range(0, labels.size())
        .mapToObj(i -> new Guess(labels.get(i), probabilities.getFloat(0, i)))
        .sorted((a, b) -> Float.compare(b.probability, a.probability))
        .limit(top)
        .toList();
  }

  @Override
  public void close() {
    readerSession.close();
    reader.close();
    model.close();
  }
}
