package org.convzoo.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.tools.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An oracle that found nothing wrong would make the attack pass. */
class OracleTest {

  @TempDir private Path folder;
  private Path damaged;

  @BeforeEach
  void write() throws IOException {
    damaged = Files.writeString(folder.resolve("labels.txt"), "Infinity\n!!java.lang.Object\n");
  }

  private String fault(int code, String out, String err, String logged) throws Exception {
    Target target = new Target("calm", List.of(), "labels.txt", "models", Target.Check.NONE);
    return Oracle.fault(target, folder, damaged, new Outcome(code, out, err), logged);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3 | convzoo: it went wrong                                        | exit code 3
          1 | ''                                                            | exit code 1 and 0 lines
          1 | java.lang.IllegalStateException                               | not ours
          1 | convzoo: Cannot invoke "String.length()" because "a" is null  | raw
          1 | convzoo: Index 3 out of bounds for length 2                   | raw
          1 | convzoo: a<TAB>b                                              | control characters
          0 | convzoo: warning, but no such                                 | exit code 0 and 1 lines
          """)
  void faultIsFound(int code, String err, String fault) throws Exception {
    String found = fault(code, "", err.replace("<TAB>", "\t"), "");
    assertEquals(fault, found == null ? null : found.substring(0, fault.length()));
  }

  @Test
  void whatTheFileSaysItselfIsNoFault() throws Exception {
    assertEquals(null, fault(1, "", "convzoo: there is no \"!!java.lang.Object\"\n", ""));
    assertEquals(null, fault(0, "Infinity 98 %\n", "convzoo: warning: few images\n", ""));
    assertEquals("no number: NaN %\n", fault(0, "NaN %\n", "", ""));
  }

  @Test
  void whatIsLoggedOrLeftIsAFault() throws Exception {
    assertEquals("logged: Bogus", fault(0, "", "", "Bogus"));
    Files.createFile(folder.resolve(".a.writing"));
    assertEquals(".a.writing is left over", fault(0, "", "", ""));
  }
}
