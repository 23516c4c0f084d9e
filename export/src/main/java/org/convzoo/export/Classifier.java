package org.convzoo.export;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.convzoo.UsageException;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TFloat32;

/** An exported classifier, ready to look at image files. */
public final class Classifier extends Predictor {

  private static final int MOST = 32; // images in a batch
  private static final long MOST_NUMBERS = 1 << 24; // then it is full: 64 MB

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
  public record Seen(BufferedImage image, List<Guess> guesses) {

    @Override
    public String toString() {
      return "Seen[image=%s, guesses=%s]".formatted(ImageModel.words(image), guesses);
    }
  }

  Classifier(ImageModel model) {
    super(model);
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
    throw new UsageException(folder + " holds a model, but no classifier");
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
    return classify(List.of(ImageSource.of(imageFile)), top).get(0);
  }

  /** Looks at what an image file holds, likewise. */
  public List<Guess> classify(byte[] imageFile, int top) {
    return classify(List.of(ImageSource.of(imageFile)), top).get(0);
  }

  /**
   * Looks at an image file that a stream brings, likewise. The stream is left open.
   *
   * @throws IOException if it cannot be read
   */
  public List<Guess> classify(InputStream imageFile, int top) throws IOException {
    return classify(List.of(ImageSource.of(imageFile)), top).get(0);
  }

  /** Looks at a picture, likewise. */
  public List<Guess> classify(BufferedImage picture, int top) {
    return classify(List.of(ImageSource.of(picture)), top).get(0);
  }

  /**
   * Looks at images, up to 32 of one size at a time.
   *
   * @return of each image the best guesses, as {@link #classify(Path, int)} has them
   * @throws ImageException if one of them cannot be looked at, which it names
   */
  public List<List<Guess>> classify(List<ImageSource> images, int top) {
    List<List<Guess>> all = new ArrayList<>();
    List<TFloat32> pixels = new ArrayList<>();
    try {
      for (ImageSource image : images) {
        pixels.add(model.read(image));
        long numbers = pixels.stream().mapToLong(TFloat32::size).sum();
        if (pixels.size() == MOST || numbers > MOST_NUMBERS) {
          all.addAll(together(images.subList(all.size(), images.size()), pixels, top));
          pixels.forEach(TFloat32::close);
          pixels.clear();
        }
      }
      all.addAll(together(images.subList(all.size(), images.size()), pixels, top));
    } finally {
      pixels.forEach(TFloat32::close);
    }
    return List.copyOf(all);
  }

  /** Looks at an image file as {@link #classify(Path, int)} does, and also returns the image. */
  public Seen see(Path imageFile, int top) {
    return model.look(
        ImageSource.of(imageFile),
        (pixels, said) -> new Seen(ImageModel.picture(pixels), guesses(pixels, said, top).get(0)));
  }

  /** Looks at images that fit into memory together. */
  private List<List<Guess>> together(List<ImageSource> images, List<TFloat32> pixels, int top) {
    List<List<Guess>> all = new ArrayList<>();
    for (int from = 0, to = 0; from < pixels.size(); from = to) {
      Shape shape = pixels.get(from).shape();
      while (to < pixels.size() && pixels.get(to).shape().equals(shape)) {
        to++;
      }
      String name = images.get(from).name();
      String names = to - from == 1 ? name : "%s and %,d after it".formatted(name, to - from - 1);
      try (TFloat32 joined = joined(pixels.subList(from, to))) {
        all.addAll(model.ask(names, joined, (x, said) -> guesses(x, said, top)));
      }
    }
    return all;
  }

  /** Joins images [1,H,W,C] to [N,H,W,C]. */
  private static TFloat32 joined(List<TFloat32> images) {
    Shape one = images.get(0).shape();
    TFloat32 all = TFloat32.tensorOf(one.tail().prepend(images.size()));
    FloatDataBuffer to = all.asRawTensor().data().asFloats();
    for (int i = 0; i < images.size(); i++) {
      images.get(i).asRawTensor().data().asFloats().copyTo(to.offset(i * one.size()), one.size());
    }
    return all;
  }

  /** Of each image the best guesses. */
  private List<List<Guess>> guesses(TFloat32 pixels, Result said, int top) {
    TFloat32 probabilities = (TFloat32) said.get("probabilities").orElseThrow();
    long images = pixels.shape().get(0);
    int labels = model.labels().size();
    if (probabilities.size() != images * labels) {
      throw new ImageModel.AnswerException(
          "the model answers %,d probabilities, but has %,d labels%s"
              .formatted(
                  probabilities.size(),
                  labels,
                  images == 1 ? "" : " and was asked about %,d images".formatted(images)));
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
    return LongStream.range(0, images).mapToObj(image -> best(probabilities, image, top)).toList();
  }

  private List<Guess> best(TFloat32 probabilities, long image, int top) {
    List<String> labels = model.labels();
    return IntStream.range(0, labels.size())
        .mapToObj(i -> new Guess(labels.get(i), probabilities.getFloat(image, i)))
        .sorted((a, b) -> Float.compare(b.probability, a.probability))
        .limit(top)
        .toList();
  }
}
