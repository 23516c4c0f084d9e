package org.convzoo.export.card;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.convzoo.internal.files.Digests;
import org.convzoo.internal.files.Folders;
import org.convzoo.internal.files.PlainText;
import org.convzoo.internal.files.RegularFiles;

/**
 * The digests of an exported model's files. They tell a file that was damaged or changed, not who
 * changed it: whoever can write the files can write their digests.
 *
 * @param files SHA-256 in hexadecimal digits by the path in the model's folder
 */
public record FileDigests(SortedMap<String, String> files) {

  private static final String GRAPH = "saved_model.pb";

  /** Computes those of all files in a folder but its card. */
  static FileDigests of(Path folder) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        Path name = folder.relativize(file);
        if (!name.equals(ModelCard.FILE)) {
          files.put(name.toString().replace('\\', '/'), Digests.sha256(file));
        }
      }
    }
    return new FileDigests(files);
  }

  /**
   * Reads those of a model's card.
   *
   * @return nothing where there is no card, as in models of other makers
   * @throws IOException if the card cannot be read, or does not say whether the graph is as it was
   *     exported
   */
  public static Optional<FileDigests> read(Path folder) throws IOException {
    Optional<JsonNode> card = ModelCard.read(folder);
    if (card.isEmpty()) {
      return Optional.empty();
    }
    SortedMap<String, String> files = new TreeMap<>();
    for (Map.Entry<String, JsonNode> file : card.get().path("files").properties()) {
      files.put(file.getKey(), file.getValue().asText());
    }
    if (!files.containsKey(GRAPH)) {
      throw new IOException(
          "%s has no digest of %s".formatted(folder.resolve(ModelCard.FILE), GRAPH));
    }
    return Optional.of(new FileDigests(files));
  }

  /**
   * Compares a model's files with its card, where it has one.
   *
   * @throws IOException if one is missing or has other bytes, which the message names, or the card
   *     cannot be read
   */
  public static void require(Path folder) throws IOException {
    Optional<FileDigests> digests = read(folder);
    List<String> faults = digests.isEmpty() ? List.of() : digests.get().faults(folder);
    if (!faults.isEmpty()) {
      throw new IOException(
          "%s cannot be loaded: %s; if that is meant, delete %s"
              .formatted(folder, faults.get(0), ModelCard.FILE));
    }
  }

  /** Returns what is wrong with the files in a folder, in words, by their names. */
  public List<String> faults(Path folder) throws IOException {
    List<String> faults = new ArrayList<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      String name = PlainText.ofName(file.getKey());
      try {
        Path path = RegularFiles.inside(folder, file.getKey());
        if (!Files.exists(path)) {
          faults.add(name + " is missing");
        } else if (!Digests.sha256(path).equals(file.getValue())) {
          faults.add(name + " has other bytes than were exported");
        }
      } catch (FileSystemException e) {
        faults.add("%s: %s".formatted(name, Folders.reason(e)));
      }
    }
    return faults;
  }
}
