package org.convzoo.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.convzoo.internal.files.AtomicFiles;
import org.convzoo.internal.files.Folders;

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

  /**
   * Writes the next version: 1, or one more than the highest there is.
   *
   * @param base the model's folder, named like the model
   * @param content writes what stands in the version's folder
   * @return the folder of the new version
   * @throws IOException if it cannot be written; then no version appears
   */
  public static Path write(Path base, AtomicFiles.Content content) throws IOException {
    try {
      Files.createDirectories(base);
      return AtomicFiles.newFolder(base, () -> Long.toString(next(base)), content);
    } catch (IOException | RuntimeException e) {
      Object why = e instanceof IOException io ? Folders.reason(io) : e.getMessage();
      throw new IOException("the model was not exported to %s: %s".formatted(base, why), e);
    }
  }

  private static long next(Path base) throws IOException {
    return highest(base).map(ModelVersions::number).orElse(0L) + 1;
  }

  /** Returns the folder of the newest version below a base folder, if there is one. */
  public static Optional<Path> highest(Path base) throws IOException {
    return highest(base, version -> true);
  }

  /** Returns the folder of the newest version below a base folder that {@code holds} a model. */
  public static Optional<Path> highest(Path base, Predicate<Path> holds) throws IOException {
    if (!Files.isDirectory(base)) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(base)) {
      return entries
          .filter(ModelVersions::isNumbered)
          .filter(holds)
          .max(Comparator.comparingLong(ModelVersions::number));
    }
  }

  /** Whether a folder has a version's name. */
  public static boolean isNumbered(Path folder) {
    return String.valueOf(folder.getFileName()).matches(NUMBER);
  }

  /** Returns the number of a folder that has a version's name. */
  public static long number(Path version) {
    return Long.parseLong(version.getFileName().toString());
  }
}
