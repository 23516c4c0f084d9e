package org.convzoo.train.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.graphs.Suggestion;
import org.convzoo.graphs.Task;

/**
 * A folder of images for each class: {@code train/<class>/<image>} and {@code val/<class>/<image>}.
 * The classes are the folders' names in alphabetical order, or in that of labels.txt.
 */
final class ImageFolder implements Format {

  @Override
  public boolean isIn(Path folder) {
    Path training = folder.resolve(Split.TRAINING);
    return Files.isDirectory(training) && !Listing.folders(training).isEmpty();
  }

  @Override
  public DataSet open(String name, Path folder, int channels) {
    Path training = Split.training(folder, "");
    Path test = Split.test(folder, "");
    List<String> classes =
        LabelsFile.isIn(folder)
            ? LabelsFile.read(folder)
            : Listing.folders(training).stream().map(p -> p.getFileName().toString()).toList();
    for (String each : classes) {
      if (!Files.isDirectory(training.resolve(each))) {
        throw new DataException("%s has no folder %s".formatted(training, each));
      }
    }
    if (classes.isEmpty()) {
      throw new DataException(
          "%s holds no folder: each class's images stand in one of its own".formatted(training));
    }
    return new DataSet(
        name,
        folder.toString(),
        Task.CLASSIFICATION,
        images(training, classes, channels),
        images(test, classes, channels),
        classes);
  }

  private static ImageSet images(Path split, List<String> classes, int channels) {
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (Path folder : Listing.folders(split)) {
      String name = folder.getFileName().toString();
      int label = classes.indexOf(name);
      if (label < 0) {
        throw new DataException(
            "%s is the folder of no class%s".formatted(folder, Suggestion.among(classes, name)));
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
    return new ImageFiles(files, Labels.of(labels), channels);
  }
}
