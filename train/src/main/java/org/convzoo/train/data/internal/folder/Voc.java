package org.convzoo.train.data.internal.folder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.graphs.network.Suggestion;
import org.convzoo.graphs.task.Task;
import org.convzoo.train.data.Boxes;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.Decoding;
import org.convzoo.train.data.Format;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.data.LabelsFile;
import org.convzoo.train.data.Listing;
import org.convzoo.train.data.Split;

/**
 * Boxes as Pascal VOC has them: {@code Annotations/<name>.xml}, {@code JPEGImages}, and the names
 * in {@code ImageSets/Main/train.txt} and {@code val.txt}. labels.txt may name the classes to keep.
 * Objects marked as difficult are kept.
 */
public final class Voc implements Format {

  private static final String LISTS = "ImageSets/Main";
  private static final String ENDING = ".txt";

  @Override
  public boolean isIn(Path folder) {
    return Files.isDirectory(folder.resolve("Annotations"))
        && Files.exists(folder.resolve(LISTS).resolve(Split.TRAINING + ENDING));
  }

  @Override
  public DataSet open(String name, Path folder, Decoding decoding) {
    Path lists = folder.resolve(LISTS);
    List<VocXml> training = read(folder, Split.training(lists, ENDING));
    List<VocXml> test = read(folder, Split.test(lists, ENDING));
    List<String> known =
        training.stream().flatMap(image -> image.classes().stream()).distinct().sorted().toList();
    List<String> classes = LabelsFile.isIn(folder) ? LabelsFile.read(folder) : known;
    for (String each : classes) {
      if (!known.contains(each)) {
        throw new DataException(
            "%s has no object \"%s\"%s", folder, each, Suggestion.among(known, each));
      }
    }
    return new DataSet(
        name,
        folder.toString(),
        Task.DETECTION,
        images(folder, training, classes, decoding),
        images(folder, test, classes, decoding),
        classes);
  }

  private static List<VocXml> read(Path folder, Path list) {
    List<VocXml> images = new ArrayList<>();
    for (String line : LabelsFile.read(list.getParent(), list.getFileName().toString())) {
      images.add(
          VocXml.read(
              Listing.named(folder.resolve("Annotations"), line + ".xml", list.toString())));
    }
    return images;
  }

  private static ImageSet images(
      Path folder, List<VocXml> images, List<String> classes, Decoding decoding) {
    Path pictures = folder.resolve("JPEGImages");
    List<Path> files =
        images.stream()
            .map(image -> Listing.named(pictures, image.name(), image.file().toString()))
            .toList();
    return new ImageFiles(
        files, Boxes.of(images.stream().map(image -> image.boxes(classes)).toList()), decoding);
  }
}
