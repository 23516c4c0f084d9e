package org.convzoo.docs;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/training.md. */
class TrainingDocumentTest {

  @TempDir private Path folder;

  @Test
  void theProgramThatServesAModelCompiles() throws Exception {
    String program = new Document("docs/training.md").block("java");
    try (URLClassLoader loader = Document.compile("Guess", program, folder)) {
      assertNotNull(loader.loadClass("Guess").getMethod("main", String[].class));
    }
  }
}
