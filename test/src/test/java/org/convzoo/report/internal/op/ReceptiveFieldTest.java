package org.convzoo.report.internal.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.convzoo.report.Sketch;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.types.TFloat32;

/**
 * The recurrence on graphs of a few ops. Those named "toy" are asserted by the authors of the
 * Distill article: google-research/receptive_field, receptive_field_computation_test.py.
 */
class ReceptiveFieldTest {

  /** Toy 1: 1x1/4 beside pad(1,0), 3x3/2, 1x1/2. */
  private static Operand<TFloat32> forked(Sketch s, boolean pooled) {
    Operand<TFloat32> left = s.conv(s.image(), 1, 4, "VALID");
    Operand<TFloat32> padded = s.pad(s.image(), 1, 0);
    Operand<TFloat32> right =
        pooled
            ? s.maxPool(s.maxPool(padded, 3, 2, "VALID"), 1, 2, "VALID")
            : s.conv(s.conv(padded, 3, 2, "VALID"), 1, 2, "VALID");
    return s.tf().math.add(left, right);
  }

  @Test
  void pathsOfDifferentLengthAreAlignedByPadding() {
    try (Sketch s = new Sketch()) {
      Operand<TFloat32> end = forked(s, false);
      assertEquals("3/4/1", s.square(end));
      assertNull(s.field(end).misaligned());
    }
  }

  @Test
  void poolingsCountLikeConvolutions() {
    try (Sketch s = new Sketch()) {
      assertEquals("3/4/1", s.square(forked(s, true)));
    }
  }

  /** A mask's shape is the map's, but its numbers are not. */
  @Test
  void dropoutChangesNothing() {
    try (Sketch s = new Sketch()) {
      Operand<TFloat32> end = forked(s, false);
      var mask = s.tf().random.randomUniform(s.tf().shape(end), TFloat32.class);
      var dropped = s.tf().math.mul(end, mask);
      assertEquals("3/4/1", s.square(dropped));
      assertTrue(s.fields().at(mask.op()).isEmpty());
    }
  }

  @Test
  void controlInputsDoNotCount() {
    try (Sketch s = new Sketch()) {
      Operand<TFloat32> wide = s.conv(s.image(), 9, 1, "VALID");
      Operand<TFloat32> end =
          s.tf().withControlDependencies(List.of(wide)).nn.relu(s.conv(s.image(), 3, 1, "VALID"));
      assertEquals("3/1/0", s.square(end));
    }
  }

  /** Toy: pad(2,1), 5x5/2 beside two 3x3. */
  @Test
  void pathsOfDifferentStridesAreNotAligned() {
    try (Sketch s = new Sketch()) {
      Operand<TFloat32> left = s.conv(s.pad(s.image(), 2, 1), 5, 2, "VALID");
      Operand<TFloat32> right = s.conv(s.conv(s.image(), 3, 1, "VALID"), 3, 1, "VALID");
      Operand<TFloat32> end = s.tf().nn.relu(s.tf().withName("sum").math.add(left, right));
      assertEquals("sum", s.field(end).misaligned());
      assertFalse(s.field(end).aligned());
      assertTrue(s.field(right).aligned());
    }
  }

  /** Toy: 1x1/4 beside 3x3/2 SAME, 1x1/2. */
  private static Operand<TFloat32> same(Sketch s) {
    Operand<TFloat32> left = s.conv(s.image(), 1, 4, "SAME");
    Operand<TFloat32> right = s.conv(s.conv(s.image(), 3, 2, "SAME"), 1, 2, "VALID");
    return s.tf().withName("sum").math.add(left, right);
  }

  @Test
  void samePaddingOfAnImageOfAnySizeIsNotKnown() {
    try (Sketch s = new Sketch()) {
      ReceptiveField field = s.field(same(s));
      assertEquals(3, field.rows().size());
      assertEquals(4, field.rows().stride());
      assertTrue(Double.isNaN(field.rows().padding()));
      assertNull(field.misaligned());
    }
  }

  /** 9 = 4 * 2 + 1: 2 pixels are added, one on each side. */
  @Test
  void samePaddingIsAlignedWhereTheSizeFits() {
    try (Sketch s = new Sketch(9, 9)) {
      assertEquals("3/4/1", s.square(same(s)));
      assertNull(s.field(same(s)).misaligned());
    }
  }

