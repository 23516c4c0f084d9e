package org.convzoo.export;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.types.TFloat32;

/** An exported classifier, ready to look at image files. */
public final class Classifier implements Predictor {

  private final ImageModel model;

  /**
   * A label and its probability.
   *
   * @param probability 0 to 1
   */
  public record Guess(String label, float probability) {}

  /**
   * An image, as it was read, and what is on it.
   *
   * @param guesses best first
   */
  public record Seen(BufferedImage image, List<Guess> guesses) {}

  Classifier(ImageModel model) {
    this.model = model;
  }

  /**
   * Loads a classifier.
   *
   * @param folder as for {@link Predictor#load}
   * @throws IllegalArgumentException if there is no model of ours, or it is no classifier
   */
  public static Classifier load(Path folder) throws IOException {
    Predictor predictor = Predictor.load(folder);
    if (predictor instanceof Classifier classifier) {
      return classifier;
    }
    predictor.close();
    throw new IllegalArgumentException(folder + " holds a model, but no classifier");
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
    return model.look(
        imageFile, (pixels, said) -> best((TFloat32) said.get("probabilities").orElseThrow(), top));
  }

  /** Looks at an image file as {@link #classify} does, and also returns the image. */
  public Seen see(Path imageFile, int top) {
    return model.look(
        imageFile,
        (pixels, said) ->
            new Seen(
                ImageModel.picture(pixels),
                best((TFloat32) said.get("probabilities").orElseThrow(), top)));
  }

  private List<Guess> best(TFloat32 probabilities, int top) {
    List<String> labels = model.labels();
    if (probabilities.size() != labels.size()) {
      throw new ImageModel.AnswerException(
          "the model answers %,d probabilities, but has %,d labels"
              .formatted(probabilities.size(), labels.size()));
    }
    probabilities
        .scalars()
        .forEach(
            each -> {
              if (!Float.isFinite(each.getFloat())) {
                throw new ImageModel.AnswerException(
                    "the model's probabilities are not finite: " + each.getFloat());
              }
            });
    return IntStream.range(0, labels.size())
        .mapToObj(i -> new Guess(labels.get(i), probabilities.getFloat(0, i)))
        .sorted((a, b) -> Float.compare(b.probability, a.probability))
        .limit(top)
        .toList();
  }

  @Override
  public void close() {
    model.close();
  }
}
