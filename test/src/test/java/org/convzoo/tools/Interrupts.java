package org.convzoo.tools;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ctrl-C: the signal that a process may have been told to ignore, and its children with it. */
final class Interrupts {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String IGNORED = "SigIgn:";
  private static final long INT = 1 << 1; // signal 2

  private Interrupts() {}

  /** Skips a test of Ctrl-C where nothing can receive it, as in a job that nohup began. */
  static void assumeHeard() throws IOException {
    assumeFalse(
        Files.exists(STATUS)
            && Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith(IGNORED))
                .map(line -> line.substring(IGNORED.length()).strip())
                .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) & INT) != 0),
        "these tests were begun with SIGINT ignored, as by nohup in the background");
  }
}
