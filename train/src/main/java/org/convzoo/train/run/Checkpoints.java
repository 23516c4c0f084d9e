package org.convzoo.train.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.convzoo.UsageException;
import org.convzoo.internal.files.AtomicFiles;
import org.convzoo.internal.files.Folders;
import org.convzoo.internal.files.RegularFiles;
import org.tensorflow.ndarray.Shape;

/**
 * The checkpoints of a run: {@code checkpoints/<step>/}, each with TensorFlow's two files of
 * variables, metrics.csv as it was then, and a manifest that carries their lengths and SHA-256.
 *
 * <p>One is written aside, synced and renamed, so that a folder with a step's name is whole. A
 * checkpoint that does not agree with its manifest, or holds the variables of another network, is
 * passed over with a warning. One that is read is not pruned until it is closed.
 */
public final class Checkpoints {

  private static final String VARIABLES = "variables";
  private static final String METRICS = "metrics.csv";

  private final Path folder;
  private final Supplier<Map<String, Shape>> wanted;

  /** The checkpoints in a folder, whatever variables they hold. */
  Checkpoints(Path folder) {
    this(folder, Map::of);
  }

  /** The checkpoints in a folder that hold at least the variables {@code wanted}. */
  Checkpoints(Path folder, Supplier<Map<String, Shape>> wanted) {
    this.folder = folder;
    this.wanted = wanted;
  }

  /**
   * A checkpoint found on disk.
   *
   * @param step training steps done
   * @param score 0 to 1, or null in the middle of an epoch
   * @param folder where it stands
   * @param lock keeps it from being pruned
   */
  public record Checkpoint(long step, Double score, Path folder, Closeable lock)
      implements Closeable {

    /** Returns the prefix of the files of variables, as TensorFlow wants it. */
    public String prefix() {
      return folder.resolve(VARIABLES).toString();
    }

    /** Returns metrics.csv as it was then, if the checkpoint has it. */
    public Optional<String> metrics() throws IOException {
      Path file = folder.resolve(METRICS);
      return Files.exists(file) ? Optional.of(RegularFiles.text(file)) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
      lock.close();
    }
  }

  /** Writes the variables to files of this prefix. */
  @FunctionalInterface
  public interface Writer {
    void write(String prefix);
  }

  /**
   * Writes a checkpoint; one of the same step is replaced.
   *
   * @param score 0 to 1, or null in the middle of an epoch
   * @param metrics the text of metrics.csv
   * @throws IOException if it cannot be written; those already there are untouched
   */
  public void save(long step, Double score, String metrics, Writer writer) throws IOException {
    Files.createDirectories(folder);
    try {
      AtomicFiles.replaceFolder(
          place(step),
          whole -> {
            writer.write(whole.resolve(VARIABLES).toString());
            Files.writeString(whole.resolve(METRICS), metrics);
            Manifest.write(whole, step, score);
            FolderLock.prepare(whole);
          });
    } catch (IOException | RuntimeException e) {
      Object why = e instanceof IOException io ? Folders.reason(io) : e.getMessage();
      throw new IOException(
          "the checkpoint of step %,d was not written: %s".formatted(step, why), e);
    }
  }

  /** Makes up for what a killed writer had begun, before anything is read. */
  public void recover() throws IOException {
    AtomicFiles.sweep(folder);
  }

  /**
   * Deletes all but the {@code keep} newest, the best, those that are being read, and what a killed
   * writer left.
   */
  public void prune(int keep) throws IOException {
    Optional<Long> best =
        steps().stream()
            .map(step -> Manifest.read(place(step), step))
            .flatMap(Optional::stream)
            .filter(m -> m.score() != null)
            .max(byAccuracy())
            .map(Manifest::step);
    List<Long> old = steps().stream().sorted(Comparator.reverseOrder()).skip(keep).toList();
    for (long step : old) {
      if (best.isEmpty() || best.get() != step) {
        FolderLock.deleteUnread(place(step));
      }
    }
    for (Path left : Folders.list(folder)) {
      if (left.getFileName().toString().startsWith(".") && !AtomicFiles.isAside(left)) {
        Folders.delete(left);
      }
    }
  }

  /** Whether there is any checkpoint, whole or damaged. */
  public boolean exist() throws IOException {
    return !steps().isEmpty();
  }

  /**
   * Returns the newest whole checkpoint, to be closed; {@code warnings} hears of each that is not.
   *
   * @return nothing where there is no checkpoint yet
   * @throws IOException if there are some, but none that is whole and of this network
   */
  public Optional<Checkpoint> last(Consumer<String> warnings) throws IOException {
    return first(Comparator.comparingLong(Manifest::step), warnings);
  }

