package org.convzoo.train.data.internal.folder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * Images and their masks: {@code train/images/<name>} and {@code train/masks/<name>}, the same
 * below {@code val}; the endings may differ. A folder {@code objects} beside them may tell the
 * objects of a class apart. labels.txt names the classes by number; without it there are two.
 */
public final class MaskFolders implements Format {

  private static final List<String> TWO = List.of("background", "foreground");

  @Override
  public boolean isIn(Path folder) {
    return Files.isDirectory(folder.resolve(Split.TRAINING).resolve("masks"));
  }

  @Override
  public DataSet open(String name, Path folder, Decoding decoding) {
    Path training = Split.training(folder, "");
    Path test = Split.test(folder, "");
    List<String> classes = LabelsFile.isIn(folder) ? LabelsFile.read(folder) : TWO;
    return new DataSet(
        name,
        folder.toString(),
        Task.SEGMENTATION,
        images(training, classes.size(), decoding),
        images(test, classes.size(), decoding),
        classes);
  }

  private static ImageSet images(Path split, int classes, Decoding decoding) {
    List<Path> images = Listing.images(folder(split, "images"));
    if (images.isEmpty()) {
      throw new DataException(split.resolve("images") + " holds no image");
    }
    Path objects = split.resolve("objects");
    return new ImageFiles(
        images,
        Masks.of(
            partners(images, folder(split, "masks")),
            Files.exists(objects) ? Optional.of(partners(images, objects)) : Optional.empty(),
            classes,
            decoding.maxPixels()),
        decoding);
  }

  private static Path folder(Path split, String name) {
    Path folder = split.resolve(name);
    if (!Files.isDirectory(folder)) {
      throw new DataException("%s has no folder %s", split, name);
    }
    return folder;
  }

  /** The file of each image's name in another folder. */
  private static List<Path> partners(List<Path> images, Path folder) {
    Map<String, Path> byName = new HashMap<>();
    for (Path file : Listing.images(folder)) {
      byName.put(Listing.stem(file), file);
    }
    List<Path> partners = new ArrayList<>();
    for (Path image : images) {
      Path partner = byName.remove(Listing.stem(image));
      if (partner == null) {
        throw new DataException("%s has no partner in %s", image, folder);
      }
      partners.add(partner);
    }
    if (!byName.isEmpty()) {
      throw new DataException(byName.values().iterator().next() + " has no image");
    }
    return partners;
  }
}
