package org.convzoo.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.convzoo.tools.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of file that the commands read, damaged at random: each gets an answer that is right,
 * or one line.
 *
 * <p>A case is made from a seed and its number alone. {@code -Dattack.cases=N} says how many there
 * are, {@code -Dattack.first=N -Dattack.cases=1 -Dattack.seed=S} runs one alone. The files of those
 * that fail stay in {@code target/attack/}; kept in the resources they are tried each time.
 */
@Tag("attack")
class AttackTest {

  static final int CASES = Integer.getInteger("attack.cases", 300);
  static final int FIRST = Integer.getInteger("attack.first", 0);
  static final long SEED = Long.getLong("attack.seed", 1);
  private static final int PROCESSES = 2;

  @TempDir static Path temporary;
  private static Corpus corpus;

  private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
  private final Queue<String> names = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();

  @BeforeAll
  static void write() throws IOException {
    corpus = Corpus.write(temporary.resolve("corpus"));
  }

  /** Else the attack would be one on the tools that make it. */
  @Test
  void whatIsNotDamagedIsRead() throws Exception {
    for (Target target : corpus.targets()) {
      Path folder = temporary.resolve(target.name());
      Case calm = Case.undamaged(corpus, target, folder);
      Outcome outcome = calm.run();
      assertEquals(0, outcome.code(), target.name() + ": " + outcome.err());
      assertEquals(null, Oracle.fault(target, folder, calm.damaged(), outcome, ""), target.name());
    }
  }

  /** They failed once. */
  @Test
  void keptFilesGiveARightAnswerOrALine() throws Exception {
    Path kept = Path.of(AttackTest.class.getResource("kept").toURI());
    try (Stream<Path> all = Files.walk(kept)) {
      names.addAll(
          all.filter(Files::isRegularFile).map(file -> kept.relativize(file).toString()).toList());
    }
    assertFalse(names.isEmpty());
    attackByAll();
    assertEquals(List.of(), faults);
  }

  @Test
  void damagedFilesGiveARightAnswerOrALine() throws Exception {
    IntStream.range(FIRST, FIRST + CASES).mapToObj(Integer::toString).forEach(names::add);
    attackByAll();
    System.out.printf(
        "%,d cases from %,d, seed %d: %,d answered, %,d faults%n",
        CASES, FIRST, SEED, answered.get(), faults.size());
    assertEquals(0, faults.size(), String.join("\n", faults));
    // some damage does not matter, most does
    assertTrue(CASES < 100 || answered.get() > CASES / 20 && answered.get() < CASES * 2 / 3);
  }

  private void attackByAll() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(PROCESSES);
    try {
      Callable<Void> part = this::attack;
      for (Future<Void> each : threads.invokeAll(Collections.nCopies(PROCESSES, part))) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private Void attack() throws IOException, InterruptedException {
    Path scratch = Path.of("target/attack").toAbsolutePath();
    try (AttackProcess process = new AttackProcess(corpus, SEED, scratch)) {
      for (String name = names.poll(); name != null; name = names.poll()) {
        String found = process.run(name);
        if (found.equals("+")) {
          answered.incrementAndGet();
        } else if (!found.equals("-")) {
          String fault = "case %s of seed %d: %s".formatted(name, SEED, found);
          System.out.println(fault);
          faults.add(fault);
        }
      }
    }
    return null;
  }
}
