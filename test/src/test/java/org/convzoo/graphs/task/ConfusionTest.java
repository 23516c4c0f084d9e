package org.convzoo.graphs.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Ten answers about three classes; the last is never true and never guessed. */
class ConfusionTest {

  private static final Confusion CONFUSION =
      Confusion.of(
          new long[] {3, 1, 0, /* the first was true */ 4, 2, 0, /* the second */ 0, 0, 0});

  @Test
  void rowsAreTrueAndColumnsGuessed() {
    assertArrayEquals(new long[][] {{3, 1, 0}, {4, 2, 0}, {0, 0, 0}}, CONFUSION.counts());
    assertEquals(4, CONFUSION.truths(0));
    assertEquals(7, CONFUSION.guesses(0));
    assertEquals(2, CONFUSION.right(1));
  }

  @Test
  void itSaysHowManyWereRight() {
    assertEquals("Confusion[classes=3, right=5, all=10]", CONFUSION.toString());
  }

  @Test
  void sharesAreOfGuessesOfTruthsAndOfBoth() {
    assertEquals(3 / 7.0, CONFUSION.precision(0));
    assertEquals(3 / 4.0, CONFUSION.recall(0));
    assertEquals(2 / (7 / 3.0 + 4 / 3.0), CONFUSION.f1(0), 1e-15); // 1 / precision, 1 / recall
    assertEquals(3 / (3 + 1 + 4.0), CONFUSION.iou(0));
    assertEquals(2 / 3.0, CONFUSION.precision(1));
  }

  @Test
  void classThatIsNowhereHasNoShares() {
    assertEquals(Double.NaN, CONFUSION.precision(2));
    assertEquals(Double.NaN, CONFUSION.recall(2));
    assertEquals(Double.NaN, CONFUSION.f1(2));
    assertEquals(Double.NaN, CONFUSION.iou(2));
  }
}
