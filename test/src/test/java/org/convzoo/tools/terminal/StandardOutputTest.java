package org.convzoo.tools.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.tools.Child;
import org.convzoo.tools.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command says where nothing, or not all, of its output can be written. */
class StandardOutputTest {

  @TempDir Path logs;

  /** Runs a command in a shell's {@code line}, in which it is {@code "$@"}. */
  private Outcome run(String line, String call) throws IOException {
    List<String> words = new ArrayList<>(List.of("bash", "-c", line, "bash"));
    words.addAll(Child.command(call));
    return Child.start(logs, words).await();
  }

  /** /dev/full takes nothing, as a full disk does. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "models lenet",
        "report lenet --format csv",
        "report lenet --format html",
        "train lenet --print-recipe",
        "train --help"
      })
  void outputThatIsNotWrittenIsAFailure(String call) throws IOException {
    assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full");
    assertEquals(
        new Outcome(
            1, "", "convzoo: standard output was not written in full: No space left on device"),
        run("\"$@\" > /dev/full", call));
  }

  /** The reader has gone long before Java writes. */
  @Test
  void readerThatHasEnoughIsNoFailure() throws IOException {
    assertEquals(
        new Outcome(0, "", ""),
        run("set -o pipefail; \"$@\" | true", "report lenet --format html"));
  }
}
