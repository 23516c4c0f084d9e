package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every command that writes a file may be told to overwrite one. */
class ForceTest {

  /** Options for files that are read. */
  private static final Set<String> READ =
      Set.of("--recipe", "--token-file", "--tls-cert", "--tls-key", "--keystore");

  private static Stream<CommandLine> all(CommandLine line) {
    return Stream.concat(
        Stream.of(line), line.getSubcommands().values().stream().flatMap(ForceTest::all));
  }

  @Test
  void commandsWithAnOptionForAFileHaveTheOption() {
    Set<String> writing = new TreeSet<>();
    Set<String> forced = new TreeSet<>();
    for (CommandLine command : all(new CommandLine(new Convzoo())).toList()) {
      for (var option : command.getCommandSpec().options()) {
        boolean read = READ.contains(option.longestName());
        if (option.paramLabel().startsWith("FILE") && !read) {
          writing.add(command.getCommandName());
        }
        if (option.longestName().equals("--force")) {
          forced.add(command.getCommandName());
        }
      }
    }
    assertTrue(writing.containsAll(Set.of("evaluate", "predict", "plot", "draw")), "" + writing);
    assertEquals(writing, forced);
  }
}
