package org.convzoo.train.internal.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of this process in MiB, or null where the system does not say. */
final class ProcessMemory {

  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMemory() {}

  /** Returns what it has now. */
  static Long resident() throws IOException {
    return read("VmRSS:");
  }

  /** Returns the most that it has had. */
  static Long peak() throws IOException {
    return read("VmHWM:");
  }

  private static Long read(String key) throws IOException {
    if (!Files.exists(STATUS)) {
      return null;
    }
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith(key))
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(null);
  }
}
