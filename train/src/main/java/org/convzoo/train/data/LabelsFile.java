package org.convzoo.train.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.internal.files.RegularFiles;

/** The file {@code labels.txt} of a folder: the names of the classes by number, one a line. */
public final class LabelsFile {

  public static final String NAME = "labels.txt";

  private LabelsFile() {}

  public static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(NAME));
  }

  /**
   * Reads it.
   *
   * @throws DataException if it cannot be read, is empty, or names a class twice
   */
  public static List<String> read(Path folder) {
    return read(folder, NAME);
  }

  /** Reads a file of another name. Blank lines are passed over. */
  public static List<String> read(Path folder, String name) {
    Path file = folder.resolve(name);
    List<String> labels;
    try {
      labels = RegularFiles.lines(file).stream().map(String::strip).toList();
    } catch (IOException e) {
      throw DataException.unreadable(file, e);
    }
    labels = labels.stream().filter(label -> !label.isEmpty()).toList();
    if (labels.isEmpty()) {
      throw new DataException(file + " names no class");
    }
    for (int i = 0; i < labels.size(); i++) {
      if (labels.indexOf(labels.get(i)) < i) {
        throw new DataException("%s names \"%s\" twice", file, labels.get(i));
      }
    }
    return labels;
  }
}
