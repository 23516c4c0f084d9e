package org.convzoo.tools.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;

/** The process's standard output, which remembers why it could not be written. */
public final class StandardOutput extends OutputStream {

  /** What the launcher makes the C library say in English: the reader, such as head, has enough. */
  private static final String CLOSED = "Broken pipe";

  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private IOException failure;

  /** Puts it in the place of Java's own {@code System.out}, which forgets. */
  public static StandardOutput install() {
    StandardOutput output = new StandardOutput();
    System.setOut(new PrintStream(output, true));
    return output;
  }

  /** Returns why not all was written; nothing where it was, or its reader wanted no more. */
  public Optional<IOException> failure() {
    System.out.flush();
    return Optional.ofNullable(failure);
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      if (failure == null && !CLOSED.equals(e.getMessage())) {
        failure = e;
      }
      throw e;
    }
  }
}
