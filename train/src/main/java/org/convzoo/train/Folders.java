package org.convzoo.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
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
    Path aside = target.resolveSibling("." + target.getFileName() + ".writing");
    Files.writeString(aside, text);
    sync(aside);
    Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(target.toAbsolutePath().getParent());
  }

  /** Returns the entries of a folder. */
  public static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
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
