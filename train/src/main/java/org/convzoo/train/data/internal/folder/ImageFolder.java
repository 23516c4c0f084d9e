package org.convzoo.train.data.internal.folder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.graphs.network.Suggestion;
import org.convzoo.graphs.task.Task;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.Decoding;
import org.convzoo.train.data.Format;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.data.LabelsFile;
import org.convzoo.train.data.Listing;
import org.convzoo.train.data.Split;

/**
 * A folder of images for each class: {@code train/<class>/<image>} and {@code val/<class>/<image>}.
 * The classes are the folders' names in alphabetical order, or in that of labels.txt.
 */
public final class ImageFolder implements Format {

  @Override
  public boolean isIn(Path folder) {
    Path training = folder.resolve(Split.TRAINING);
    return Files.isDirectory(training) && !Listing.folders(training).isEmpty();
  }

  @Override
  public DataSet open(String name, Path folder, Decoding decoding) {
    requireSplit(folder);
    Path training = Split.training(folder, "");
    Path test = test(folder, training);
    List<String> classes =
        LabelsFile.isIn(folder)
            ? LabelsFile.read(folder)
            : classes(training).stream().map(p -> p.getFileName().toString()).toList();
    for (String each : classes) {
      if (!Files.isDirectory(training.resolve(each))) {
        throw new DataException("%s has no folder %s", training, each);
      }
    }
    return new DataSet(
        name,
        folder.toString(),
        Task.CLASSIFICATION,
        images(training, classes, decoding),
        images(test, classes, decoding),
        classes);
  }

  /**
   * Returns the classes' folders.
   *
   * @throws DataException if there are none
   */
  static List<Path> classes(Path folder) {
    List<Path> classes = Listing.folders(folder);
    if (classes.isEmpty()) {
      throw new DataException(
          "%s holds no folder: each class's images stand in one of its own", folder);
    }
    return classes;
  }

  /**
   * Refuses a folder whose own folders hold images, as people keep them.
   *
   * @throws DataException that says what to do
   */
  public static void requireSplit(Path folder) {
    if (!Files.exists(folder.resolve(Split.TRAINING))
        && Listing.folders(folder).stream().anyMatch(Listing::holdsImages)) {
      throw new DataException(
          "%s holds folders of images, but no train and val: %s", folder, remedy(folder));
    }
  }

  private static Path test(Path folder, Path training) {
    return Split.found(folder, "")
        .orElseThrow(
            () ->
                new DataException(
                    "%s holds images to train on, but no val to test on: %s",
                    folder, remedy(training)));
  }

  private static String remedy(Path classes) {
    return "\"convzoo data split %s --to DIR\" makes both".formatted(classes);
  }

  private static ImageSet images(Path split, List<String> classes, Decoding decoding) {
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (Path folder : Listing.folders(split)) {
      String name = folder.getFileName().toString();
      int label = classes.indexOf(name);
      if (label < 0) {
        throw new DataException(
            "%s is the folder of no class%s", folder, Suggestion.among(classes, name));
      }
      List<Path> images = Listing.images(folder);
      if (images.isEmpty()) {
        throw new DataException(folder + " holds no image (.jpg, .jpeg, .png, .bmp, .gif)");
      }
      images.forEach(image -> labels.add(label));
      files.addAll(images);
    }
    if (files.isEmpty()) {
      throw new DataException(split + " holds no folder of a class");
    }
    return new ImageFiles(files, Labels.of(labels), decoding)
        .annotated(FolderAnnotations.of(split)::read);
  }
}
