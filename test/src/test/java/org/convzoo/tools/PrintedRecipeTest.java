package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What train --print-recipe prints. */
class PrintedRecipeTest {

  @TempDir private Path folder;

  @Test
  void pathsAreFoundFromEveryFolder() throws IOException {
    String data = "data_dir: %s%n".formatted(Path.of("target/photos").toAbsolutePath());
    String start = "start_from: %s%n".formatted(Path.of("runs/first").toAbsolutePath());
    String call = "train lenet --print-recipe --set start_from=runs/first ";
    String printed = Calls.succeed(call + "--set data_dir=target/photos");
    assertTrue(printed.contains(data) && printed.contains(start), printed);
    assertEquals(printed, Calls.succeed(call + "--data-dir target/../target/photos"));
    String relative = printed.replace(data, "data_dir: target/photos\n");
    Path file = Files.writeString(folder.resolve("mine.yaml"), relative);
    assertEquals(printed, Calls.succeed("train lenet --print-recipe --recipe", file));
  }

  @Test
  void keysThatTheRecipeLeavesOutAreCommentsWithTheirMeaning() {
    String printed = Calls.succeed("train lenet --print-recipe");
    String stop = "# early_stop: 10  # epochs without a better test score that end the training";
    assertTrue(printed.contains(stop), printed);
    String set = Calls.succeed("train lenet --print-recipe --set early_stop=4");
    assertTrue(set.contains("early_stop: 4%n".formatted()) && !set.contains("# early_stop"), set);
  }
}