  /** 8 = 4 * 2: one pixel is added, on the right. */
  @Test
  void samePaddingIsNotAlignedWhereTheSizeDoesNotFit() {
    try (Sketch s = new Sketch(8, 8)) {
      assertEquals("sum", s.field(same(s)).misaligned());
    }
  }

  /** Toy: 3x5/2 and 3x1/2, height before width. Rows: 3 + 2*2; columns: 5. */
  @Test
  void rowsAndColumnsAreCountedApart() {
    try (Sketch s = new Sketch()) {
      ReceptiveField field = s.field(s.conv(s.conv(s.image(), 3, 5, 2, "VALID"), 3, 1, 2, "VALID"));
      assertEquals("7/4/0", Sketch.text(field.rows()));
      assertEquals("5/4/0", Sketch.text(field.columns()));
    }
  }

  /** Toy: toy 1, a ReLU, 1x1/2 beside pad(1,0), 3x3/2: 3 + 2*4; 4*2; 1 + 1*4. */
  @Test
  void forksCanFollowEachOther() {
    try (Sketch s = new Sketch()) {
      Operand<TFloat32> middle = s.tf().nn.relu(forked(s, false));
      Operand<TFloat32> left = s.conv(middle, 1, 2, "VALID");
      Operand<TFloat32> right = s.conv(s.pad(middle, 1, 0), 3, 2, "VALID");
      assertEquals("11/8/5", s.square(s.tf().math.add(left, right)));
    }
  }

  @Test
  void forksOfSamePaddingCanFollowEachOther() {
    try (Sketch s = new Sketch(17, 17)) {
      Operand<TFloat32> middle = s.tf().nn.relu(same(s));
      Operand<TFloat32> end =
          s.tf().math.add(s.conv(middle, 1, 2, "SAME"), s.conv(middle, 3, 2, "SAME"));
      assertEquals("11/8/5", s.square(end));
    }
  }

  /** (3 - 1) * 2 + 1 = 5 pixels, of which 2 are added on each side. */
  @Test
  void dilationSpreadsAKernel() {
    try (Sketch s = new Sketch()) {
      var dilated = Conv2d.dilations(List.of(1L, 2L, 2L, 1L));
      var end = s.tf().nn.conv2d(s.image(), s.ones(3, 3), List.of(1L, 1L, 1L, 1L), "SAME", dilated);
      assertEquals("5/1/2", s.square(end));
    }
  }

  @Test
  void explicitPaddingIsReadOffTheOp() {
    try (Sketch s = new Sketch()) {
      var padded = Conv2d.explicitPaddings(List.of(0L, 0L, 2L, 0L, 1L, 0L, 0L, 0L));
      var end =
          s.tf().nn.conv2d(s.image(), s.ones(3, 3), List.of(1L, 1L, 1L, 1L), "EXPLICIT", padded);
      assertEquals("3/1/2", Sketch.text(s.field(end).rows()));
      assertEquals("3/1/1", Sketch.text(s.field(end).columns()));
    }
  }

  /** A mean over 5x4 pixels behind a 3x3: 3 + 4 rows, 3 + 3 columns. */
  @Test
  void globalPoolingSeesTheWholeMap() {
    try (Sketch s = new Sketch(7, 6)) {
      Operand<TFloat32> map = s.conv(s.image(), 3, 1, "VALID");
      var mean = s.tf().math.mean(map, s.tf().constant(new int[] {1, 2}));
      ReceptiveField field = s.field(mean);
      assertTrue(field.whole());
      assertEquals("7/1/0", Sketch.text(field.rows()));
      assertEquals("6/1/0", Sketch.text(field.columns()));
    }
  }

  /** As in squeeze-and-excitation, where a gate that has seen everything scales each pixel. */
  @Test
  void gateThatHasSeenTheWholeMapNeedNotBeAligned() {
    try (Sketch s = new Sketch(7, 7)) {
      Operand<TFloat32> map = s.conv(s.image(), 3, 1, "VALID");
      var gate = s.tf().math.mean(map, s.tf().constant(new int[] {1, 2}), Mean.keepDims(true));
      ReceptiveField field = s.field(s.tf().math.mul(map, gate));
      assertTrue(field.whole());
      assertTrue(field.aligned());
      assertEquals("7/1/0", Sketch.text(field.rows()));
    }
  }

