package org.convzoo.tools;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text that cannot steer a terminal: the names of files and classes come from elsewhere. Control
 * characters but tabs and line feeds, line separators and what turns the direction of writing are
 * written as JSON escapes them, such as {@code \u005cu001b}, so that JSON stays what it was.
 */
final class PlainWriter extends FilterWriter {

  private static final Pattern STEERING =
      Pattern.compile(
          "[\\p{Cc}\\p{Zl}\\p{Zp}\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069&&[^\\t\\n]]");

  private PlainWriter(Writer out) {
    super(out);
  }

  /** Returns a writer before {@code out} that is flushed at the end of each line. */
  static PrintWriter before(PrintWriter out) {
    return new PrintWriter(new PlainWriter(out), true);
  }

  @Override
  public void write(int one) throws IOException {
    write(Character.toString(one), 0, 1);
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    write(new String(text, offset, length), 0, length);
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    String part = text.substring(offset, offset + length);
    out.write(STEERING.matcher(part).replaceAll(PlainWriter::escaped));
  }

  private static String escaped(MatchResult steering) {
    return Matcher.quoteReplacement("\\u%04x".formatted((int) steering.group().charAt(0)));
  }
}
