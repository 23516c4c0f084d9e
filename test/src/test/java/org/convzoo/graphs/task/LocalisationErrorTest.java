package org.convzoo.graphs.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The errors of localisation, counted by hand. */
class LocalisationErrorTest {

  private static final float[] BOX = {0, 0, 10, 10};
  private static final float[] ELSEWHERE = {20, 20, 30, 30};

  private final LocalisationError error = new LocalisationError();

  /** The best guess is right in 1 of 5 images; one of five guesses is in 2. */
  @Test
  void guessNeedsTheClassAndTheBox() {
    error.add(0, BOX, List.of(BOX));
    error.add(0, BOX, List.of(ELSEWHERE)); // the class alone
    error.add(3, BOX, List.of(BOX)); // at the fourth place
    error.add(4, ELSEWHERE, List.of(BOX));
    error.add(-1, BOX, List.of(BOX)); // the box alone
    assertEquals(4 / 5.0, error.first());
    assertEquals(3 / 5.0, error.all());
  }

  @Test
  void anyObjectOfTheClassWillDo() {
    error.add(0, BOX, List.of(ELSEWHERE, BOX));
    assertEquals(0, error.first());
  }

  /** The upper half of a box overlaps it by 50 of 100, which is just enough; 49 are not. */
  @Test
  void halfIsEnough() {
    error.add(0, new float[] {0, 0, 5, 10}, List.of(BOX));
    assertEquals(0, error.first());
    error.add(0, new float[] {0, 0, 4.9f, 10}, List.of(BOX));
    assertEquals(0.5, error.first());
  }

  @Test
  void withoutImagesThereIsNoError() {
    assertEquals(Double.NaN, error.first());
    assertEquals(Double.NaN, error.all());
  }
}