  /**
   * Returns the whole checkpoint of the best test accuracy, the newest of equals; where none has
   * been tested yet, the newest. It is to be closed.
   *
   * @return as for {@link #last}
   * @throws IOException likewise
   */
  public Optional<Checkpoint> best(Consumer<String> warnings) throws IOException {
    return first(byAccuracy(), warnings);
  }

  /**
   * Returns the checkpoint of a step, to be closed.
   *
   * @throws IllegalArgumentException if there is none, or it is damaged
   */
  public Checkpoint at(long step) throws IOException {
    Path place = place(step);
    FolderLock lock = FolderLock.reading(place).orElseThrow(() -> none(place));
    Optional<Manifest> manifest = Manifest.read(place, step);
    Optional<String> fault = fault(manifest, place);
    if (fault.isPresent()) {
      lock.close();
      throw new UsageException("the checkpoint %s %s", place, fault.get());
    }
    return new Checkpoint(step, manifest.get().score(), place, lock);
  }

  private static IllegalArgumentException none(Path place) {
    return new UsageException(place + " is not a checkpoint");
  }

  private static Comparator<Manifest> byAccuracy() {
    return Comparator.<Manifest>comparingDouble(m -> m.score() == null ? -1 : m.score())
        .thenComparingLong(Manifest::step);
  }

  /** Returns the greatest; where a trainer has just pruned it, another. */
  private Optional<Checkpoint> first(Comparator<Manifest> order, Consumer<String> warnings)
      throws IOException {
    Set<Long> tried = new HashSet<>();
    while (true) {
      Optional<Long> step = greatest(order, tried);
      if (step.isEmpty() && exist()) {
        throw new IOException(
            folder.getParent() + " has no checkpoint left that is whole and of this network");
      }
      if (step.isEmpty()) {
        return Optional.empty();
      }
      tried.add(step.get());
      Path place = place(step.get());
      Optional<FolderLock> lock = FolderLock.reading(place);
      if (lock.isPresent()) {
        Optional<Manifest> manifest = Manifest.read(place, step.get());
        Optional<String> fault = fault(manifest, place);
        if (fault.isEmpty()) {
          Double accuracy = manifest.get().score();
          return Optional.of(new Checkpoint(step.get(), accuracy, place, lock.get()));
        }
        lock.get().close();
        warnings.accept("the checkpoint %s %s and is passed over".formatted(place, fault.get()));
      }
    }
  }

  /** Returns a step whose manifest cannot be read, or else the greatest. */
  private Optional<Long> greatest(Comparator<Manifest> order, Set<Long> tried) throws IOException {
    List<Manifest> manifests = new ArrayList<>();
    for (long step : steps()) {
      if (!tried.contains(step)) {
        Optional<Manifest> manifest = Manifest.read(place(step), step);
        if (manifest.isEmpty()) {
          return Optional.of(step);
        }
        manifests.add(manifest.get());
      }
    }
    return manifests.stream().max(order).map(Manifest::step);
  }

  private Optional<String> fault(Optional<Manifest> manifest, Path place) throws IOException {
    if (manifest.isEmpty()) {
      return Optional.of("is damaged (its manifest cannot be read)");
    }
    Optional<String> damage = manifest.get().fault(place);
    return damage.isPresent() ? damage.map("is damaged (%s)"::formatted) : misfit(place);
  }

  private Optional<String> misfit(Path place) {
    Map<String, Shape> variables = wanted.get();
    try {
      Map<String, Shape> held =
          variables.isEmpty()
              ? Map.of()
              : VariableShapes.ofFiles(place.resolve(VARIABLES).toString());
      return variables.entrySet().stream()
          .filter(variable -> !variable.getValue().equals(held.get(variable.getKey())))
          .findFirst()
          .map(
              variable ->
                  "is of another network or optimizer (%s %s is not in it)"
                      .formatted(variable.getKey(), variable.getValue()));
    } catch (IOException e) {
      return Optional.of("is damaged (%s)".formatted(Folders.reason(e)));
    }
  }

  private Path place(long step) {
    return folder.resolve(Long.toString(step));
  }

  private List<Long> steps() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(p -> p.getFileName().toString())
          .filter(n -> n.matches("0|[1-9]\\d{0,17}"))
          .map(Long::valueOf)
          .toList();
    }
  }
}
