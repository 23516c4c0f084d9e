package org.convzoo.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.convzoo.internal.files.Folders;
import org.convzoo.internal.files.Pipes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/** Checkpoints whose variables are a few words in two files. */
class CheckpointsTest {

  private static final String METRICS = "epoch,step\n1,2\n";

  @TempDir Path run;
  private Path folder;
  private Checkpoints checkpoints;
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void make() {
    folder = run.resolve("checkpoints");
    checkpoints = new Checkpoints(folder);
  }

  /** Writes what a session would, with {@code words} for the variables. */
  private static Checkpoints.Writer words(String words) {
    return prefix -> {
      try {
        Files.writeString(Path.of(prefix + ".index"), "index");
        Files.writeString(Path.of(prefix + ".data-00000-of-00001"), words);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private void save(long step, Double accuracy) throws IOException {
    checkpoints.save(step, accuracy, METRICS, words("step " + step));
  }

  private long last() throws IOException {
    return step(checkpoints.last(warnings::add));
  }

  private long best() throws IOException {
    return step(checkpoints.best(warnings::add));
  }

  private static long step(Optional<Checkpoints.Checkpoint> found) throws IOException {
    try (Checkpoints.Checkpoint checkpoint = found.orElseThrow()) {
      return checkpoint.step();
    }
  }

  private List<String> names() throws IOException {
    return Folders.list(folder).stream().map(p -> p.getFileName().toString()).sorted().toList();
  }

  @Test
  void newRunHasNone() throws IOException {
    assertTrue(checkpoints.last(warnings::add).isEmpty());
    assertTrue(checkpoints.best(warnings::add).isEmpty());
    assertEquals(List.of(), warnings);
  }

  @Test
  void manifestHasStepAccuracyLengthsAndHashes() throws IOException {
    checkpoints.save(12, 0.75, METRICS, words("abc"));
    JsonNode manifest = new ObjectMapper().readTree(folder.resolve("12/manifest.json").toFile());
    assertEquals(12, manifest.get("step").asLong());
    assertEquals(0.75, manifest.get("test_accuracy").asDouble());
    JsonNode data = manifest.get("files").get("variables.data-00000-of-00001");
    assertEquals(3, data.get("bytes").asLong());
    // the example of FIPS 180-2, appendix B.1
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        data.get("sha256").asText());
    assertEquals(5, manifest.get("files").get("variables.index").get("bytes").asLong());
  }

  @Test
  void lastIsTheNewestAndKnowsWhereItStands() throws IOException {
    save(9, null);
    save(10, null);
    Checkpoints.Checkpoint last = checkpoints.last(warnings::add).orElseThrow();
    assertEquals(10, last.step());
    assertEquals(folder.resolve("10"), last.folder());
    assertEquals("step 10", Files.readString(Path.of(last.prefix() + ".data-00000-of-00001")));
  }

  @Test
  void bestIsTheMostAccurateAndTheNewestOfEquals() throws IOException {
    save(1, 0.5);
    for (int step = 2; step < 12; step++) { // a folder lists them in any order
      save(step, 0.75);
    }
    save(12, 0.25);
    save(13, null);
    assertEquals(11, best());
  }

  @Test
  void bestOfUntestedOnesIsTheNewest() throws IOException {
    save(1, null);
    save(2, null);
    assertEquals(2, best());
  }

  @Test
  void pruningKeepsTheNewestAndTheBest() throws IOException {
    save(1, 0.5);
    save(2, 0.75);
    save(3, 0.25);
    save(4, null);
    save(5, 0.5);
    save(6, null);
    checkpoints.prune(2);
    assertEquals(List.of("2", "5", "6"), names());
    checkpoints.prune(1);
    assertEquals(List.of("2", "6"), names());
  }

  @Test
  void checkpointOfTheSameStepIsReplaced() throws IOException {
    save(3, null);
    checkpoints.save(3, 0.5, METRICS, words("again"));
    assertEquals(List.of("3"), names());
    Checkpoints.Checkpoint last = checkpoints.last(warnings::add).orElseThrow();
    assertEquals(0.5, last.score());
    assertEquals("again", Files.readString(Path.of(last.prefix() + ".data-00000-of-00001")));
  }

  @Test
  void flippedBitIsFound() throws IOException {
    saveTwoAndDamage("variables.data-00000-of-00001", "stEp 2"); // bit 5 of one letter
    assertPassedOver("variables.data-00000-of-00001 has other bytes than were written");
  }

  @Test
  void cutFileIsFound() throws IOException {
    saveTwoAndDamage("variables.data-00000-of-00001", "step");
    assertPassedOver("variables.data-00000-of-00001 has 4 bytes instead of 6");
  }

  @Test
  void missingFileIsFound() throws IOException {
    saveTwoAndDamage("variables.index", null);
    assertPassedOver("variables.index is missing");
  }

  @Test
  void brokenManifestIsFound() throws IOException {
    String why = "its manifest cannot be read";
    saveTwoAndDamage("manifest.json", "{\"step\": 2, \"fil");
    assertPassedOver(why);
    String of2 = "{\"step\": 2, \"files\": {%s}}";
    for (String manifest :
        new String[] {
          "",
          "{}",
          "[]",
          "null",
          of2.formatted(""),
          of2.formatted("\"variables.index\": null, \"variables.data-00000-of-00001\": null"),
          of2.formatted("\"variables.index\": {\"bytes\": 5, \"sha256\": null}")
        }) {
      Files.writeString(folder.resolve("2/manifest.json"), manifest);
      assertPassedOver(why);
    }
    Files.delete(folder.resolve("2/manifest.json"));
    assertPassedOver(why);
  }

  /** Whoever copies a run may have got a manifest from anywhere. */
  @Test
  void manifestThatNamesFilesElsewhereIsNotFollowed() throws IOException {
    save(1, 0.25);
    save(2, 0.5);
    Path file = folder.resolve("2/manifest.json");
    String whole = Files.readString(file);
    for (String name : new String[] {"../1/variables.index", "../../../dev/zero", "/dev/zero"}) {
      Files.writeString(file, whole.replace("\"variables.index\"", "\"" + name + "\""));
      assertPassedOver("its manifest cannot be read");
    }
    String more = "\"files\" : {\n\"%s\" : {\"bytes\" : 5, \"sha256\" : \"\"},";
    for (String name : new String[] {"../1/variables.index", "../../../dev/zero", "/dev/zero"}) {
      Files.writeString(file, whole.replace("\"files\" : {", more.formatted(name)));
      assertPassedOver("its manifest cannot be read");
    }
    Files.writeString(file, whole.replace("0.5", "\"NaN\""));
    assertPassedOver("its manifest cannot be read");
  }

  @Test
  @Timeout(60)
  void pipesAndDevicesAreNotRead() throws Exception {
    save(1, 0.25);
    save(2, 0.5);
    Path index = folder.resolve("2/variables.index");
    Files.delete(index);
    Files.createSymbolicLink(index, Path.of("/dev/zero"));
    assertPassedOver("variables.index is not a file");
    Files.delete(index);
    Pipes.make(index);
    assertPassedOver("variables.index is not a file");
    Files.delete(folder.resolve("2/manifest.json"));
    Pipes.make(folder.resolve("2/manifest.json"));
    assertPassedOver("its manifest cannot be read");
  }

  @Test
  void metricsOfThatMomentAreKept() throws IOException {
    save(2, 0.5);
    try (Checkpoints.Checkpoint last = checkpoints.last(warnings::add).orElseThrow()) {
      assertEquals(Optional.of(METRICS), last.metrics());
    }
  }

  @Test
  void checkpointThatIsReadIsPrunedOnceAllItsReadersAreDone() throws IOException {
    save(1, null);
    Checkpoints.Checkpoint one = checkpoints.last(warnings::add).orElseThrow();
    Checkpoints.Checkpoint another = checkpoints.at(1);
    save(2, null);
    checkpoints.prune(1);
    assertEquals(List.of("1", "2"), names());
    one.close();
    checkpoints.prune(1);
    assertEquals(List.of("1", "2"), names());
    another.close();
    checkpoints.prune(1);
    assertEquals(List.of("2"), names());
  }

  private void saveTwoAndDamage(String file, String content) throws IOException {
    save(1, 0.25);
    save(2, 0.5);
    Path path = folder.resolve("2").resolve(file);
    if (content == null) {
      Files.delete(path);
    } else {
      Files.writeString(path, content);
    }
  }

  private void assertPassedOver(String why) throws IOException {
    String warning =
        "the checkpoint %s is damaged (%s) and is passed over".formatted(folder.resolve("2"), why);
    warnings.clear();
    assertEquals(1, last());
    assertEquals(List.of(warning), warnings);
    warnings.clear();
    assertEquals(1, best());
    assertEquals(List.of(warning), warnings);
  }

  @Test
  void damagedBestDoesNotKeepTheOthersFromBeingPruned() throws IOException {
    save(1, 0.5);
    save(2, 0.75);
    save(3, 0.25);
    Files.writeString(folder.resolve("2/manifest.json"), "");
    checkpoints.prune(1);
    assertEquals(List.of("1", "3"), names());
  }

  @Test
  void whatAKilledWriterLeftIsNotTakenAndIsRemoved() throws IOException {
    save(1, null);
    Path begun = Files.createDirectory(folder.resolve(".convzoo-0123456789abcdef.writing"));
    Files.createFile(begun.resolve(".lock"));
    Files.writeString(begun.resolve("content"), "half");
    Path older = Files.createDirectory(folder.resolve(".writing-2")); // as earlier versions did
    Files.writeString(older.resolve("variables.index"), "half");
    assertEquals(1, last());
    save(2, null);
    checkpoints.prune(3);
    assertEquals(List.of("1", "2"), names());
    assertEquals(2, last());
    assertEquals(List.of(), warnings);
  }

  @Test
  void failingWriterLeavesWhatWasThere() throws IOException {
    save(1, 0.5);
    Checkpoints.Writer failing =
        prefix -> {
          words("half").write(prefix);
          throw new TFResourceExhaustedException("No space left on device");
        };
    for (long step : new long[] {1, 2}) {
      IOException e =
          assertThrows(IOException.class, () -> checkpoints.save(step, null, METRICS, failing));
      assertEquals(
          "the checkpoint of step %d was not written: No space left on device".formatted(step),
          e.getMessage());
      assertEquals(List.of("1"), names());
    }
    assertEquals(0.5, checkpoints.last(warnings::add).orElseThrow().score());
    assertEquals(List.of(), warnings);
  }

  @Test
  void otherFilesInTheFolderAreNotLookedAt() throws IOException {
    save(1, null);
    Files.writeString(folder.resolve("README"), "mine");
    checkpoints.prune(1);
    assertTrue(Files.exists(folder.resolve("README")));
    assertEquals(1, last());
    assertFalse(warnings.iterator().hasNext());
  }
}
