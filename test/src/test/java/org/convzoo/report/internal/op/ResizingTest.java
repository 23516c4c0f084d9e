package org.convzoo.report.internal.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.report.Sketch;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.op.image.ResizeNearestNeighbor;
import org.tensorflow.types.TFloat32;

/**
 * Receptive fields behind stretched and shrunk maps, as size/stride/padding by hand. The map is
 * that of 3x3/2 on 16x16 pixels: 8x8 features that see 3 pixels, the first with its centre at 1.
 */
class ResizingTest {

  private static Operand<TFloat32> map(Sketch s) {
    Operand<TFloat32> map = s.conv(s.image(), 3, 2, "SAME");
    assertEquals("3/2/0", s.square(map));
    return map;
  }

  private static Operand<TFloat32> bilinear(
      Sketch s, Operand<TFloat32> map, int side, ResizeBilinear.Options... options) {
    return s.tf().image.resizeBilinear(map, s.tf().constant(new int[] {side, side}), options);
  }

  private static String untold(Sketch s, Op op) {
    return s.fields().untold().get(op.op().name());
  }

  /** The first new feature lies a quarter of a feature before the first old one, at 1 - 2 / 4. */
  @Test
  void halfPixelsKeepTheOuterEdges() {
    var half = ResizeBilinear.halfPixelCenters(true);
    try (Sketch s = new Sketch(16, 16)) {
      assertEquals("5/1/1.5", s.square(bilinear(s, map(s), 16, half)));
      // of 16 pixels each second pair's middle
      assertEquals("2/2/0", s.square(bilinear(s, s.image(), 8, half)));
    }
  }

  /** 14 steps between 15 features take 7 between 8; 3 between 4 pixels take 15 between 16. */
  @Test
  void alignedCornersStayWhereTheyAre() {
    var corners = ResizeBilinear.alignCorners(true);
    try (Sketch s = new Sketch(16, 16)) {
      assertEquals("5/1/1", s.square(bilinear(s, map(s), 15, corners)));
      assertEquals("2/5/0.5", s.square(bilinear(s, s.image(), 4, corners)));
      assertEquals("2/16/0.5", s.square(bilinear(s, s.image(), 1, corners)));
    }
  }

  @Test
  void withoutEitherTheFirstFeatureStays() {
    try (Sketch s = new Sketch(16, 16)) {
      assertEquals("5/1/1", s.square(bilinear(s, map(s), 16)));
      assertEquals("2/2/0.5", s.square(bilinear(s, s.image(), 8)));
    }
  }

  @Test
  void sameSizeChangesNothing() {
    try (Sketch s = new Sketch(16, 16)) {
      assertEquals("3/2/0", s.square(bilinear(s, map(s), 8)));
    }
  }

  /** Features 0 and 1 are copies of the first: their mean lies at 1, and each at 0.5 from it. */
  @Test
  void nearestRepeatsFeatures() {
    try (Sketch s = new Sketch(16, 16)) {
      var twice = s.tf().constant(new int[] {16, 16});
      assertEquals("3/1/0.5", s.square(s.tf().image.resizeNearestNeighbor(map(s), twice)));
      // of a pixel both copies lie a quarter away from it, half a pixel apart
      var large = s.tf().constant(new int[] {32, 32});
      assertEquals("1/0.5/0.25", s.square(s.tf().image.resizeNearestNeighbor(s.image(), large)));
      String refusal = "ResizeNearestNeighbor but to a multiple of the size";
      var half = s.tf().constant(new int[] {12, 12});
      assertEquals(refusal, untold(s, s.tf().image.resizeNearestNeighbor(map(s), half)));
      var corners = ResizeNearestNeighbor.alignCorners(true);
      assertEquals(refusal, untold(s, s.tf().image.resizeNearestNeighbor(map(s), twice, corners)));
    }
  }

  /** As a transposed convolution of 2x2/2 has it. */
  @Test
  void channelsThatBecomePixelsSeeTheSame() {
    try (Sketch s = new Sketch(16, 16)) {
      Operand<TFloat32> one = map(s);
      var four = s.tf().concat(List.of(one, one, one, one), s.tf().constant(3));
      assertEquals("3/1/0.5", s.square(s.tf().nn.depthToSpace(four, 2L)));
    }
  }

  @Test
  void sizeThatIsNotKnownIsNamed() {
    try (Sketch s = new Sketch()) {
      assertEquals(
          "ResizeBilinear from or to a size that is not known",
          untold(s, bilinear(s, s.image(), 8)));
    }
  }
}
