package org.convzoo.train.run;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.convzoo.internal.files.AtomicFiles;
import org.convzoo.internal.files.Folders;

/** What is left of a training that ended before its first checkpoint: nothing to go on from. */
final class Leftovers {

  private static final String CHECKPOINTS = "checkpoints";

  /** What it writes, besides TensorBoard's events. */
  private static final Set<String> NAMES =
      Set.of(
          Run.LOCK,
          Run.LABELS,
          Run.RECIPE,
          BadRecords.FILE,
          MeanImage.FILE,
          "metrics.csv",
          LayerNorms.FILE,
          CHECKPOINTS);

  private Leftovers() {}

  /** Returns whether a folder is empty or holds such leftovers alone. */
  static boolean areAll(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    List<Path> entries = Folders.list(folder);
    boolean locked = entries.contains(folder.resolve(Run.LOCK)); // what a training does first
    return entries.stream().allMatch(Leftovers::isOne)
        && (locked || !entries.contains(folder.resolve(Run.RECIPE)))
        && isEmpty(folder.resolve(CHECKPOINTS));
  }

  private static boolean isOne(Path entry) {
    String name = entry.getFileName().toString();
    return NAMES.contains(name) || name.contains(".tfevents.") || AtomicFiles.isAside(entry);
  }

  private static boolean isEmpty(Path checkpoints) throws IOException {
    if (!Files.exists(checkpoints)) {
      return true;
    }
    AtomicFiles.sweep(checkpoints); // one that was about to be replaced comes back
    return Files.isDirectory(checkpoints)
        && Folders.list(checkpoints).stream().allMatch(AtomicFiles::isAside);
  }

  /**
   * Deletes them.
   *
   * @throws IllegalStateException if a process is training there
   */
  static void delete(Path folder) throws IOException {
    FileLock lock = Run.lock(folder);
    try {
      for (Path entry : Folders.list(folder)) {
        if (!entry.endsWith(Run.LOCK)) {
          Folders.delete(entry);
        }
      }
    } finally {
      lock.acquiredBy().close();
    }
  }
}
