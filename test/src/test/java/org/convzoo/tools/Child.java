package org.convzoo.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Convzoo in a Java of its own, as a user runs it. */
public final class Child {

  /** What TensorFlow says on stderr, whatever it is told: the launcher drops the same lines. */
  private static final String CHATTER =
      "^(WARNING: All log messages before absl::InitializeLog|[IW]0000 00:00:[0-9.]+ ).*";

  private final Process process;
  private final Path out;
  private final Path err;

  private Child(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Returns the words that run Convzoo with {@code arguments}. */
  public static List<String> command(Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Convzoo.class.getName());
    command.addAll(words(arguments));
    return command;
  }

  /** Splits texts at their spaces, and leaves paths whole. */
  static List<String> words(Object... arguments) {
    List<String> words = new ArrayList<>();
    for (Object argument : arguments) {
      words.addAll(
          argument instanceof String text
              ? List.of(text.split(" "))
              : List.of(argument.toString()));
    }
    return words;
  }

  /** Starts Convzoo; what it prints goes to files in {@code logs}. */
  static Child start(Path logs, Object... arguments) throws IOException {
    return start(logs, command(arguments));
  }

  /** Starts any command. */
  public static Child start(Path logs, List<String> command) throws IOException {
    Files.createDirectories(logs);
    Path out = Files.createTempFile(logs, "child-", ".out");
    Path err = Files.createTempFile(logs, "child-", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
    builder.environment().remove("CONVZOO_DATA");
    return new Child(builder.start(), out, err);
  }

  Process process() {
    return process;
  }

  /** Returns what it has printed so far. */
  String printed() throws IOException {
    return Files.readString(out);
  }

  /** Waits until something is seen, or for its end. */
  void until(Callable<Boolean> seen) throws Exception {
    while (process.isAlive() && !seen.call()) {
      LockSupport.parkNanos(200_000);
    }
  }

  /** Waits for its end. */
  public Outcome await() throws IOException {
    try {
      int code = process.waitFor();
      List<String> errors =
          Files.readAllLines(err).stream().filter(line -> !line.matches(CHATTER)).toList();
      return new Outcome(code, printed(), String.join("\n", errors));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new AssertionError(e);
    }
  }
}
