package org.convzoo.train.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.convzoo.internal.files.Digests;
import org.convzoo.internal.files.Folders;
import org.convzoo.internal.files.RegularFiles;

/**
 * What a checkpoint says of itself in {@code manifest.json}.
 *
 * @param step training steps done
 * @param score 0 to 1, or null in the middle of an epoch
 * @param files length and SHA-256 of each file in its folder
 */
record Manifest(
    long step, @JsonProperty("test_accuracy") Double score, Map<String, Content> files) {

  private static final String FILE = "manifest.json";
  private static final String INDEX = "variables.index";
  private static final String DATA = "variables.data-";
  private static final int LARGEST = 1 << 20;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  record Content(long bytes, String sha256) {}

  /** Writes the manifest of what stands in a checkpoint's folder. */
  static void write(Path checkpoint, long step, Double score) throws IOException {
    Map<String, Content> files = new TreeMap<>();
    for (Path file : Folders.list(checkpoint)) {
      files.put(file.getFileName().toString(), content(file));
    }
    JSON.writeValue(checkpoint.resolve(FILE).toFile(), new Manifest(step, score, files));
  }

  /** Reads the manifest of the checkpoint of {@code step}; empty if that cannot be its own. */
  static Optional<Manifest> read(Path checkpoint, long step) {
    Path file = checkpoint.resolve(FILE);
    try {
      byte[] bytes = RegularFiles.bytes(file, LARGEST);
      return Optional.ofNullable(JSON.readValue(bytes, Manifest.class))
          .filter(manifest -> manifest.step == step && manifest.isComplete());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private boolean isComplete() {
    return (score == null || score >= 0 && score <= 1)
        && files != null
        && files.values().stream().allMatch(content -> content != null)
        && files.keySet().stream().allMatch(name -> name.matches("\\w[\\w.-]*"))
        && files.containsKey(INDEX)
        && files.keySet().stream().anyMatch(name -> name.startsWith(DATA));
  }

  /** Returns what is wrong with the files of a checkpoint's folder, if anything is. */
  Optional<String> fault(Path checkpoint) throws IOException {
    for (Map.Entry<String, Content> file : files.entrySet()) {
      Path path = checkpoint.resolve(file.getKey());
      if (!Files.exists(path)) {
        return Optional.of(file.getKey() + " is missing");
      }
      if (!Files.isRegularFile(path)) {
        return Optional.of(file.getKey() + " is not a file");
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

  private static Content content(Path file) throws IOException {
    return new Content(Files.size(file), Digests.sha256(file));
  }
}
