package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.convzoo.tools.KilledCommand.Phase;

/**
 * Kills a command at moments spread over all that it does, and checks after each kill that results
 * are whole or not there, that what it read is as it was, and that the next call makes up for it.
 */
final class Kills {

  private static final int KILLED = 128 + 9;

  /** What the kills are aimed at, in turn. */
  private static final List<Phase> AIMS =
      List.of(Phase.WRITING, Phase.ENDING, Phase.WRITING, Phase.START);

  private final KilledCommand command;
  private final Path folder;
  private final long seed;
  private final Random random;
  private final Map<Phase, Integer> seen = new EnumMap<>(Phase.class);

  /**
   * The part of the measured times that a kill waits at most: less after each that came too late.
   */
  private double reach = 1;

  private Map<String, String> input;
  private Set<Map<String, Object>> results;
  private String printed;
  private long beforeWriting;
  private long writing;
  private long afterwards;

  /**
   * Prepares the kills of a command.
   *
   * @param folder where it writes, which does not exist
   * @param seed of the moments
   */
  Kills(KilledCommand command, Path folder, long seed) {
    this.command = command;
    this.folder = folder;
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** Returns a seed of moments: another each time, unless {@code -Dkills.seed} names one. */
  static long seed() {
    return Long.getLong("kills.seed", new Random().nextLong());
  }

  /** Kills it so many times, and returns how many died in which phase. */
  Map<Phase, Integer> kill(int times) throws Exception {
    input = Calls.content(command.input());
    runOnce();
    int calls = 0;
    for (int killed = 0; killed < times; calls++) {
      assertTrue(calls < 10 * times, "most calls ended before they could be killed");
      Path place = Files.createDirectories(folder.resolve("call" + calls));
      if (isKilled(place, AIMS.get(calls % AIMS.size()))) {
        killed++;
      } else {
        reach *= 0.8;
      }
    }
    System.out.printf("%s, seed %d: %d kills, %s%n", command.name(), seed, times, seen);
    return seen;
  }

  /** Lets it come to its end, and looks how long it takes for what. */
  private void runOnce() throws Exception {
    Path place = Files.createDirectories(folder.resolve("straight"));
    long start = System.nanoTime();
    Child child = start(place);
    child.until(() -> command.isWriting(place));
    beforeWriting = System.nanoTime() - start;
    child.until(() -> command.isNamed(place) && !command.isWriting(place));
    writing = System.nanoTime() - start - beforeWriting;
    Outcome outcome = child.await();
    afterwards = System.nanoTime() - start - beforeWriting - writing;
    assertEquals(0, outcome.code(), outcome.err());
    results = command.results(place);
    printed = printed(outcome, place);
    requireNothingLeft(place, command.name());
  }

  private Child start(Path place) throws IOException {
    return command.start(place, folder.resolve("logs"));
  }

  private static String printed(Outcome outcome, Path place) {
    return outcome.out().replace(place.toString(), "");
  }

  /** Returns false if it ended before. */
  private boolean isKilled(Path place, Phase aim) throws Exception {
    Child child = start(place);
    await(aim, child, place);
    child.process().destroyForcibly();
    if (child.await().code() != KILLED) {
      return false;
    }
    Set<Map<String, Object>> left = command.results(place);
    Phase phase = command.phase(place, results);
    String which =
        "%s killed in %s below %s, seed %d".formatted(command.name(), phase, place, seed);
    assertTrue(results.containsAll(left), which + ": a result is not whole");
    assertEquals(input, Calls.content(command.input()), which);
    seen.merge(phase, 1, Integer::sum);

    Outcome next = command.run(place);
    if (next.code() == 0) {
      assertEquals("", next.err(), which);
      assertTrue(!left.isEmpty() || printed(next, place).equals(printed), which);
    } else {
      assertEquals(2, next.code(), which + ": " + next.err());
      assertTrue(left.equals(results), which + ", but " + next.err());
    }
    assertTrue(results.equals(command.results(place)), which + ": the next call's result differs");
    assertEquals(input, Calls.content(command.input()), which);
    requireNothingLeft(place, which);
    return true;
  }

  private void await(Phase aim, Child child, Path place) throws Exception {
    switch (aim) {
      case WRITING -> {
        child.until(() -> command.isWriting(place));
        sleepUpTo(writing);
      }
      case ENDING -> {
        child.until(() -> command.isNamed(place));
        sleepUpTo(afterwards / 2);
      }
      default -> sleepUpTo(beforeWriting);
    }
  }

  private void sleepUpTo(long nanos) throws InterruptedException {
    long drawn = (long) (nanos * reach * random.nextDouble());
    Thread.sleep(drawn / 1_000_000, (int) (drawn % 1_000_000));
  }

  private void requireNothingLeft(Path place, String which) throws IOException {
    assertEquals(List.of(), KilledCommand.hidden(place), which);
  }
}
