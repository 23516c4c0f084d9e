package org.convzoo.attack;

import java.io.IOException;
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
    Matcher raw = RAW.matcher(said);
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
    if (NO_NUMBER.matcher(outcome.out().replace(folder.toString(), "")).find()) {
      return "no number: " + outcome.out();
    }
    return target.check().fault(folder, damaged, outcome);
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