  @Test
  void opThatNothingIsKnownOfIsNamed() {
    try (Sketch s = new Sketch(8, 8)) {
      var odd = s.tf().withName("odd").image.adjustContrast(s.image(), s.tf().constant(1f));
      var next = s.tf().nn.relu(odd);
      assertEquals("nothing is known of AdjustContrastv2", s.fields().untold().get("odd"));
      assertEquals(1, s.fields().untold().size());
      assertTrue(s.fields().at(next.op()).isEmpty());
    }
  }

  /** The longer path sees 9 pixels, but where the 5 of the shorter one lie is not known. */
  @Test
  void placeIsNotKnownWhereThatOfAShorterPathIsNot() {
    try (Sketch s = new Sketch()) {
      Operand<TFloat32> left = s.conv(s.conv(s.image(), 9, 2, "VALID"), 1, 2, "VALID");
      Operand<TFloat32> right = s.conv(s.image(), 5, 4, "SAME");
      assertEquals("9/4/0", s.square(left));
      ReceptiveField field = s.field(s.tf().math.add(left, right));
      assertEquals(9, field.rows().size());
      assertEquals(4, field.rows().stride());
      assertTrue(Double.isNaN(field.rows().padding()));
    }
  }

  @Test
  void denseLayerBehindTheWholeMapSeesIt() {
    try (Sketch s = new Sketch(7, 7)) {
      var mean = s.tf().math.mean(s.image(), s.tf().constant(new int[] {1, 2}));
      var dense = s.tf().linalg.matMul(mean, s.tf().constant(new float[][] {{1, 2}}));
      assertTrue(s.field(dense).whole());
      assertEquals("7/1/0", s.square(dense));
    }
  }

  @Test
  void whatIsNoMapAndHasNotSeenAllIsNotTold() {
    try (Sketch s = new Sketch(7, 7)) {
      var grey = s.tf().math.mean(s.image(), s.tf().constant(3));
      assertEquals("1/1/0", s.square(grey));
      var sums = s.tf().math.cumsum(grey, s.tf().constant(1));
      assertEquals("Cumsum of [-1, 7, 7]", s.fields().untold().get(sums.op().name()));
    }
  }

  @Test
  void mapsMayBeJoinedAlongTheirChannelsAlone() {
    try (Sketch s = new Sketch(7, 7)) {
      List<Operand<TFloat32>> two = List.of(s.image(), s.conv(s.image(), 3, 1, "SAME"));
      assertEquals("3/1/1", s.square(s.tf().concat(two, s.tf().constant(3))));
      assertEquals("3/1/1", s.square(s.tf().concat(two, s.tf().constant(-1))));
      var rows = s.tf().concat(two, s.tf().constant(1));
      assertEquals("ConcatV2 along axis 1", s.fields().untold().get(rows.op().name()));
    }
  }

  @Test
  void kernelThatComesFromTheImageIsNotTold() {
    try (Sketch s = new Sketch(3, 1)) {
      var conv = s.tf().nn.conv2d(s.image(), s.image(), List.of(1L, 1L, 1L, 1L), "SAME");
      assertEquals(
          "Conv2D whose input 1 depends on the image", s.fields().untold().get(conv.op().name()));
    }
  }

  @Test
  void kernelAsLargeAsItsMapSeesTheWholeOfIt() {
    try (Sketch s = new Sketch(7, 6)) {
      assertTrue(s.field(s.conv(s.image(), 7, 6, 1, "VALID")).whole());
      assertFalse(s.field(s.conv(s.image(), 7, 5, 1, "VALID")).whole());
      assertFalse(s.field(s.conv(s.image(), 6, 6, 1, "VALID")).whole());
    }
  }

  @Test
  void reshapingFlattensOrLeavesPixelsWhereTheyAre() {
    try (Sketch s = new Sketch(7, 7)) {
      var flat = s.tf().reshape(s.image(), s.tf().constant(new int[] {-1, 49}));
      assertTrue(s.field(flat).whole());
      assertEquals("7/1/0", s.square(flat));
      var same = s.tf().reshape(s.image(), s.tf().constant(new int[] {-1, 7, 7, 1}));
      assertFalse(s.field(same).whole());
      assertEquals("1/1/0", s.square(same));
      for (int[] sizes : new int[][] {{-1, 49, 1, 1}, {-1, 7, 1, 7}, {-1, 1, 7, 7}, {-1, 7, 7}}) {
        var turned = s.tf().reshape(s.image(), s.tf().constant(sizes));
        String untold = s.fields().untold().get(turned.op().name());
        assertEquals("Reshape from [-1, 7, 7, 1] to " + turned.shape(), untold);
      }
    }
  }
}
