package org.convzoo.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Files and folders that are either whole or not there. */
public final class Folders {

  private Folders() {}

  /** Waits until a file's bytes, or a folder's entries, are on the disk. */
  public static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Puts the folder {@code whole} in the place of {@code target}, which may exist. */
  public static void replace(Path whole, Path target) throws IOException {
    if (Files.exists(target)) {
      Path old = target.resolveSibling(".replaced-" + target.getFileName());
      delete(old);
      Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
      Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
      delete(old);
    } else {
      Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
    }
    sync(target.getParent());
  }

  /** Writes a file beside {@code target}, syncs it and renames it. */
  public static void write(Path target, String text) throws IOException {
    write(target, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes bytes likewise. */
  public static void write(Path target, byte[] bytes) throws IOException {
    Path aside = target.resolveSibling("." + target.getFileName() + ".writing");
    Files.write(aside, bytes);
    sync(aside);
    Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(target.toAbsolutePath().getParent());
  }

  /** Fills a folder. */
  @FunctionalInterface
  public interface Filling {
    void write(Path folder) throws IOException;
  }

  /**
   * Writes a folder beside {@code target} and renames it.
   *
   * @throws IllegalArgumentException if there is something besides an empty folder
   * @throws IOException if it cannot be written; then nothing is left
   */
  public static void writeNew(Path target, Filling filling) throws IOException {
    if (Files.exists(target) && !(Files.isDirectory(target) && list(target).isEmpty())) {
      throw new IllegalArgumentException(target + " exists and is not empty: choose another --to");
    }
    Path place = target.toAbsolutePath();
    Path aside = place.resolveSibling("." + place.getFileName() + ".writing");
    try {
      Files.createDirectories(place.getParent());
      delete(aside);
      Files.createDirectory(aside);
      filling.write(aside);
      replace(aside, place);
    } catch (UncheckedIOException e) {
      throw unwritten(target, e.getCause());
    } catch (IOException e) {
      throw unwritten(target, e);
    } finally {
      delete(aside);
    }
  }

  private static IOException unwritten(Path target, IOException e) {
    return new IOException("%s was not written: %s".formatted(target, reason(e)), e);
  }

  /** Returns the entries of a folder. */
  public static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  /** Returns in words why a file could not be read or written, without its name. */
  public static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (e instanceof NotDirectoryException) {
      return "it is not a folder";
    }
    if (e instanceof CharacterCodingException) {
      return "it is not text in UTF-8";
    }
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    return String.valueOf(e.getMessage());
  }

  /** Deletes a file or a whole folder, if it is there. */
  public static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
