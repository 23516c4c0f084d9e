package org.convzoo.serve.internal.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.convzoo.UsageException;

/**
 * Where a model lies: a folder of versions, each in one with a number for a name, or one version.
 */
public record VersionFolder(Path folder) {

  private static final String FILE = "saved_model.pb";
  private static final String NUMBER = "\\d{1,18}";

  /** A version: its number, and the folder of its {@code saved_model.pb}. */
  public record Version(long number, Path folder) {}

  /**
   * Looks for a model.
   *
   * @throws UsageException if there is none
   */
  public static VersionFolder of(Path folder) throws IOException {
    VersionFolder found = new VersionFolder(folder.toAbsolutePath().normalize());
    if (!Files.isDirectory(folder) || found.newest().isEmpty()) {
      throw new UsageException(folder + " holds no SavedModel, nor numbered folders with such");
    }
    return found;
  }

  private boolean isVersion() {
    return Files.exists(folder.resolve(FILE));
  }

  /** What the model is called unless someone says otherwise: the folder of its versions. */
  public String name() {
    String own = String.valueOf(folder.getFileName());
    boolean numbered = isVersion() && own.matches(NUMBER) && folder.getParent() != null;
    return numbered ? String.valueOf(folder.getParent().getFileName()) : own;
  }

  /** Returns the version with the highest number, as things are now. */
  public Optional<Version> newest() throws IOException {
    if (isVersion()) {
      String own = String.valueOf(folder.getFileName());
      return Optional.of(new Version(own.matches(NUMBER) ? Long.parseLong(own) : 1, folder));
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches(NUMBER))
          .filter(entry -> Files.exists(entry.resolve(FILE)))
          .map(entry -> new Version(Long.parseLong(entry.getFileName().toString()), entry))
          .max(Comparator.comparingLong(Version::number));
    }
  }

  /** Returns a number that changes with the names, sizes and times of a version's files. */
  static long state(Version version) throws IOException {
    long state = 17;
    try (Stream<Path> files = Files.walk(version.folder())) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        state = 31 * state + file.hashCode();
        state = 31 * state + Files.size(file);
        state = 31 * state + Files.getLastModifiedTime(file).hashCode();
      }
    }
    return state;
  }
}
