package org.convzoo.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.convzoo.tools.Calls;
import org.junit.jupiter.api.Test;

/** Every figure of docs/sources.md is printed by the command beside it. */
class SourcesDocumentTest {

  private static final Document DOCUMENT = new Document("docs/sources.md");

  private static final Pattern ROW =
      Pattern.compile("\\| [^|]*\\| `convzoo (.*)` \\| `(.*)` \\|.*");

  @Test
  void everyCommandPrintsItsFigure() throws Exception {
    Map<String, String> printed = new HashMap<>();
    List<String> missing = new ArrayList<>();
    int rows = 0;
    for (String line : DOCUMENT.text().lines().toList()) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows++;
        String text = printed.computeIfAbsent(row.group(1), Calls::succeed);
        if (text.lines().noneMatch(words(row.group(2)).asPredicate())) {
          missing.add(line);
        }
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(rows >= 60, rows + " rows");
  }

  /** The words in their order, each whole, and whatever else between them. */
  private static Pattern words(String figure) {
    return Pattern.compile(
        Arrays.stream(figure.split(" "))
            .map(word -> "(?<![\\w.])" + Pattern.quote(word) + "(?![\\w])")
            .collect(Collectors.joining(".*")));
  }

  /** 224 and 227 pixels under 11x11/4, places of a crop, and LeNet beside VGG. */
  @Test
  void arithmeticOfTheLastSectionIsRight() throws Exception {
    String section = DOCUMENT.text().replaceAll("\\s+", " ");
    int places = 256 - 224 + 1;
    double parameters = Math.log10(143_667_240 / 61_706.0);
    double vgg11 = Math.log10(7_609_090_048.0 / 416_520);
    double vgg19 = Math.log10(19_632_062_464.0 / 416_520);
    for (String said :
        List.of(
            "(227 - 11) / 4 + 1 = %d".formatted((227 - 11) / 4 + 1),
            "%d x %d places".formatted(places, places),
            "mirror images %,d".formatted(2 * places * places),
            "32 x 32 x 2 are %,d".formatted(32 * 32 * 2),
            "are %.1f orders apart".formatted(parameters),
            "are %.1f orders from VGG-11's and %.1f from VGG-19's".formatted(vgg11, vgg19))) {
      assertTrue(section.contains(said), said);
    }
    assertTrue((224 - 11) % 4 != 0, "no 55 from 224 pixels");
  }
}
