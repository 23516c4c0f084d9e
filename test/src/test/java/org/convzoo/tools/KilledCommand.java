package org.convzoo.tools;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.convzoo.export.card.ModelCard;
import org.convzoo.train.data.internal.binary.SmallDownload;
import org.tensorflow.proto.SavedModel;

/**
 * A command that is killed, and what is seen of it from outside.
 *
 * @param name for a user
 * @param words the call that writes below a folder
 * @param base where below that folder its results appear, side by side; "" for the folder itself
 * @param input a folder that it must not change
 */
record KilledCommand(String name, Function<Path, List<Object>> words, String base, Path input) {

  enum Phase {
    /** Nothing is written yet. */
    START,
    /** Something is being written. */
    WRITING,
    /** One of several results is there. */
    BETWEEN,
    /** All is there, and what it was written in as well. */
    CLEANING,
    /** All is there. */
    ENDING
  }

  /** Starts it in a process of its own, which has no place for temporary files: none is left. */
  Child start(Path place, Path logs) throws IOException {
    List<String> command = new ArrayList<>(Child.command(words.apply(place).toArray()));
    command.replaceAll(
        word -> word.equals(Convzoo.class.getName()) ? SmallDownload.class.getName() : word);
    command.add(1, "-Djava.io.tmpdir=" + logs.resolve("none"));
    return Child.start(logs, command);
  }

  /** Runs it in this process. */
  Outcome run(Path place) {
    return Calls.run(words.apply(place).toArray());
  }

  /** Whether something is being written, or was when its writer died. */
  boolean isWriting(Path place) throws IOException {
    try {
      for (Path entry : entries(place)) {
        if (isHidden(entry) && Files.size(entry) > 0) {
          return true;
        }
      }
      return false;
    } catch (NoSuchFileException e) { // it has just got its name
      return isWriting(place);
    }
  }

  /** Whether a result is there. */
  boolean isNamed(Path place) throws IOException {
    return entries(place).stream().anyMatch(entry -> !isHidden(entry));
  }

  /** Returns the content of each result that is there. */
  Set<Map<String, Object>> results(Path place) throws IOException {
    Set<Map<String, Object>> results = new HashSet<>();
    for (Path entry : entries(place)) {
      if (!isHidden(entry)) {
        results.add(content(entry));
      }
    }
    return results;
  }

  /** Says what it was doing when it died, of which {@code all} would have been the results. */
  Phase phase(Path place, Set<Map<String, Object>> all) throws IOException {
    Set<Map<String, Object>> results = results(place);
    if (isWriting(place)) {
      return results.equals(all) ? Phase.CLEANING : Phase.WRITING;
    }
    if (results.isEmpty()) {
      return Phase.START;
    }
    return results.equals(all) ? Phase.ENDING : Phase.BETWEEN;
  }

  /** Returns what is hidden anywhere below a folder. */
  static List<Path> hidden(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(KilledCommand::isHidden).toList();
    }
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  private List<Path> entries(Path place) throws IOException {
    Path folder = place.resolve(base);
    return Files.isDirectory(folder)
        ? Calls.names(folder).stream().map(folder::resolve).toList()
        : List.of();
  }

  private static Map<String, Object> content(Path result) throws IOException {
    Map<String, Object> content = new TreeMap<>();
    try (Stream<Path> all = Files.walk(result)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        content.put(result.relativize(file).toString(), content(file, bytes));
      }
    }
    return content;
  }

  /**
   * A model's graph is compared by what it holds, for the order of its maps may be any; its card
   * without the time.
   */
  private static Object content(Path file, byte[] bytes) throws IOException {
    if (file.endsWith("saved_model.pb")) {
      return SavedModel.parseFrom(bytes);
    }
    return file.endsWith(ModelCard.FILE)
        ? new ObjectMapper().readValue(bytes, ObjectNode.class).without("exported")
        : new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
