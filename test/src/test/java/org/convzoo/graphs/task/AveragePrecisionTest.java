package org.convzoo.graphs.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Average precision worked by hand. */
class AveragePrecisionTest {

  private static final float[] A = {0, 0, 10, 10};
  private static final float[] B = {0, 20, 10, 30};
  private static final float[] C = {20, 0, 30, 10};
  private static final float[] NOWHERE = {50, 50, 60, 60};

  private final AveragePrecision precision = new AveragePrecision(0.5);

  private void image(float[][] truth, float[][] boxes, double... scores) {
    float[] floats = new float[scores.length];
    for (int i = 0; i < scores.length; i++) {
      floats[i] = (float) scores[i];
    }
    precision.add(boxes, floats, truth);
  }

  @Test
  void findingEverythingAndNothingElseIsOne() {
    image(new float[][] {A, B}, new float[][] {B, A}, 0.9, 0.8);
    image(new float[][] {C}, new float[][] {C}, 0.1);
    assertEquals(1, precision.value());
  }

  /**
   * Sorted: right (1 of 1), wrong (1 of 2), right (2 of 3), right (3 of 4), wrong. Four objects.
   * Precision by recall: 1 up to 1/4; then 2/3 at 2/4, but 3/4 at 3/4 is better; 0 up to 4/4.
   */
  @Test
  void precisionAtARecallIsTheBestFromThereOn() {
    image(new float[][] {A, B}, new float[][] {A, NOWHERE, B}, 0.9, 0.8, 0.6);
    image(new float[][] {A, C}, new float[][] {C, NOWHERE}, 0.7, 0.2);
    assertEquals((1 + 0.75 + 0.75) / 4, precision.value(), 1e-12);
  }

  @Test
  void secondDetectionOfAnObjectIsWrong() {
    image(new float[][] {A, B}, new float[][] {A, A, B}, 0.9, 0.8, 0.7);
    assertEquals((1 + 2 / 3.0) / 2, precision.value(), 1e-12);
  }

  @Test
  void imagesAreSortedTogether() {
    image(new float[][] {}, new float[][] {A}, 0.5);
    image(new float[][] {A}, new float[][] {A}, 0.4);
    assertEquals(0.5, precision.value());
  }

  @Test
  void halfOfAnObjectIsEnough() {
    image(new float[][] {A}, new float[][] {{A[0], A[1], (A[0] + A[2]) / 2, A[3]}}, 0.9);
    assertEquals(1, precision.value());
  }

  /** 10 wide and shifted by d, two boxes share 10 - d of 10 + d: a half at 10 / 3. */
  @Test
  void overlapOfAHalfIsNeeded() {
    image(new float[][] {A}, new float[][] {{0, 3.3f, 10, 13.3f}}, 0.9);
    assertEquals(1, precision.value());
    AveragePrecision other = new AveragePrecision(0.5);
    other.add(new float[][] {{0, 3.4f, 10, 13.4f}}, new float[] {0.9f}, new float[][] {A});
    assertEquals(0, other.value());
  }

  @Test
  void overlapIsTheIntersectionOverTheUnion() {
    // 5 x 4 of 100 + 48 - 20
    assertEquals(
        20 / 128.0, AveragePrecision.intersectionOverUnion(A, new float[] {5, 6, 11, 14}), 1e-12);
    assertEquals(0, AveragePrecision.intersectionOverUnion(A, NOWHERE));
    assertEquals(0, AveragePrecision.intersectionOverUnion(A, new float[] {0, 10, 10, 20}));
  }

  @Test
  void withoutObjectsItIsZero() {
    assertEquals(0, precision.value());
    image(new float[][] {}, new float[][] {A}, 0.5);
    assertEquals(0, precision.value());
  }
}
