package org.convzoo.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/report.md shows is true. */
class ReportDocumentTest {

  private static final Document DOCUMENT = new Document("docs/report.md");

  @TempDir private Path folder;

  /** 5*5*64*64 + 64 and 2 * (3*3*64*64 + 64); without biases, at each of 28x28 places. */
  @Test
  void oneConvolutionOf5x5IsComparedWithTwoOf3x3() throws Exception {
    String printed = DOCUMENT.run(folder);
    assertEquals(DOCUMENT.find("It prints\n\n```\n(.*?)```"), printed);
    assertEquals(
        List.of(
            "one_5x5: 102,464 parameters, 80,281,600 multiply-adds, a field of 5",
            "two_3x3: 73,856 parameters, 57,802,752 multiply-adds, a field of 5"),
        printed.lines().toList());
  }
}
