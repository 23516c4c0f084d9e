package org.convzoo.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.report.internal.op.FieldExtent;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.op.nn.Conv2dBackpropInput;
import org.tensorflow.types.TFloat32;

/**
 * Fields beside what comes of running the graph: as many images as rows, each with one row that is
 * not 0, go through positive weights.
 */
class MeasuredReceptiveFieldTest {

  private static final int SIDE = 16;

  /** The first and the last row of the image that a feature depends on. */
  private record Measured(int first, int last) {

    double centre() {
      return (first + last) / 2.0;
    }
  }

  /** What the features of the middle column depend on, from top to bottom. */
  private static List<Measured> measured(Sketch s, Operand<TFloat32> end) {
    float[] rows = new float[SIDE * SIDE * SIDE];
    for (int row = 0; row < SIDE; row++) {
      Arrays.fill(rows, (row * SIDE + row) * SIDE, (row * SIDE + row + 1) * SIDE, 1);
    }
    try (Session session = new Session(s.graph());
        TFloat32 pixels = TFloat32.tensorOf(Shape.of(SIDE, SIDE, SIDE, 1), DataBuffers.of(rows))) {
      try (var result = session.runner().feed(s.image(), pixels).fetch(end).run()) {
        TFloat32 out = (TFloat32) result.get(0);
        int middle = Math.toIntExact(out.shape().get(2) / 2);
        return IntStream.range(0, Math.toIntExact(out.shape().get(1)))
            .mapToObj(
                feature -> {
                  int[] seen =
                      IntStream.range(0, SIDE)
                          .filter(row -> out.getFloat(row, feature, middle, 0) > 0)
                          .toArray();
                  return new Measured(seen[0], seen[seen.length - 1]);
                })
            .toList();
      }
    }
  }

  /** Every field that lies inside the image is what was measured. */
  private static void compare(Sketch s, Operand<TFloat32> end) {
    FieldExtent rows = s.field(end).rows();
    List<Measured> measured = measured(s, end);
    int inside = 0;
    for (int i = 0; i < measured.size(); i++) {
      double first = i * rows.stride() - rows.padding();
      double last = first + rows.size() - 1;
      if (first >= 0 && last < SIDE) {
        assertEquals(first, measured.get(i).first, "first row of " + i);
        assertEquals(last, measured.get(i).last, "last row of " + i);
        inside++;
      }
    }
    assertTrue(inside > 0);
  }

  @Test
  void samePaddingOfEvenSizesBeginsInsideTheMap() {
    try (Sketch s = new Sketch(SIDE, SIDE)) {
      compare(s, s.conv(s.maxPool(s.image(), 3, 2, "SAME"), 5, 2, "SAME"));
    }
  }

  @Test
  void paddingMovesFeaturesAndSlicingMovesThemBack() {
    try (Sketch s = new Sketch(SIDE, SIDE)) {
      Operand<TFloat32> padded = s.conv(s.pad(s.image(), 3, 2), 4, 1, "VALID");
      int[] from = {0, 2, 2, 0};
      var cropped =
          s.tf().slice(padded, s.tf().constant(from), s.tf().constant(new int[] {-1, 14, 14, -1}));
      compare(s, s.conv(cropped, 3, 2, "VALID"));
    }
  }

  @Test
  void dilatedKernelReachesAsFarAsItsLastWeight() {
    try (Sketch s = new Sketch(SIDE, SIDE)) {
      var strides = List.of(1L, 1L, 1L, 1L);
      var three = Conv2d.dilations(List.of(1L, 3L, 3L, 1L));
      compare(
          s,
          s.tf()
              .nn
              .conv2d(s.maxPool(s.image(), 2, 2, "SAME"), s.ones(3, 3), strides, "SAME", three));
    }
  }

  @Test
  void longestPathDecides() {
    try (Sketch s = new Sketch(SIDE, SIDE)) {
      Operand<TFloat32> left = s.conv(s.conv(s.image(), 3, 1, "SAME"), 5, 1, "SAME");
      Operand<TFloat32> right = s.conv(s.image(), 3, 1, "SAME");
      compare(s, s.conv(s.tf().math.add(left, right), 2, 2, "VALID"));
    }
  }

  @Test
  void groupsOfPixelsThatBecomeChannelsAreSeenTogether() {
    try (Sketch s = new Sketch(SIDE, SIDE)) {
      var deep = s.tf().nn.spaceToDepth(s.conv(s.image(), 3, 1, "SAME"), 4L);
      compare(s, s.tf().sum(deep, s.tf().constant(3), Sum.keepDims(true)));
    }
  }

  /** Features see unevenly much; the mean of neighbours lies where the field's centre does. */
  @Test
  void transposedConvolutionLiesInTheMeanWhereItsFieldIs() {
    for (int kernel : new int[] {2, 3, 4}) {
      try (Sketch s = new Sketch(SIDE, SIDE)) {
        Operand<TFloat32> map = s.conv(s.image(), 3, 2, "SAME"); // 8x8
        var up =
            s.tf()
                .nn
                .conv2dBackpropInput(
                    s.tf().constant(new int[] {SIDE, 16, 16, 1}),
                    s.ones(kernel, kernel),
                    map,
                    List.of(1L, 2L, 2L, 1L),
                    "SAME",
                    new Conv2dBackpropInput.Options[0]);
        List<Measured> measured = measured(s, up);
        FieldExtent rows = s.field(up).rows();
        for (int i = 6; i < 10; i += 2) {
          double centre = (measured.get(i).centre() + measured.get(i + 1).centre()) / 2;
          assertEquals(rows.centre() + (i + 0.5) * rows.stride(), centre);
        }
        int widest =
            measured.subList(6, 10).stream().mapToInt(m -> m.last - m.first + 1).max().orElse(0);
        assertEquals(rows.size(), widest);
      }
    }
  }
}
