package org.convzoo.internal.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes files and folders that are either whole or not there, whatever happens meanwhile: the disk
 * fills, the process or the machine dies, another process writes the same.
 *
 * <p>The content is written beside the target under a name of its own, synced to the disk, and
 * renamed. What a dead writer left in a folder is deleted by the next that writes there. An {@link
 * IOException} says which target was not written, and why; then nothing of it is left.
 */
public final class AtomicFiles {

  private AtomicFiles() {}

  /** Writes a file, or what stands in a folder. */
  @FunctionalInterface
  public interface Content {
    void write(Path place) throws IOException;
  }

  /** Chooses the name of what is written. */
  @FunctionalInterface
  public interface Name {
    String choose() throws IOException;
  }

  /** Writes a text in UTF-8, in the place of a file that may be there. */
  public static void write(Path file, String text) throws IOException {
    write(file, place -> Files.writeString(place, text, StandardCharsets.UTF_8));
  }

  /** Writes a file, in the place of one that may be there. */
  public static void write(Path file, Content content) throws IOException {
    Path target = file.toAbsolutePath();
    try (Aside aside = Aside.in(target.getParent())) {
      content.write(aside.content());
      sync(aside.content());
      rename(aside.content(), target);
    } catch (IOException | UncheckedIOException e) {
      throw unwritten(file, e);
    }
  }

  /**
   * Writes a file that is new, and the folders around it where they are missing.
   *
   * @throws FileAlreadyExistsException if there is something of its name, now or when it is
   *     written, or a file where a folder should be
   */
  public static void writeNew(Path file, byte[] bytes) throws IOException {
    Path target = file.toAbsolutePath();
    try {
      sweep(target.getParent());
      requireNothing(target);
      Files.createDirectories(target.getParent());
      try (Aside aside = Aside.in(target.getParent())) {
        Files.write(aside.content(), bytes);
        sync(aside.content());
        link(aside.content(), target);
        sync(target.getParent());
      }
    } catch (IOException e) {
      throw unwritten(file, e);
    }
  }

  /** Gives a file a name that nothing has; where there are no hard links, as near to that as is. */
  private static void link(Path file, Path target) throws IOException {
    try {
      Files.createLink(target, file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      requireNothing(target);
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /**
   * Writes a folder that is new, and those around it where they are missing.
   *
   * @throws FileAlreadyExistsException if there is something besides an empty folder, now or when
   *     it is written
   */
  public static void newFolder(Path folder, Content content) throws IOException {
    Path target = Files.isDirectory(folder) ? folder.toRealPath() : folder.toAbsolutePath();
    try {
      sweep(target.getParent());
      if (!isFree(target)) {
        throw new FileAlreadyExistsException(folder.toString());
      }
      Files.createDirectories(target.getParent());
      newFolder(target.getParent(), target.getFileName()::toString, content);
    } catch (IOException | UncheckedIOException e) {
      throw unwritten(folder, e);
    }
  }

  /**
   * Writes a folder that is new.
   *
   * @param parent exists
   * @param name is chosen when the content is there, and again if it has been taken meanwhile
   * @return the folder
   * @throws FileAlreadyExistsException if the same name is chosen again
   */
  public static Path newFolder(Path parent, Name name, Content content) throws IOException {
    try (Aside aside = Aside.in(parent)) {
      content.write(Files.createDirectory(aside.content()));
      syncBelow(aside.content());
      Path taken = null;
      while (true) {
        Path target = parent.resolve(name.choose());
        if (target.equals(taken)) {
          throw new FileAlreadyExistsException(target.toString());
        }
        try {
          rename(aside.content(), target); // replaces an empty folder at the most
          return target;
        } catch (FileSystemException e) {
          if (isFree(target)) {
            throw e;
          }
          taken = target;
        }
      }
    }
  }

  /**
   * Writes a folder, in the place of one that may be there. Killed in between, it leaves the old
   * one to whoever writes in its parent next.
   */
  public static void replaceFolder(Path folder, Content content) throws IOException {
    Path target = folder.toAbsolutePath();
    try (Aside aside = Aside.in(target.getParent())) {
      content.write(Files.createDirectory(aside.content()));
      syncBelow(aside.content());
      if (Files.exists(target)) {
        aside.takeAway(target);
      }
      rename(aside.content(), target);
    } catch (IOException | UncheckedIOException e) {
      throw unwritten(folder, e);
    }
  }

  /**
   * Deletes what dead writers left in a folder, if there is one, and puts back what they had taken
   * away. Whoever writes there does the same; this is for those who may find nothing to write.
   *
   * @param folder or null, for what is beside the root
   */
  public static void sweep(Path folder) throws IOException {
    if (folder != null && Files.isDirectory(folder)) {
      Aside.sweep(folder.toRealPath());
    }
  }

  /** Whether {@code path} has the name of what is being written, or was when its writer died. */
  public static boolean isAside(Path path) {
    return Aside.isNamedLikeOne(path);
  }

  /** Waits until a file's bytes, or a folder's entries, are on the disk. */
  public static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void syncBelow(Path folder) throws IOException {
    for (Path each : Folders.list(folder)) {
      if (Files.isDirectory(each)) {
        syncBelow(each);
      } else {
        sync(each);
      }
    }
    sync(folder);
  }

  private static void rename(Path content, Path target) throws IOException {
    Files.move(content, target, StandardCopyOption.ATOMIC_MOVE);
    sync(target.getParent());
  }

  private static void requireNothing(Path target) throws IOException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
  }

  private static boolean isFree(Path folder) throws IOException {
    return !Files.exists(folder, LinkOption.NOFOLLOW_LINKS)
        || Files.isDirectory(folder) && Folders.list(folder).isEmpty();
  }

  private static IOException unwritten(Path target, Exception e) {
    IOException cause =
        e instanceof UncheckedIOException unchecked ? unchecked.getCause() : (IOException) e;
    return cause instanceof FileAlreadyExistsException
        ? cause
        : new IOException("%s was not written: %s".formatted(target, Folders.reason(cause)), cause);
  }
}
