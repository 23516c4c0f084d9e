package org.convzoo.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The checkpoints of a run: {@code checkpoints/<step>/}, each with TensorFlow's two files of
 * variables and a manifest that carries their lengths and SHA-256.
 *
 * <p>One is written aside, synced and renamed, so that a folder with a step's name is whole. A
 * checkpoint that does not agree with its manifest is passed over with a warning.
 */
public final class Checkpoints {

  private static final String MANIFEST = "manifest.json";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;

  Checkpoints(Path folder) {
    this.folder = folder;
  }

  /**
   * A checkpoint found on disk.
   *
   * @param step training steps done
   * @param testAccuracy 0 to 1, or null in the middle of an epoch
   * @param folder where it stands
   */
  public record Checkpoint(long step, Double testAccuracy, Path folder) {

    /** Returns the prefix of the files of variables, as TensorFlow wants it. */
    public String prefix() {
      return folder.resolve("variables").toString();
    }
  }

  record Content(long bytes, String sha256) {}

  record Manifest(
      long step, @JsonProperty("test_accuracy") Double testAccuracy, Map<String, Content> files) {}

  /** Writes the variables to files of this prefix. */
  @FunctionalInterface
  interface Writer {
    void write(String prefix);
  }

  /**
   * Writes a checkpoint; one of the same step is replaced.
   *
   * @param testAccuracy 0 to 1, or null in the middle of an epoch
   * @throws IOException if it cannot be written; those already there are untouched
   */
  void save(long step, Double testAccuracy, Writer writer) throws IOException {
    Files.createDirectories(folder);
    Path aside = folder.resolve(".writing-" + step);
    Folders.delete(aside);
    Files.createDirectory(aside);
    try {
      writer.write(aside.resolve("variables").toString());
      Map<String, Content> files = new TreeMap<>();
      for (Path file : Folders.list(aside)) {
        Folders.sync(file);
        files.put(file.getFileName().toString(), content(file));
      }
      Path manifest = aside.resolve(MANIFEST);
      JSON.writeValue(manifest.toFile(), new Manifest(step, testAccuracy, files));
      Folders.sync(manifest);
      Folders.replace(aside, folder.resolve(Long.toString(step)));
    } catch (IOException | RuntimeException e) {
      Folders.delete(aside);
      Object why = e instanceof IOException ? e : e.getMessage();
      throw new IOException(
          "the checkpoint of step %,d was not written: %s".formatted(step, why), e);
    }
  }

  /** Deletes all but the {@code keep} newest, the best, and what a killed writer left. */
  void prune(int keep) throws IOException {
    Optional<Long> best =
        steps().stream()
            .map(this::manifest)
            .flatMap(Optional::stream)
            .filter(m -> m.testAccuracy != null)
            .max(byAccuracy())
            .map(Manifest::step);
    List<Long> old = steps().stream().sorted(Comparator.reverseOrder()).skip(keep).toList();
    for (long step : old) {
      if (best.isEmpty() || best.get() != step) {
        Folders.delete(folder.resolve(Long.toString(step)));
      }
    }
    for (Path left : Folders.list(folder)) {
      if (left.getFileName().toString().startsWith(".")) {
        Folders.delete(left);
      }
    }
  }

  /** Whether there is any checkpoint, whole or damaged. */
  boolean exist() throws IOException {
    return !steps().isEmpty();
  }

  /** Returns the newest whole checkpoint; {@code warnings} hears of each that is damaged. */
  public Optional<Checkpoint> last(Consumer<String> warnings) throws IOException {
    return firstWhole(Comparator.comparingLong(Manifest::step).reversed(), warnings);
  }

  /**
   * Returns the whole checkpoint of the best test accuracy, the newest of equals; where none has
   * been tested yet, the newest.
   */
  public Optional<Checkpoint> best(Consumer<String> warnings) throws IOException {
    return firstWhole(byAccuracy().reversed(), warnings);
  }

  /**
   * Returns the checkpoint of a step.
   *
   * @throws IllegalArgumentException if there is none, or it is damaged
   */
  public Checkpoint at(long step) throws IOException {
    Path place = folder.resolve(Long.toString(step));
    Manifest manifest =
        manifest(step)
            .orElseThrow(() -> new IllegalArgumentException(place + " is not a checkpoint"));
    Optional<String> fault = fault(manifest);
    if (fault.isPresent()) {
      throw new IllegalArgumentException(
          "the checkpoint %s is damaged (%s)".formatted(place, fault.get()));
    }
    return new Checkpoint(step, manifest.testAccuracy, place);
  }

  private static Comparator<Manifest> byAccuracy() {
    return Comparator.<Manifest>comparingDouble(m -> m.testAccuracy == null ? -1 : m.testAccuracy)
        .thenComparingLong(Manifest::step);
  }

  private Optional<Checkpoint> firstWhole(Comparator<Manifest> order, Consumer<String> warnings)
      throws IOException {
    List<Manifest> manifests = new ArrayList<>();
    for (long step : steps()) {
      manifest(step)
          .ifPresentOrElse(
              manifests::add, () -> warnings.accept(damaged(step, "its manifest cannot be read")));
    }
    manifests.sort(order);
    for (Manifest manifest : manifests) {
      Optional<String> fault = fault(manifest);
      if (fault.isEmpty()) {
        return Optional.of(
            new Checkpoint(
                manifest.step, manifest.testAccuracy, folder.resolve("" + manifest.step)));
      }
      warnings.accept(damaged(manifest.step, fault.get()));
    }
    return Optional.empty();
  }

  private String damaged(long step, String why) {
    return "the checkpoint %s is damaged (%s) and is passed over"
        .formatted(folder.resolve(Long.toString(step)), why);
  }

  private Optional<String> fault(Manifest manifest) throws IOException {
    for (Map.Entry<String, Content> file : manifest.files.entrySet()) {
      Path path = folder.resolve(Long.toString(manifest.step)).resolve(file.getKey());
      if (!Files.exists(path)) {
        return Optional.of(file.getKey() + " is missing");
      }
      long bytes = Files.size(path);
      if (bytes != file.getValue().bytes) {
        return Optional.of(
            "%s has %,d bytes instead of %,d"
                .formatted(file.getKey(), bytes, file.getValue().bytes));
      }
      if (!content(path).equals(file.getValue())) {
        return Optional.of(file.getKey() + " has other bytes than were written");
      }
    }
    return Optional.empty();
  }

  private Optional<Manifest> manifest(long step) {
    try {
      Path file = folder.resolve(Long.toString(step)).resolve(MANIFEST);
      Manifest manifest = JSON.readValue(file.toFile(), Manifest.class);
      boolean complete = manifest != null && manifest.files != null && !manifest.files.isEmpty();
      return complete && manifest.step == step ? Optional.of(manifest) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private List<Long> steps() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(p -> p.getFileName().toString())
          .filter(n -> n.matches("\\d{1,18}"))
          .map(Long::valueOf)
          .toList();
    }
  }

  private static Content content(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      DigestInputStream in = new DigestInputStream(raw, sha);
      byte[] buffer = new byte[1 << 16];
      while (in.read(buffer) >= 0) {
        // reading is what feeds the digest
      }
      return new Content(Files.size(file), HexFormat.of().formatHex(sha.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has SHA-256
    }
  }
}
