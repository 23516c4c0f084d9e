package org.convzoo.tools.check;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * A process of a part of the check: a Java like this one, with the same class path and options.
 *
 * @param command what to run
 * @param environment variables besides those of this process
 */
record CheckProcess(List<String> command, Map<String, String> environment) {

  /** How long a part whose time is over may take to say so. */
  private static final Duration GRACE = Duration.ofSeconds(15);

  private static final TypeReference<Map<String, Map<String, Object>>> ROW =
      new TypeReference<>() {};

  /**
   * What became of it.
   *
   * @param problem why it ended before its end, or null
   * @param stopped whether that was because time was over
   * @param log what it wrote to stderr
   */
  record Ended(String problem, boolean stopped, List<String> log) {}

  /** Returns the process of a pass that has {@code time} left. */
  static CheckProcess of(CheckPass pass, GpuCheckOptions options, Duration time) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("org.convzoo.tools.Convzoo");
    command.addAll(List.of("doctor", "--gpu-check", "--part", pass.part().name()));
    command.addAll(List.of("--on", options.on.name(), "--max-time", time.toSeconds() + "s"));
    if (options.quick) {
      command.add("--quick");
    }
    return new CheckProcess(command, pass.environment());
  }

  /**
   * Runs it to its end, or until {@code time} is over.
   *
   * @param rows gets the table and the columns of each row as soon as it is there
   */
  Ended run(Duration time, BiConsumer<String, Map<String, Object>> rows) throws IOException {
    Path log = Files.createTempFile("convzoo-check", ".log");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      Thread hook = new Thread(process::destroyForcibly);
      Runtime.getRuntime().addShutdownHook(hook);
      var stop =
          CompletableFuture.delayedExecutor(time.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
      var stopped = CompletableFuture.runAsync(process::destroyForcibly, stop);
      try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("{") && line.endsWith("}}")) { // whole: it may crash in the middle
            new ObjectMapper().readValue(line, ROW).forEach(rows);
          }
        }
      }
      int code = process.onExit().join().exitValue();
      boolean late = stopped.isDone();
      stopped.cancel(false);
      Runtime.getRuntime().removeShutdownHook(hook);
      List<String> said = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      return new Ended(code == 0 ? null : problem(code, late, said), late, said);
    } finally {
      Files.delete(log);
    }
  }

  private static String problem(int code, boolean late, List<String> log) {
    if (late) {
      return "stopped: time is over";
    }
    String own = "convzoo: ";
    return log.stream()
        .filter(line -> line.startsWith(own))
        .map(line -> line.substring(own.length()))
        .findFirst()
        .orElseGet(
            () ->
                "ended with exit code %d%s"
                    .formatted(code, log.isEmpty() ? "" : ": " + log.get(log.size() - 1)));
  }
}
