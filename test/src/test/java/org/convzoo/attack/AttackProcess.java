package org.convzoo.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A process of {@link AttackWorker}, begun again after a case that ended it, or after many. */
final class AttackProcess implements AutoCloseable {

  /** What a case may take of the processor; a machine that is busy takes longer by the clock. */
  private static final Duration WORK = Duration.ofSeconds(20);

  /** How long a case may do nothing, as if it waited for a pipe. */
  private static final Duration REST = Duration.ofSeconds(60);

  private static final int CASES = 250;

  /** 12 GB of address space, of which Java's heap is one. */
  private static final String LIMITED = "ulimit -c 0; ulimit -v 12582912; exec \"$@\"";

  private final Corpus corpus;
  private final long seed;
  private final Path scratch;
  private Process process;
  private Path log;
  private BufferedReader answers;
  private int done;

  AttackProcess(Corpus corpus, long seed, Path scratch) {
    this.corpus = corpus;
    this.seed = seed;
    this.scratch = scratch;
  }

  /**
   * Runs one case.
   *
   * @param name its number, or that of a kept file
   * @return what is wrong, or "+" where the command did what it was told, or "-" where it refused
   */
  String run(String name) throws IOException, InterruptedException {
    if (process != null && done >= CASES) {
      close();
    }
    if (process == null) {
      start();
    }
    done++;
    process.outputWriter().write(name + "\n");
    process.outputWriter().flush();
    BufferedReader from = answers;
    CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> line(from));
    Duration first = worked();
    Duration last = first;
    Instant moved = Instant.now();
    while (!answer.isDone()) {
      Thread.sleep(5);
      Duration now = worked();
      if (now.minus(last).toMillis() > 100) {
        last = now;
        moved = Instant.now();
      }
      if (now.minus(first).compareTo(WORK) > 0 || moved.plus(REST).isBefore(Instant.now())) {
        close();
        return "no end";
      }
    }
    String said = answer.join();
    if (said == null) {
      said = "the process ended with exit code " + process.waitFor();
      process = null;
    }
    return said;
  }

  /** Returns the time that the processor has worked for this process and its own. */
  private Duration worked() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .flatMap(each -> each.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static String line(BufferedReader from) {
    try {
      return from.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void start() throws IOException {
    Files.createDirectories(scratch);
    log = Files.createTempFile(scratch, "worker-", ".err");
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
                "-XX:ErrorFile=" + log + ".crash",
                "-cp",
                System.getProperty("java.class.path"),
                AttackWorker.class.getName(),
                corpus.folder().toString(),
                Long.toString(seed),
                scratch.toString(),
                log.toString()));
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
    builder.environment().remove("CONVZOO_DATA");
    process = builder.redirectError(log.toFile()).start();
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    done = 0;
  }

  @Override
  public void close() throws IOException {
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      process = null;
      Files.deleteIfExists(log);
    }
  }
}
