package org.convzoo.tools;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.convzoo.export.Classifier;
import org.convzoo.export.Predictor;
import org.convzoo.train.run.Run;

/**
 * What an exported model says of parts of grey images, averaged here.
 *
 * @param run that it belongs to
 * @param read the side of what the network reads, in pixels
 */
record ByHand(Run run, Classifier classifier, int read) implements AutoCloseable {

  /** Loads the model of a run. */
  static ByHand of(Path folder) throws IOException {
    Run run = Run.open(folder, Map.of());
    Classifier classifier = (Classifier) Predictor.load(run.exports());
    return new ByHand(run, classifier, run.recipe().input().height());
  }

  /** Returns the probability of each label, in their order. */
  double[] probabilities(BufferedImage part) throws IOException {
    Path file = Files.createTempFile(run.folder(), "part", ".png");
    ImageIO.write(part, "png", file.toFile());
    double[] probabilities = probabilities(file);
    Files.delete(file);
    return probabilities;
  }

  double[] probabilities(Path image) {
    Map<String, Double> byLabel = new HashMap<>();
    List<String> labels = run.labels();
    classifier
        .classify(image, labels.size())
        .forEach(guess -> byLabel.put(guess.label(), (double) guess.probability()));
    return labels.stream().mapToDouble(byLabel::get).toArray();
  }

  /** The probabilities of all of these parts, upright and mirrored, averaged. */
  double[] both(List<BufferedImage> parts) throws IOException {
    List<double[]> rows = new ArrayList<>();
    for (BufferedImage part : parts) {
      rows.add(probabilities(part));
      rows.add(probabilities(mirrored(part)));
    }
    return mean(rows);
  }

  /**
   * A dense view: logits averaged over the places and then the softmax, upright and mirrored. From
   * a place to the next one are 4 pixels, for there are two poolings by 2. Logarithms of
   * probabilities serve as logits: a softmax takes no notice of what is added to all classes.
   */
  double[] dense(BufferedImage image) throws IOException {
    return mean(List.of(slid(image), slid(mirrored(image))));
  }

  private double[] slid(BufferedImage image) throws IOException {
    List<double[]> logits = new ArrayList<>();
    for (int top = 0; top <= image.getHeight() - read; top += 4) {
      for (int left = 0; left <= image.getWidth() - read; left += 4) {
        double[] p = probabilities(crop(image, top, left));
        for (int c = 0; c < p.length; c++) {
          p[c] = Math.log(p[c]);
        }
        logits.add(p);
      }
    }
    double[] mean = mean(logits);
    double sum = 0;
    for (double logit : mean) {
      sum += Math.exp(logit);
    }
    for (int c = 0; c < mean.length; c++) {
      mean[c] = Math.exp(mean[c]) / sum;
    }
    return mean;
  }

  BufferedImage crop(BufferedImage image, int top, int left) {
    return image.getSubimage(left, top, read, read);
  }

  static BufferedImage mirrored(BufferedImage image) {
    BufferedImage mirror =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int from = image.getWidth() - 1 - x;
        mirror.getRaster().setSample(x, y, 0, image.getRaster().getSample(from, y, 0));
      }
    }
    return mirror;
  }

  static double[] mean(List<double[]> rows) {
    double[] mean = new double[rows.get(0).length];
    for (double[] row : rows) {
      for (int c = 0; c < mean.length; c++) {
        mean[c] += row[c] / rows.size();
      }
    }
    return mean;
  }

  @Override
  public void close() {
    classifier.close();
  }
}
