package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that write to one place at the same time. */
class WritersAtOnceTest {

  private static final int IMAGES = 300;

  @TempDir private Path folder;

  private List<Outcome> atOnce(Object... words) throws IOException {
    List<Child> children = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      children.add(Child.start(folder.resolve("logs" + i), Child.command(words)));
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (Child child : children) {
      outcomes.add(child.await());
    }
    return outcomes;
  }

  @Test
  void oneOfTwoSplitsIsWholeAndTheOtherRefused() throws IOException {
    Path photos = photos();
    Path to = folder.resolve("to/parted");
    List<Outcome> outcomes = atOnce("data split", photos, "--to", to);
    assertEquals(
        List.of(0, 2), outcomes.stream().map(Outcome::code).sorted().toList(), "" + outcomes);
    for (Outcome outcome : outcomes) {
      String refused = "convzoo: %s exists and is not empty: choose another name".formatted(to);
      assertEquals(outcome.code() == 0 ? "" : refused, outcome.err());
    }
    try (Stream<Path> all = Files.walk(to)) {
      assertEquals(IMAGES, all.filter(Files::isRegularFile).count());
    }
    assertEquals(List.of("parted"), Calls.names(to.getParent()));
  }

  /** A folder a class, of copies of one image. */
  private Path photos() throws IOException {
    Path one = SmallFiles.folder(folder.resolve("few"), 1).resolve("train");
    Path image;
    try (Stream<Path> all = Files.walk(one)) {
      image = all.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    for (int i = 0; i < IMAGES; i++) {
      Path place = Files.createDirectories(folder.resolve("photos/" + (i % 2 == 0 ? "a" : "b")));
      Files.copy(image, place.resolve("%d.png".formatted(i)));
    }
    return folder.resolve("photos");
  }

  @Test
  void twoExportsAreTwoVersions() throws IOException {
    Path run = folder.resolve("run");
    Path data = SmallData.write(folder.resolve("data"), 20, 10);
    Outcome trained = Calls.run("train lenet --epochs 1 --run", run, "--data-dir", data);
    assertEquals(0, trained.code(), trained.err());
    for (Outcome outcome : atOnce("export", run, "--to", folder.resolve("models"))) {
      assertEquals(0, outcome.code(), outcome.err());
    }
    Path base = folder.resolve("models/lenet");
    assertEquals(List.of("1", "2"), Calls.names(base));
    for (String version : Calls.names(base)) {
      Calls.succeed("report --input-size 28", base.resolve(version));
    }
  }
}
