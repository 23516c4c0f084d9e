package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.convzoo.tools.KilledCommand.Phase;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.data.internal.binary.SmallDownload;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands that are killed at random moments leave nothing half done, and the next call comes to
 * what one would that never was killed. {@link KilledTrainingTest} does the same to a training.
 *
 * <p>{@code -Dkills=N} says how often each is killed, {@code -Dkills.seed=S} repeats the moments.
 */
@Tag("kills")
class KilledCommandsTest {

  private static final int KILLS = Integer.getInteger("kills", 2);
  private static final int MANY = 15;
  private static final int PHOTOS = 60;

  @TempDir static Path folder;
  private static Path run;
  private static Path photos;

  @BeforeAll
  static void prepare() throws IOException {
    SmallDownload.publish();
    run = folder.resolve("run");
    Path data = SmallData.write(folder.resolve("data"), 100, 20);
    Calls.succeed("train lenet --epochs 1 --run", run, "--data-dir", data);
    photos = folder.resolve("photos");
    for (int i = 0; i < PHOTOS; i++) {
      String name = "%s/%d/%d.jpg".formatted(i % 6 == 0 ? "val" : "train", i % 5, i);
      SmallFiles.write(photos.resolve(name), SmallFiles.noise(150, 150, i));
    }
  }

  private static Map<Phase, Integer> kill(KilledCommand command) throws Exception {
    Path place = folder.resolve(command.name());
    Map<Phase, Integer> seen = new Kills(command, place, Kills.seed()).kill(KILLS);
    assertTrue(KILLS < MANY || seen.keySet().containsAll(List.of(Phase.START, Phase.WRITING)));
    return seen;
  }

  @Test
  void evaluation() throws Exception {
    kill(
        new KilledCommand(
            "evaluate",
            to ->
                List.of(
                    "evaluate", run, "--embedded-data --confusion", to.resolve("confusion.png")),
            "",
            run));
  }

  @Test
  void export() throws Exception {
    kill(
        new KilledCommand(
            "export",
            to -> List.of("export", run, "--to", to.resolve("models")),
            "models/lenet",
            run));
  }

  @Test
  void conversion() throws Exception {
    kill(
        new KilledCommand(
            "convert",
            to -> List.of("data convert", photos, "--shards 4 --to", to.resolve("shards")),
            "",
            photos));
  }

  @Test
  void split() throws Exception {
    Path images = photos.resolve("train");
    kill(
        new KilledCommand(
            "split",
            to -> List.of("data split", images, "--to", to.resolve("parted")),
            "",
            images));
  }

  /** What has come of a file is not asked for again. */
  @Test
  void download() throws Exception {
    try (SlowServer server = new SlowServer(SmallDownload::content)) {
      String call = "data fetch %s --from %s --to".formatted(SmallDownload.NAME, server.address());
      Map<Phase, Integer> seen =
          kill(
              new KilledCommand(
                  "fetch", to -> List.of(call, to.resolve("files")), "files", photos));
      assertEquals(seen.getOrDefault(Phase.WRITING, 0), server.resumed());
    }
  }
}
