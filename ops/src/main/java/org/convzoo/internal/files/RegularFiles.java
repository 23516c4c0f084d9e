package org.convzoo.internal.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads regular files, and nothing else: a pipe never ends a read, and a device such as {@code
 * /dev/zero} never ends its bytes. Symbolic links are followed. What goes wrong is a {@link
 * FileSystemException} whose reason is words for a user, as "it is a folder, not a file".
 */
public final class RegularFiles {

  /** Bytes that a text, read whole, may have unless its reader says less: 64 MiB. */
  public static final int TEXT = 64 << 20;

  private RegularFiles() {}

  /**
   * Returns the file, if it is regular.
   *
   * @throws java.nio.file.NoSuchFileException if it does not exist
   * @throws FileSystemException if it is a folder, a pipe, a device or a socket
   */
  public static Path require(Path file) throws IOException {
    BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
    if (found.isDirectory()) {
      throw refusal(file, "it is a folder, not a file");
    }
    if (!found.isRegularFile()) {
      throw refusal(file, "it is a pipe, a device or a socket, not a file");
    }
    return file;
  }

  /**
   * Checks all that stands in a folder and below, before something else reads it.
   *
   * @throws FileSystemException if one is neither a folder nor a regular file, or the links in it
   *     have no end
   */
  public static void requireBelow(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        if (!Files.isDirectory(each)) {
          require(each);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Opens a file, if it is regular. */
  public static InputStream open(Path file) throws IOException {
    return Files.newInputStream(require(file));
  }

  /**
   * Reads a whole file.
   *
   * @param most bytes that it may have
   * @throws FileSystemException if it has more
   */
  public static byte[] bytes(Path file, int most) throws IOException {
    try (InputStream in = open(file)) {
      byte[] bytes = in.readNBytes(most);
      if (in.read() >= 0) {
        throw refusal(file, "it has more than %,d bytes".formatted(most));
      }
      return bytes;
    }
  }

  /**
   * Reads a whole text of no more than {@link #TEXT}.
   *
   * @throws FileSystemException if it has more, or is not in UTF-8
   */
  public static String text(Path file) throws IOException {
    return text(file, TEXT);
  }

  /**
   * Reads a whole text.
   *
   * @param most bytes that it may have
   * @throws FileSystemException if it has more, or is not in UTF-8
   */
  public static String text(Path file, int most) throws IOException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(bytes(file, most));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw refusal(file, "it is not text in UTF-8");
    }
  }

  /** Reads the lines of a text of no more than {@link #TEXT}. */
  public static List<String> lines(Path file) throws IOException {
    return text(file).lines().toList();
  }

  /**
   * Returns the file that a list or a manifest names. Where links in the folder lead is not asked.
   *
   * @throws FileSystemException if it stands outside {@code folder}, or the name cannot be one
   */
  public static Path inside(Path folder, String name) throws IOException {
    try {
      Path file = folder.resolve(name);
      Path place = folder.toAbsolutePath().normalize();
      Path found = file.toAbsolutePath().normalize();
      if (found.startsWith(place) && !found.equals(place)) {
        return file;
      }
    } catch (InvalidPathException e) {
      throw new FileSystemException(name, null, "it cannot be the name of a file");
    }
    throw new FileSystemException(name, null, "it is not inside " + folder);
  }

  private static FileSystemException refusal(Path file, String reason) {
    return new FileSystemException(file.toString(), null, reason);
  }
}
