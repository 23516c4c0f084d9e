package org.convzoo.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/framework.md shows is true. */
class FrameworkDocumentTest {

  private static final Document DOCUMENT = new Document("docs/framework.md");

  @TempDir private Path folder;

  /** Two epochs of 10,000 images in batches of 32 are 2 * 313 steps. */
  @Test
  void programOfFifteenLinesTrainsByTheFrameworksNadam() throws Exception {
    String program = DOCUMENT.block("java");
    assertTrue(program.lines().count() <= 15, program.lines().count() + " lines");
    String printed =
        Document.run(folder, program.replace("runs/nadam", folder.resolve("run").toString()));
    Matcher said = Pattern.compile("(\\d+) steps, accuracy (.+)").matcher(printed.strip());
    assertTrue(said.matches(), printed);
    assertEquals("626", said.group(1));
    assertTrue(Double.parseDouble(said.group(2)) > 0.75, printed);
  }

  @Test
  void namedTestsExist() throws Exception {
    for (String test : Set.of("InitializerFaultsTest", "OptimizerFaultsTest", "ActivationsTest")) {
      assertTrue(DOCUMENT.text().contains("`" + test + "`"), test);
      Class.forName("org.convzoo.framework." + test);
    }
  }
}
