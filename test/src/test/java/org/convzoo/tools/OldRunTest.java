package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A LeNet that an older Convzoo, of 29 November 2026, trained for an epoch. */
class OldRunTest {

  @TempDir private Path folder;

  private Path copy() throws Exception {
    Path old = Path.of(OldRunTest.class.getResource("old-run").toURI());
    Path run = folder.resolve("run");
    try (Stream<Path> all = Files.walk(old)) {
      for (Path each : all.toList()) {
        Files.copy(each, run.resolve(old.relativize(each).toString()));
      }
    }
    return run;
  }

  @Test
  void itScoresWhatItsManifestSays() throws Exception {
    Path run = copy();
    ObjectMapper json = new ObjectMapper();
    Path manifest = run.resolve("checkpoints/157/manifest.json");
    double then = json.readTree(manifest.toFile()).get("test_accuracy").asDouble();
    String said = Calls.succeed("evaluate --json", run);
    assertEquals(then, json.readTree(said).get("accuracy").asDouble());
  }

  @Test
  void itGoesOnAndIsExported() throws Exception {
    Path run = copy();
    Calls.succeed("train --epochs 2 --resume", run);
    List<String> metrics = Files.readAllLines(run.resolve("metrics.csv"));
    assertEquals(3, metrics.size());
    assertTrue(metrics.get(2).startsWith("2,314,"), metrics.get(2)); // 157 steps an epoch
    assertTrue(Files.exists(run.resolve("export/lenet/1/saved_model.pb")));
  }

  @Test
  void itsCurvesAreDrawn() throws Exception {
    Path picture = folder.resolve("curves.png");
    Calls.succeed("plot", copy(), "--to", picture);
    assertTrue(Files.size(picture) > 0);
  }
}
