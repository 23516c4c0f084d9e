package org.convzoo.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.convzoo.internal.files.Folders;
import org.convzoo.train.step.Summaries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

/** What TensorFlow's summary ops wrote is read. */
class EventsTest {

  @TempDir private Path folder;

  @Test
  void pointsOfAllFilesAreReadAndTheLaterFileCounts() throws IOException {
    Files.move(
        written("first", Map.of(0L, 2.5, 20L, 2.25, 40L, 2.0)),
        folder.resolve("events.out.tfevents.1000.host"));
    Files.move(
        written("second", Map.of(40L, 1.75, 60L, 1.5)),
        folder.resolve("events.out.tfevents.1001.host"));
    Map<Long, Map<String, Double>> points = Events.read(folder);
    assertEquals(
        Map.of(
            0L, Map.of("loss", 2.5),
            20L, Map.of("loss", 2.25),
            40L, Map.of("loss", 1.75),
            60L, Map.of("loss", 1.5)),
        points);
    assertEquals(List.of(0L, 20L, 40L, 60L), List.copyOf(points.keySet()));
  }

  @Test
  void recordThatIsHalfWrittenDoesNotCount() throws IOException {
    Path file = written("killed", Map.of(0L, 2.5));
    byte[] whole = Files.readAllBytes(file);
    int size = whole.length;
    Path cut = folder.resolve("events.out.tfevents.1000.host");
    for (int part : new int[] {1, 8, 11, 12, 20}) {
      Files.write(cut, whole);
      Files.write(cut, Arrays.copyOf(whole, part), StandardOpenOption.APPEND);
      assertEquals(Map.of(0L, Map.of("loss", 2.5)), Events.read(folder), part + " bytes");
    }
    Files.write(cut, Arrays.copyOf(whole, size - 1));
    assertEquals(Map.of(), Events.read(folder));
  }

  /** Writes losses by step, and returns the file. */
  private Path written(String name, Map<Long, Double> losses) throws IOException {
    Path into = Files.createDirectory(folder.resolve(name));
    try (Graph graph = new Graph()) {
      Summaries summaries = new Summaries(Ops.create(graph), into, List.of("loss"));
      try (Session session = new Session(graph)) {
        summaries.open(session);
        losses.forEach((step, loss) -> summaries.write(session, step, Map.of("loss", loss)));
        summaries.flush(session);
      }
    }
    return Folders.list(into).get(0);
  }
}
