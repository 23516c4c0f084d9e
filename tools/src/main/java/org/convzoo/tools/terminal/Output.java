package org.convzoo.tools.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.convzoo.UsageException;
import org.convzoo.internal.files.AtomicFiles;
import picocli.CommandLine.Option;

/** The files that a command is asked to write: new ones, unless it may overwrite others. */
public final class Output {

  @Option(names = "--force", description = "Overwrite files that exist.")
  private boolean force;

  /**
   * Checks that nothing will be overwritten that may not, and deletes what killed commands left
   * beside it.
   *
   * @throws IllegalArgumentException if the file exists
   */
  public void requireFree(Path file) {
    try {
      AtomicFiles.sweep(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (Files.isDirectory(file)) {
      throw new UsageException(file + " is a folder: choose another name");
    }
    if (Files.exists(file) && !force) {
      throw new UsageException(file + " exists: choose another name, or overwrite it with --force");
    }
  }

  /**
   * Checks likewise the file of an option, if it is given.
   *
   * @param file or null
   * @param ending of its name, such as {@code csv}
   * @throws IllegalArgumentException if it exists, or ends otherwise
   */
  public void requireFree(String option, Path file, String ending) {
    if (file != null && !extension(file).equals(ending)) {
      throw new UsageException("%s is a file that ends in .%s, got %s", option, ending, file);
    }
    if (file != null) {
      requireFree(file);
    }
  }

  /** Returns what follows the last dot of its name, in lower case; "" where there is none. */
  public static String extension(Path file) {
    String name = file.getNameCount() == 0 ? "" : file.getFileName().toString(); // of a root
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** Writes a table as comma-separated values. */
  public void write(Path file, Table table) throws IOException {
    StringWriter text = new StringWriter();
    table.printCsv(new PrintWriter(text));
    write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes a file, and the folders around it where they are missing.
   *
   * @throws IllegalArgumentException if it may not be overwritten, or a file stands in a folder's
   *     place
   * @throws IOException if it cannot be written; then nothing of it is left
   */
  public void write(Path file, byte[] content) throws IOException {
    try {
      if (force && Files.exists(file)) {
        AtomicFiles.write(file, place -> Files.write(place, content));
      } else {
        AtomicFiles.writeNew(file, content);
      }
    } catch (FileAlreadyExistsException e) {
      throw new UsageException(e.getFile() + " is in the way: choose another name", e);
    }
  }
}
