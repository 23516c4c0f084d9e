package org.convzoo.train.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The names by which a folder says what is for training and what for testing. */
public final class Split {

  public static final String TRAINING = "train";

  /** The first that is there is taken. */
  public static final List<String> TEST = List.of("val", "validation", "test");

  private Split() {}

  /**
   * Returns {@code val}, {@code validation} or {@code test} with this ending: a file or a folder.
   *
   * @throws DataException if there is none of them
   */
  public static Path test(Path folder, String ending) {
    return found(folder, ending)
        .orElseThrow(
            () ->
                new DataException(
                    "%s holds images to train on, but no %s%s to test on",
                    folder, TEST.get(0), ending));
  }

  /** Returns the same, if there is one of them. */
  public static Optional<Path> found(Path folder, String ending) {
    return TEST.stream()
        .map(name -> folder.resolve(name + ending))
        .filter(Files::exists)
        .findFirst();
  }

  /**
   * Returns {@code train} with this ending: a file or a folder.
   *
   * @throws DataException if there is none
   */
  public static Path training(Path folder, String ending) {
    Path training = folder.resolve(TRAINING + ending);
    if (!Files.exists(training)) {
      throw new DataException("%s holds no %s%s", folder, TRAINING, ending);
    }
    return training;
  }
}
