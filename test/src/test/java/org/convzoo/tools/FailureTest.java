package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.InvalidPathException;
import java.util.List;
import org.convzoo.UsageException;
import org.convzoo.train.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import picocli.CommandLine;

/** What a command says of an exception: a bug is no wrong call. */
class FailureTest {

  private final StringWriter said = new StringWriter();

  private int failed(Exception e, boolean debug) {
    CommandLine line = new CommandLine(new Convzoo());
    line.setErr(new PrintWriter(said));
    return Convzoo.failed(e, line, debug);
  }

  static List<RuntimeException> bugs() {
    return List.of(
        new IllegalArgumentException("a wrong argument"),
        new NullPointerException(),
        new ArithmeticException("long overflow"),
        new IndexOutOfBoundsException(3));
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void bugIsShownWithItsStackTrace(RuntimeException bug) {
    assertEquals(1, failed(bug, false));
    List<String> lines = said.toString().lines().toList();
    assertEquals(bug.toString(), lines.get(0));
    assertEquals("\tat " + bug.getStackTrace()[0], lines.get(1));
    assertEquals(
        "convzoo: this is a bug in Convzoo: please report it with the lines above",
        lines.get(lines.size() - 1));
  }

  @Test
  void wrongCallIsOneLineAndExitCodeTwo() {
    assertEquals(2, failed(new UsageException("there is no x"), false));
    assertEquals(2, failed(new InvalidPathException("a?b", "'?' is in no name"), false));
    assertEquals(
        "convzoo: there is no x%nconvzoo: '?' is in no name: a?b%n".formatted(), said.toString());
  }

  @Test
  void whatTensorFlowRefusesIsNoBug() { // though it is an IllegalArgumentException
    assertEquals(1, failed(new TFInvalidArgumentException("no such shape"), false));
    assertEquals("convzoo: no such shape%n".formatted(), said.toString());
  }

  @Test
  void fileThatExistsIsAWrongCall() {
    assertEquals(2, failed(new FileAlreadyExistsException("runs/x"), false));
    assertEquals(
        "convzoo: runs/x exists and is not empty: choose another name%n".formatted(),
        said.toString());
  }

  @Test
  void whatCannotBeDoneIsOneLineAndExitCodeOne() {
    assertEquals(1, failed(new DataException("it is broken"), false));
    assertEquals(1, failed(new IOException("the disk is full"), false));
    assertEquals("convzoo: it is broken%nconvzoo: the disk is full%n".formatted(), said.toString());
  }

  @Test
  void debuggingShowsTheStackTraceOfAWrongCall() {
    UsageException wrong = new UsageException("there is no x");
    assertEquals(2, failed(wrong, true));
    List<String> lines = said.toString().lines().toList();
    assertEquals(
        List.of(wrong.toString(), "\tat " + wrong.getStackTrace()[0]), lines.subList(0, 2));
    assertEquals("convzoo: there is no x", lines.get(lines.size() - 1));
  }
}
