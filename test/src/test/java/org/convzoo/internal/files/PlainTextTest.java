package org.convzoo.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What steers a terminal, by its code in Unicode: a control, a separator, a turn of direction. */
class PlainTextTest {

  @Test
  void nameIsOneLineThatSteersNothing() {
    assertEquals("caf\u00e9 $1 \\u", PlainText.ofName("caf\u00e9 $1 \\u"));
    assertEquals("a\\u000ab\\u0009c", PlainText.ofName("a\nb\tc"));
    assertEquals("\\u001b[2J", PlainText.ofName("\u001b[2J"));
    assertEquals("a\\u202eb\\u2066c", PlainText.ofName("a\u202eb\u2066c"));
    assertEquals("\\u2028\\u2029", PlainText.ofName("\u2028\u2029"));
  }

  @Test
  void textKeepsItsLines() {
    assertEquals("a\nb\\u0009c", PlainText.of("a\nb\tc"));
    assertEquals("a\n\tb\\u0009c", PlainText.of("a\n\tb\tc")); // as in stack traces
    assertEquals("a\\u000d\\u009b\\u200f", PlainText.of("a\r\u009b\u200f"));
  }
}
