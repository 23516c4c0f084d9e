package org.convzoo.tools.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What messages tell a user to type. */
class CommandNameTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "runs/lenet, runs/lenet",
        "Käfig/a+b, Käfig/a+b",
        "my runs/a, 'my runs/a'",
        "$HOME, '$HOME'",
        "it's, 'it'\\''s'"
      })
  void argumentIsOneWordOfTheShell(String path, String word) {
    assertEquals(word, CommandName.argument(Path.of(path)));
  }

  @Test
  void nameStandsInCommandsAlone() {
    System.setProperty("convzoo.command", "./zoo$1");
    try {
      assertEquals("see \"'./zoo$1' data\"", CommandName.in("see \"convzoo data\""));
      assertEquals("x; shorter: './zoo$1' train", CommandName.in("x; shorter: convzoo train"));
      assertEquals("the convzoo program", CommandName.in("the convzoo program"));
      assertEquals("is \"convzoo\" there", CommandName.in("is \"convzoo\" there"));
    } finally {
      System.clearProperty("convzoo.command");
    }
  }
}
