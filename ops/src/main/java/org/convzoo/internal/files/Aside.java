package org.convzoo.internal.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A folder {@code .convzoo-<random>.writing} beside a target, in which its content is written. It
 * holds a lock as long as its writer lives, so that others know which may be swept away.
 */
final class Aside implements AutoCloseable {

  private static final Pattern NAME = Pattern.compile("\\.convzoo-[0-9a-f]{16}\\.writing");
  private static final String LOCK = ".lock";
  private static final String CONTENT = "content";
  private static final String REPLACED = "replaced";
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * Those of this process. To open and close the lock of one of them would release it: locks belong
   * to a process, not to a channel.
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel lock;

  private Aside(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** Makes one in {@code parent}, which exists, and sweeps what dead writers left there. */
  static Aside in(Path parent) throws IOException {
    Path real = parent.toRealPath(); // by which one of this process is known for its own
    sweep(real);
    while (true) {
      String random = HexFormat.of().toHexDigits(RANDOM.nextLong());
      Path folder = real.resolve(".convzoo-%s.writing".formatted(random));
      OWN.add(folder);
      FileChannel lock = null;
      try {
        lock = lock(Files.createDirectory(folder));
      } finally {
        if (lock == null) {
          OWN.remove(folder);
        }
      }
      if (lock != null) {
        return new Aside(folder, lock);
      }
    }
  }

  /** Returns the held lock of a new folder, or null where a sweeper was faster. */
  private static FileChannel lock(Path folder) throws IOException {
    Path file = folder.resolve(LOCK);
    try {
      var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      if (channel.tryLock() != null && Files.exists(file)) { // none deletes it without the lock
        return channel;
      }
      channel.close();
      return null;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Whether {@code path} has the name of one. */
  static boolean isNamedLikeOne(Path path) {
    return NAME.matcher(path.getFileName().toString()).matches();
  }

  /**
   * Deletes those of dead writers. What cannot be swept, since it is a stranger's or its writer is
   * done right now, stays.
   *
   * @param parent a real path
   */
  static synchronized void sweep(Path parent) throws IOException {
    for (Path each : Folders.list(parent)) {
      if (isNamedLikeOne(each)
          && Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
          && !OWN.contains(each)) {
        try {
          sweepDead(each);
        } catch (IOException | UncheckedIOException e) {
          continue;
        }
      }
    }
  }

  private static void sweepDead(Path folder) throws IOException {
    Path file = folder.resolve(LOCK);
    if (Folders.list(folder).isEmpty()) {
      Files.delete(folder);
    } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        if (lock != null) {
          delete(folder);
        }
      }
    }
  }

  /** Deletes one; what was taken away and has not been replaced goes back to its place. */
  private static void delete(Path folder) throws IOException {
    Path replaced = folder.resolve(REPLACED);
    if (Files.isDirectory(replaced, LinkOption.NOFOLLOW_LINKS)) {
      for (Path each : Folders.list(replaced)) {
        Path target = folder.resolveSibling(each.getFileName());
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
          Files.move(each, target, StandardCopyOption.ATOMIC_MOVE);
        }
      }
    }
    Folders.delete(folder); // the lock last, by the order of names
  }

  /** Where the content is to be written: a file or a folder of this name, which does not exist. */
  Path content() {
    return folder.resolve(CONTENT);
  }

  /** Takes what {@code target} is out of the way of the content that is to replace it. */
  void takeAway(Path target) throws IOException {
    Path replaced = Files.createDirectory(folder.resolve(REPLACED));
    Files.move(target, replaced.resolve(target.getFileName()), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    try {
      delete(folder);
    } finally {
      lock.close();
      OWN.remove(folder);
    }
  }
}
