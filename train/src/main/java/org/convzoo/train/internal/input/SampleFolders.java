package org.convzoo.train.internal.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.convzoo.UsageException;
import org.convzoo.internal.files.AtomicFiles;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.data.internal.binary.FashionMnist;

/** A few images of Fashion-MNIST as files, to try things on that take a folder of images. */
public final class SampleFolders {

  private static final int TRAINING_BY_TEST = 4;

  /**
   * What was written.
   *
   * @param classes folders
   * @param training images
   * @param test images
   */
  public record Written(int classes, int training, int test) {}

  private SampleFolders() {}

  /**
   * Writes the first images of each class to {@code train/<class>/<number>.png} and {@code
   * val/<class>/<number>.png}, and the data set's licence beside them. A class's folder has its
   * name, with - in place of /.
   *
   * @param to appears only whole; nothing may be there, or an empty folder
   * @param each training images of each class, at least 1; a quarter as many test images, at least
   *     1. There may be fewer in the set
   * @param stop asked before each image
   * @throws IllegalArgumentException if there is something, or too few images are wanted
   * @throws CancellationException if it was stopped; nothing is left
   */
  public static Written write(Path to, int each, BooleanSupplier stop) throws IOException {
    if (each < 1) {
      throw new UsageException("each class has at least 1 training image, got " + each);
    }
    int[] written = new int[2];
    try (DataSet data = FashionMnist.find(null)) {
      AtomicFiles.newFolder(
          to,
          folder -> {
            int tested = Math.max(1, each / TRAINING_BY_TEST);
            List<String> labels = data.labels();
            written[0] = copy(data.training(), labels, folder.resolve("train"), each, stop);
            written[1] = copy(data.test(), labels, folder.resolve("val"), tested, stop);
            try (InputStream licence = FashionMnist.licence()) {
              Files.copy(licence, folder.resolve("LICENSE"));
            }
          });
    }
    return new Written(FashionMnist.LABELS.size(), written[0], written[1]);
  }

  private static int copy(
      ImageSet images, List<String> labels, Path folder, int each, BooleanSupplier stop)
      throws IOException {
    for (String label : labels) {
      Files.createDirectories(folder.resolve(name(label)));
    }
    int[] copied = new int[labels.size()];
    int all = 0;
    try (Pictures pictures = new Pictures(images)) {
      for (int number = 0; number < images.size() && all < each * labels.size(); number++) {
        if (stop.getAsBoolean()) {
          throw new CancellationException();
        }
        int label = pictures.label(number);
        if (copied[label] < each) {
          copied[label]++;
          all++;
          Path file = folder.resolve(name(labels.get(label))).resolve("%05d.png".formatted(number));
          Files.write(file, pictures.png(number));
        }
      }
    }
    return all;
  }

  private static String name(String label) {
    return label.replace('/', '-');
  }
}
