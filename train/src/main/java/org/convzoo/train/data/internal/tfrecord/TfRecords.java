package org.convzoo.train.data.internal.tfrecord;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * TFRecord shards in the layout that TensorFlow's tools give ImageNet: {@code
 * train-00000-of-01024}, {@code validation-00000-of-00128}, and labels.txt with the names of
 * classes 1, 2, 3 and so on. They are for detection where the first record has boxes, and no label
 * of the whole image.
 */
public final class TfRecords implements Format {

  private static final Pattern SHARD =
      Pattern.compile("(train|val|validation|test)-(\\d{5})-of-(\\d{5})(?:\\.tfrecords?)?");

  @Override
  public boolean isIn(Path folder) {
    return Listing.others(folder).stream()
        .anyMatch(
            file -> {
              Matcher name = SHARD.matcher(file.getFileName().toString());
              return name.matches() && name.group(1).equals(Split.TRAINING);
            });
  }

  @Override
  public DataSet open(String name, Path folder, Decoding decoding) {
    if (!LabelsFile.isIn(folder)) {
      throw new DataException(
          "%s holds no %s with the names of the classes, one a line", folder, LabelsFile.NAME);
    }
    List<String> labels = LabelsFile.read(folder);
    List<Path> training = shards(folder, Split.TRAINING);
    boolean boxed = !training.isEmpty() && RecordBoxes.areIn(training.get(0));
    List<Path> test =
        Split.TEST.stream()
            .map(split -> shards(folder, split))
            .filter(shards -> !shards.isEmpty())
            .findFirst()
            .orElse(List.of());
    return new DataSet(
        name,
        folder.toString(),
        boxed ? Task.DETECTION : Task.CLASSIFICATION,
        images(folder, training, Split.TRAINING, boxed, labels, decoding),
        images(folder, test, Split.TEST.get(0), boxed, labels, decoding),
        labels);
  }

  private static ImageSet images(
      Path folder,
      List<Path> shards,
      String split,
      boolean boxed,
      List<String> labels,
      Decoding decoding) {
    if (shards.isEmpty()) {
      throw new DataException("%s holds no shards %s-00000-of-...", folder, split);
    }
    return RecordImages.of(shards, boxed, labels.size(), decoding);
  }

  /** The shards of a split in their order: all, or none. */
  private static List<Path> shards(Path folder, String split) {
    List<Path> shards = new ArrayList<>();
    int all = 0;
    for (Path file : Listing.others(folder)) {
      Matcher name = SHARD.matcher(file.getFileName().toString());
      if (name.matches() && name.group(1).equals(split)) {
        all = Integer.parseInt(name.group(3));
        requireNext(folder, split, shards, Integer.parseInt(name.group(2)), all);
        shards.add(file);
      }
    }
    if (!shards.isEmpty()) {
      requireNext(folder, split, shards, all, all);
    }
    return shards;
  }

  private static void requireNext(
      Path folder, String split, List<Path> before, int number, int of) {
    if (before.size() != number) {
      throw new DataException(
          "%s lacks the shard %s", folder, Shards.name(split, before.size(), of));
    }
  }
}
