package org.convzoo.report.source;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.convzoo.report.internal.op.GraphException;
import org.tensorflow.Graph;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.GraphDef;

/**
 * Imports graphs for a first time in a process of its own, which may break.
 *
 * <p>TensorFlow's shape inference ends its process at some attributes that no one should write, or
 * fills the memory. The process is a Java with half a minute for a graph and, on Linux, 6 GB of
 * address space, of which a graph may fill 1 GB. It stays for the next graph, and ends with this
 * one.
 */
final class SandboxedImport {

  /** macOS refuses a limit below what any process has mapped at its start. */
  private static final String LIMITED =
      "ulimit -c 0; [ $(uname) != Linux ] || ulimit -v 6291456; exec \"$@\"";

  private static final int SECONDS = 30;
  private static final int TOO_LONG = 3;
  private static final int TOO_LARGE = 4;
  private static final int MOST_MEGABYTES = 1024;

  private static Process running;

  private SandboxedImport() {}

  /**
   * Tries to import {@code graph}.
   *
   * @throws GraphException if that ends the process or takes too long
   */
  static synchronized void of(GraphDef graph) throws IOException {
    if (running == null || !running.isAlive()) {
      running = start();
    }
    try {
      DataOutputStream out = new DataOutputStream(running.getOutputStream());
      out.writeInt(graph.getSerializedSize());
      graph.writeTo(out);
      out.flush();
      if (running.getInputStream().read() >= 0) {
        return;
      }
    } catch (IOException e) { // the pipe is broken: the process has ended
    }
    throw new GraphException(
        switch (ended()) {
              case TOO_LONG -> "TensorFlow needs more than %d s for it".formatted(SECONDS);
              case TOO_LARGE ->
                  "TensorFlow needs more than %,d MB for it".formatted(MOST_MEGABYTES);
              default -> "TensorFlow crashed on it";
            }
            + ": it is damaged or hostile");
  }

  private static Process start() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", LIMITED, "sh", java);
    builder
        .command()
        .addAll(
            List.of(
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:CompressedClassSpaceSize=64m",
                "-XX:ErrorFile=/dev/null",
                "-cp",
                System.getProperty("java.class.path"),
                SandboxedImport.class.getName()));
    return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static int ended() {
    try {
      if (running.waitFor(1, TimeUnit.SECONDS)) {
        return running.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running.destroyForcibly();
    return TOO_LONG;
  }

  /** Imports what comes on stdin, and says on stdout that it lives. */
  public static void main(String[] none) throws IOException, InterruptedException {
    DataInputStream in = new DataInputStream(System.in);
    OutputStream out = System.out;
    for (int size = in.readInt(); ; size = in.readInt()) {
      Thread clock = new Thread(SandboxedImport::endLate);
      clock.setDaemon(true);
      GraphDef graph = GraphDef.parseFrom(in.readNBytes(size));
      clock.start();
      long before = peakMegabytes();
      try (Graph imported = new Graph()) {
        imported.importGraphDef(graph);
      } catch (TFResourceExhaustedException | OutOfMemoryError e) {
        Runtime.getRuntime().halt(TOO_LARGE);
      } catch (TensorFlowException | IllegalArgumentException e) {
        // refused is not broken: it will be refused again, where someone hears it
      }
      if (peakMegabytes() - before > MOST_MEGABYTES) {
        Runtime.getRuntime().halt(TOO_LARGE);
      }
      clock.interrupt();
      out.write(1);
      out.flush();
    }
  }

  /** The most memory that this process has had at once, where the system says it. */
  private static long peakMegabytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .sum();
    }
  }

  private static void endLate() {
    try {
      TimeUnit.SECONDS.sleep(SECONDS);
      Runtime.getRuntime().halt(TOO_LONG);
    } catch (InterruptedException e) {
      // in time
    }
  }
}
