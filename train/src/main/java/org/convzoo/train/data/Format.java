package org.convzoo.train.data;

import java.nio.file.Path;
import java.util.OptionalInt;

/** A layout of files in a folder that makes a data set. */
public interface Format {

  /** Whether a folder is laid out like this. */
  boolean isIn(Path folder);

  /** Returns what images are decoded to where nobody says it: 1 for grey, 3 for RGB. */
  default int channels() {
    return 3;
  }

  /** Returns how many classes there are, if they are always as many. */
  default OptionalInt classes() {
    return OptionalInt.empty();
  }

  /**
   * Opens it.
   *
   * @param name of the data set
   * @param decoding to what pixels, where the files leave a choice
   * @throws DataException if a file is missing or cannot be used
   */
  DataSet open(String name, Path folder, Decoding decoding);
}
