package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every command that writes a file may be told to overwrite one. */
class ForceTest {

  /** What tells each command that writes files where to; others write folders, or nothing. */
  private static final Map<String, List<String>> FILES =
      Map.of(
          "evaluate", List.of("--confusion", "--per-class", "--per-shift", "--mistakes"),
          "predict", List.of("--sheet", "--to"),
          "plot", List.of("--to"),
          "draw", List.of("--to"),
          "preview", List.of("--to"),
          "doctor", List.of("--json"));

  @Test
  void commandsThatWriteFilesHaveTheOption() {
    CommandLine line = new CommandLine(new Convzoo());
    FILES.forEach(
        (name, options) -> {
          var commands = name.equals("preview") ? line.getSubcommands().get("data") : line;
          var spec = commands.getSubcommands().get(name).getCommandSpec();
          assertTrue(spec.optionsMap().keySet().containsAll(options), name);
          assertTrue(spec.optionsMap().containsKey("--force"), name);
        });
    List<String> all =
        line.getSubcommands().entrySet().stream()
            .filter(c -> c.getValue().getCommandSpec().optionsMap().containsKey("--force"))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    assertEquals(List.of("doctor", "draw", "evaluate", "plot", "predict"), all);
  }
}
