package org.convzoo.tools.option;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The announcement of a long training, with a clock of the test's own. */
class TimeEstimateTest {

  private long now;

  private Optional<String> step(TimeEstimate estimate, int epoch, int done, int of, int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
    return estimate.after(epoch, done, of);
  }

  @Test
  void timeIsThatOfTheStepsAfterTheFirstTwoAndToldOnce() {
    TimeEstimate estimate = new TimeEstimate(20, () -> now);
    List<Integer> seconds = List.of(60, 60, 2, 2, 2);
    for (int i = 0; i < 4; i++) {
      assertEquals(Optional.empty(), step(estimate, 1, i + 1, 938, seconds.get(i)));
    }
    // 2 s x 938 steps = 31.3 minutes; 2 s x (19 x 938 + 933) = 10.4 hours
    assertEquals(
        Optional.of("about 31 minutes an epoch, 10 hours to the end on this machine"),
        step(estimate, 1, 5, 938, 2));
    assertEquals(Optional.empty(), step(estimate, 1, 6, 938, 2));
  }

  @Test
  void fastStepsAreMeasuredForFiveSeconds() {
    TimeEstimate estimate = new TimeEstimate(1, () -> now);
    for (int i = 1; i <= 14; i++) {
      assertEquals(Optional.empty(), step(estimate, 1, i, 1000, i % 3 == 0 ? 1 : 0), "" + i);
    }
    // 5 s passed with steps 3, 6, 9, 12 and 15: 13 steps after the second, 5 / 13 s each
    assertEquals(
        Optional.of("about 6 minutes an epoch on this machine"), step(estimate, 1, 15, 1000, 1));
  }

  @Test
  void shortTrainingIsNotAnnounced() {
    TimeEstimate estimate = new TimeEstimate(1, () -> now);
    for (int i = 1; i <= 20; i++) {
      assertEquals(Optional.empty(), step(estimate, 1, i, 20, 3)); // a minute
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1 second",
    "119, 119 seconds",
    "120, 2 minutes",
    "7200, 2 hours",
    "172800, 2 days"
  })
  void timesAreInUnitsOfWhichThereAreTwo(int seconds, String words) {
    assertEquals(words, TimeEstimate.words(Duration.ofSeconds(seconds)));
  }
}
