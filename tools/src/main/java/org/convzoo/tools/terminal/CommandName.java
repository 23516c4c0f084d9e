package org.convzoo.tools.terminal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/**
 * The name that this program was called by, such as {@code ./convzoo}: what it tells a user to type
 * begins with it. The launchers pass it on as the property {@code convzoo.command}.
 */
public final class CommandName {

  /** A command in a message: in quotation marks, after a colon, or a line of examples. */
  private static final Pattern COMMAND = Pattern.compile("(\"|: |^  |\\(see )convzoo(?= [a-z-])");

  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./:@%+,=-]+");

  private CommandName() {}

  /** Returns a message with the name in each command that it holds. */
  public static String in(String message) {
    String name = quoted(System.getProperty("convzoo.command", "convzoo"));
    return COMMAND.matcher(message).replaceAll("$1" + Matcher.quoteReplacement(name));
  }

  /** Returns a path as an argument for the shell: in quotes, where it would be taken apart. */
  public static String argument(Path path) {
    return quoted(path.toString());
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Puts the name into the examples that are the footers of all commands. */
  public static void intoExamples(CommandLine line) {
    var usage = line.getCommandSpec().usageMessage();
    usage.footer(Arrays.stream(usage.footer()).map(CommandName::in).toArray(String[]::new));
    line.getSubcommands().values().forEach(CommandName::intoExamples);
  }
}
