package org.convzoo.train.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.convzoo.internal.files.Folders;

/**
 * Keeps a folder from being deleted while it is read, by this process or another: a shared lock of
 * the operating system on an empty file in it, which ends with its holder, however that ends.
 *
 * <p>The operating system knows one lock of a process on a file, whatever its threads do: the
 * readers of this one are counted. Where a file system has no locks, readers go without.
 */
final class FolderLock implements Closeable {

  private static final String FILE = "lock";
  private static final String DELETED = ".deleted-";
  private static final Map<Object, FolderLock> HELD = new HashMap<>(); // by file, wherever it is

  private final Object key;
  private final FileChannel channel;
  private int readers = 1;

  private FolderLock(Object key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /** Makes a folder lockable. One that is not is read without a lock. */
  static void prepare(Path folder) throws IOException {
    Files.createFile(folder.resolve(FILE));
  }

  /** Locks a folder for reading; empty if it is gone, or just being deleted. */
  static synchronized Optional<FolderLock> reading(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Files.isDirectory(folder) ? Optional.of(new FolderLock(file, null)) : Optional.empty();
    }
    try {
      FolderLock lock = HELD.get(key(file));
      if (lock == null) {
        return locked(file);
      }
      lock.readers++;
      return Optional.of(lock);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private static Optional<FolderLock> locked(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    if (!isLocked(channel) || !Files.exists(file)) { // deleted before it was locked
      channel.close();
      return Optional.empty();
    }
    FolderLock lock = new FolderLock(key(file), channel);
    HELD.put(lock.key, lock);
    return Optional.of(lock);
  }

  private static boolean isLocked(FileChannel channel) {
    try {
      return channel.tryLock(0, Long.MAX_VALUE, true) != null;
    } catch (IOException e) {
      return true; // there are no locks here
    }
  }

  /** Deletes a folder at once, unless it is being read. */
  static synchronized void deleteUnread(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      delete(folder);
    } else if (!HELD.containsKey(key(file))) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        if (lock != null) {
          delete(folder);
        }
      }
    }
  }

  /** Deletes a folder so that nobody sees a part of it. */
  private static void delete(Path folder) throws IOException {
    Path aside = folder.resolveSibling(DELETED + folder.getFileName());
    Folders.delete(aside);
    Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
    Folders.delete(aside);
  }

  @Override
  public void close() throws IOException {
    synchronized (FolderLock.class) {
      if (--readers == 0 && channel != null) {
        HELD.remove(key);
        channel.close();
      }
    }
  }
}
