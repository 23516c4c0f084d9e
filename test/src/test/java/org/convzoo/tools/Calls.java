package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Calls of the command line in this process. */
public final class Calls {

  private Calls() {}

  /** Runs a command; texts are split at their spaces, paths are not. */
  public static Outcome run(Object... words) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    try (PrintStream newOut = new PrintStream(printed, true, StandardCharsets.UTF_8);
        PrintStream newErr = new PrintStream(complained, true, StandardCharsets.UTF_8)) {
      System.setOut(newOut);
      System.setErr(newErr);
      int code = Convzoo.run(Child.words(words).toArray(String[]::new));
      newOut.flush();
      return new Outcome(
          code,
          printed.toString(StandardCharsets.UTF_8),
          complained.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** Runs a command that must do what it is told, and returns what it printed. */
  public static String succeed(Object... words) {
    Outcome outcome = run(words);
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals("", outcome.err());
    return outcome.out();
  }

  /** Runs a command that must do what it is told in a Java that also knows these classes. */
  public static String withClasses(Path classes, Object... words) throws IOException {
    List<String> command = Child.command(words);
    int path = command.indexOf("-cp") + 1;
    command.set(path, command.get(path) + File.pathSeparator + classes);
    Outcome outcome = Child.start(classes.resolveSibling("logs"), command).await();
    assertEquals(0, outcome.code(), outcome.err());
    return outcome.out();
  }

  /** Runs a command that must end with this exit code and this one line on stderr. */
  public static void fail(int code, String message, Object... words) {
    Outcome outcome = run(words);
    assertEquals("convzoo: " + message + System.lineSeparator(), outcome.err());
    assertEquals(code, outcome.code(), outcome.err());
  }

  /** Runs a command that must fail with one line on stderr, which is returned. */
  public static String failing(int code, Object... words) {
    Outcome outcome = run(words);
    assertEquals(code, outcome.code(), outcome.err());
    List<String> lines = outcome.err().lines().toList();
    assertEquals(1, lines.size(), outcome.err());
    assertTrue(lines.get(0).startsWith("convzoo: "), outcome.err());
    return lines.get(0).substring("convzoo: ".length());
  }

  /** Returns the names in a folder, in order. */
  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  /** Returns every file below {@code folder} with its content, to compare before with after. */
  static Map<String, String> content(Path folder) throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.toList()) {
        String name = folder.relativize(each).toString();
        content.put(
            name,
            Files.isDirectory(each)
                ? "folder"
                : Files.readString(each, StandardCharsets.ISO_8859_1));
      }
    }
    return content;
  }
}
