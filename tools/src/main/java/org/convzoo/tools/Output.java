package org.convzoo.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.convzoo.files.AtomicFiles;

/** A file that a command is asked to write. */
final class Output {

  private Output() {}

  /**
   * Checks that nothing will be overwritten, and deletes what killed commands left beside it.
   *
   * @throws IllegalArgumentException if the file exists
   */
  static void requireNew(Path file) {
    try {
      AtomicFiles.sweep(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (Files.exists(file)) {
      throw new IllegalArgumentException(file + " exists: move it away, or choose another name");
    }
  }

  /** Returns what follows the last dot of its name, in lower case; "" where there is none. */
  static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * Writes a new file, and the folders around it where they are missing.
   *
   * @throws IllegalArgumentException if the file exists, or a file stands in a folder's place
   * @throws IOException if it cannot be written; then nothing of it is left
   */
  static void write(Path file, byte[] content) throws IOException {
    try {
      AtomicFiles.writeNew(file, content);
    } catch (FileAlreadyExistsException e) {
      throw new IllegalArgumentException(e.getFile() + " is in the way: choose another name", e);
    }
  }
}
