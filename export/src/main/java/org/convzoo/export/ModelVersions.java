package org.convzoo.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The versions of a model: folders with numbers for names, of which the highest is the newest.
 * TensorFlow Serving's own are often seconds since 1970, of ten digits.
 */
public final class ModelVersions {

  private static final String NUMBER = "\\d{1,18}"; // a long holds more

  private ModelVersions() {}

  /**
   * Returns the folder of the newest version.
   *
   * @param folder a model's base folder, or one of its versions, which is returned as it is
   * @throws IOException if it cannot be listed
   */
  public static Path newest(Path folder) throws IOException {
    return highest(folder).orElse(folder);
  }

  /** Returns the number after the highest one, or 1 where there is none. */
  static long next(Path base) throws IOException {
    return highest(base).map(ModelVersions::number).orElse(0L) + 1;
  }

  private static Optional<Path> highest(Path base) throws IOException {
    if (!Files.isDirectory(base)) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(base)) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches(NUMBER))
          .max(Comparator.comparingLong(ModelVersions::number));
    }
  }

  private static long number(Path version) {
    return Long.parseLong(version.getFileName().toString());
  }
}
