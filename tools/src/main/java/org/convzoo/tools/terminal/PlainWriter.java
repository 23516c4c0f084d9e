package org.convzoo.tools.terminal;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import org.convzoo.internal.files.PlainText;

/** Writes text that cannot steer a terminal. JSON stays what it was. */
public final class PlainWriter extends FilterWriter {

  private PlainWriter(Writer out) {
    super(out);
  }

  /** Returns a writer before {@code out} that is flushed at the end of each line. */
  public static PrintWriter before(PrintWriter out) {
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
    out.write(PlainText.of(part));
  }
}
