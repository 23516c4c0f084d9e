package org.convzoo.attack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.convzoo.tools.Outcome;

/** Says what a command may not do, whatever it was given. */
final class Oracle {

  /** What nobody should read who did not write Convzoo, Java or TensorFlow. */
  private static final Pattern RAW =
      Pattern.compile(
          "Exception|\\bat (java|org)\\.|\\b(javax?|com|org)\\.[a-z]+\\.|[a-z]Error\\b|(?<!token ')\\bnull\\b"
              + "|out of (bounds|range:)|Input length|(long|integer) overflow|Cannot invoke"
              + "|\\{\\{node|\\[Op:|\\[\\[|tensorflow/|heap space|Cannot (parse|read) (tensor|field)");

  private static final Pattern QUOTED = Pattern.compile("\"([^\"\n]*)\"");

  private static final Pattern NO_NUMBER = Pattern.compile("(?i)\\b(nan|infinity)\\b");

  private static final String WARNING = "convzoo: warning: ";

  private Oracle() {}

  /**
   * Returns what is wrong with the end of a command, or null.
   *
   * @param logged what came on stderr past Java
   */
  static String fault(Target target, Path folder, Path damaged, Outcome outcome, String logged)
      throws Exception {
    List<String> lines = outcome.err().lines().filter(line -> !line.startsWith(WARNING)).toList();
    if (!logged.isBlank()) {
      return "logged: " + logged;
    }
    if (outcome.code() < 0 || outcome.code() > 2) {
      return "exit code %d: %s".formatted(outcome.code(), outcome.err());
    }
    if (lines.size() != (outcome.code() == 0 ? 0 : 1)) {
      return "exit code %d and %d lines: %s".formatted(outcome.code(), lines.size(), outcome.err());
    }
    String said = outcome.err().replace(folder.toString(), "");
    if (!outcome.err().lines().allMatch(line -> line.startsWith("convzoo: "))) {
      return "not ours: " + outcome.err();
    }
    String content = content(damaged);
    Matcher raw = RAW.matcher(unquoted(said, content));
    if (raw.find()) {
      return "raw: " + outcome.err();
    }
    if (outcome.err().chars().anyMatch(c -> c < ' ' && c != '\n' || c == 0x7f)) {
      return "control characters: " + outcome.err();
    }
    String left = left(folder);
    if (left != null) {
      return left + " is left over";
    }
    if (outcome.code() != 0) {
      return null;
    }
    boolean numbers =
        NO_NUMBER
            .matcher(outcome.out().replace(folder.toString(), ""))
            .results()
            .allMatch(word -> content.contains(word.group())); // as the name of a class
    if (!numbers) {
      return "no number: " + outcome.out();
    }
    return target.check().fault(folder, damaged, outcome);
  }

  private static String content(Path file) throws IOException {
    return Files.isRegularFile(file)
        ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
        : "";
  }

  /** Returns a message without what it quotes from a file, or has from a list of names. */
  private static String unquoted(String said, String content) {
    String rest =
        QUOTED
            .matcher(said)
            .replaceAll(
                quoted ->
                    content.contains(quoted.group(1).replaceFirst(".*\\.", "")) // of a key, its end
                        ? ""
                        : Matcher.quoteReplacement(quoted.group()));
    for (String name : content.split(",|\\R")) {
      rest = name.strip().length() > 3 ? rest.replace(name.strip(), "") : rest;
    }
    return rest;
  }

  private static String left(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(each -> each.getFileName().toString())
          .filter(name -> name.startsWith(".") && !name.endsWith(".lock"))
          .findFirst()
          .orElse(null);
    }
  }
}
