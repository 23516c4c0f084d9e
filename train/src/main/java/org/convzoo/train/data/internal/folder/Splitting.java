package org.convzoo.train.data.internal.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import org.convzoo.UsageException;
import org.convzoo.internal.files.AtomicFiles;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.Listing;
import org.convzoo.train.data.Split;

/** Parts a folder of images for each class into images to train on and images to test on. */
public final class Splitting {

  /** So that the same folder is always parted in the same way. */
  private static final long SEED = 1;

  private Splitting() {}

  /**
   * What was copied.
   *
   * @param classes folders
   * @param training images
   * @param test images
   */
  public record Copied(int classes, int training, int test) {}

  /**
   * Copies {@code <class>/<image>} to {@code train/<class>/<image>} and {@code
   * val/<class>/<image>}. What is in WebP becomes a PNG, {@code <image>.png}, since TensorFlow
   * decodes none.
   *
   * @param from stays as it is
   * @param to appears only whole; nothing may be there, or an empty folder
   * @param share of each class's images that go to val, at least one of them, above 0 and below 1
   * @param stop asked before each image
   * @throws IllegalArgumentException if there is something, or the share is another
   * @throws DataException if {@code from} holds no folders, or one with less than two images, or a
   *     WebP that cannot be decoded
   * @throws CancellationException if it was stopped; nothing is left
   */
  public static Copied copy(Path from, Path to, double share, BooleanSupplier stop)
      throws IOException {
    if (!(share > 0 && share < 1)) {
      throw new UsageException(
          "the share of test images must be above 0 and below 1, got " + share);
    }
    if (!Files.isDirectory(from)) {
      throw new DataException(from + " is not a folder");
    }
    List<Path> classes = ImageFolder.classes(from);
    List<Path> training = new ArrayList<>();
    List<Path> test = new ArrayList<>();
    for (Path each : classes) {
      List<Path> images = new ArrayList<>(Listing.imagesAndWebP(each));
      if (images.size() < 2) {
        throw new DataException(
            "%s holds %d images: at least one is for training, one for testing",
            each, images.size());
      }
      Collections.shuffle(images, new Random(SEED));
      int wanted = (int) Math.round(share * images.size());
      int tested = Math.max(1, Math.min(wanted, images.size() - 1));
      test.addAll(images.subList(0, tested));
      training.addAll(images.subList(tested, images.size()));
    }
    AtomicFiles.newFolder(
        to,
        folder -> {
          copy(training, from, folder.resolve(Split.TRAINING), stop);
          copy(test, from, folder.resolve(Split.TEST.get(0)), stop);
        });
    return new Copied(classes.size(), training.size(), test.size());
  }

  private static void copy(List<Path> images, Path from, Path to, BooleanSupplier stop)
      throws IOException {
    for (Path image : images) {
      if (stop.getAsBoolean()) {
        throw new CancellationException();
      }
      Path target = to.resolve(from.relativize(image));
      Files.createDirectories(target.getParent());
      if (Listing.isWebP(image)) {
        ImageIO.write(WebP.read(image), "png", Path.of(target + ".png").toFile());
      } else {
        Files.copy(image, target);
      }
    }
  }
}
