package org.convzoo.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Convolutions, straight and transposed, against numbers worked by hand. */
class ConvolutionTest {

  @AutoClose private final Drawn drawn = new Drawn();

  /** x[i,j] = i + j, as TF-Slim's test of ResNet v1 has it. */
  private static float[][] sums(int side) {
    float[][] rows = new float[side][side];
    for (int i = 0; i < side; i++) {
      for (int j = 0; j < side; j++) {
        rows[i][j] = i + j;
      }
    }
    return rows;
  }

  /** Convolves {@link #sums} with the 3x3 kernel of the same rule. */
  private float[][] slim(int side, Conv conv) {
    Flow y = drawn.map(sums(side)).conv("conv", conv);
    drawn.set("conv/kernel", 0, 1, 2, 1, 2, 3, 2, 3, 4);
    return drawn.rows(y);
  }

  @Test
  void kernelSlidesOverTheMapUnflipped() {
    Flow y =
        drawn
            .map(new float[][] {{0, 1, 2}, {3, 4, 5}, {6, 7, 8}})
            .conv("conv", Conv.of(2, 1).valid());
    drawn.set("conv/kernel", 0, 1, 2, 3);
    // 19 = 0*0 + 1*1 + 3*2 + 4*3: "Dive into Deep Learning", section 7.2.
    assertArrayEquals(new float[][] {{19, 25}, {37, 43}}, drawn.rows(y));
  }

  /** Four channels, four filters: the first two filters read channels 1 and 2, the others 3, 4. */
  @Test
  void groupsReadTheirOwnChannels() {
    Flow x = drawn.inference().flow(drawn.constant(Shape.of(1, 1, 1, 4), 1, 2, 3, 4));
    Flow y = x.conv("conv", Conv.of(1, 4).groups(2).noBias());
    drawn.set("conv/kernel", 1, 10, 100, 1000, 5, 50, 500, 5000); // [1,1,2,4]
    // 1*1 + 2*5, 1*10 + 2*50, 3*100 + 4*500, 3*1000 + 4*5000
    assertArrayEquals(new float[] {11, 110, 2300, 23000}, drawn.values(y));
  }

  @Test
  void unevenGroupsAreRefused() {
    assertEquals(
        "groups must be >= 1 and divide the filters, got 2 for 3",
        Refusal.of(() -> Conv.of(1, 3).groups(2)));
    Flow x = drawn.inference().flow(drawn.constant(Shape.of(1, 1, 1, 3), 1, 2, 3));
    assertEquals(
        "conv: 3 channels cannot be divided into 2 groups",
        Refusal.of(() -> x.conv("conv", Conv.of(1, 4).groups(2))));
  }

  // The four-by-four and five-by-five maps below are TF-Slim's, resnet_v1_test.

  @Test
  void samePaddingKeepsTheSizeAtStrideOne() {
    assertArrayEquals(
        new float[][] {{14, 28, 43, 26}, {28, 48, 66, 37}, {43, 66, 84, 46}, {26, 37, 46, 22}},
        slim(4, Conv.of(3, 1)));
    // 14 in the corner = 0*2 + 1*3 + 1*3 + 2*4 over the four pixels that exist.
  }

  @Test
  void samePaddingAtStrideTwoPutsItsOnePixelBelowAndRight() {
    assertArrayEquals(new float[][] {{48, 37}, {37, 22}}, slim(4, Conv.of(3, 1).stride(2)));
  }

  @Test
  void explicitPaddingAtStrideTwoTakesEverySecondPixelOfStrideOne() {
    assertArrayEquals(new float[][] {{14, 43}, {43, 84}}, slim(4, Conv.of(3, 1).stride(2).pad(1)));
  }

  /** x[i,j] = i + j under (1, 2, 3) from top to bottom: 6 (i + j) + 8. */
  @Test
  void kernelsNeedNotBeSquareNorStrideAlike() {
    Flow map = drawn.map(sums(4));
    Flow across = map.conv("across", Conv.of(3, 1, 1).stride(1, 2).valid());
    Flow down = map.conv("down", Conv.of(3, 1, 1).stride(2, 1).valid());
    Flow same = map.conv("same", Conv.of(1, 2, 1).stride(2, 1));
    drawn.set("across/kernel", 1, 2, 3);
    drawn.set("down/kernel", 1, 2, 3);
    drawn.set("same/kernel", 1, 10);
    assertArrayEquals(new float[][] {{8, 20}, {14, 26}}, drawn.rows(across));
    assertArrayEquals(new float[][] {{8, 14, 20, 26}}, drawn.rows(down));
    // a pixel and ten times the one on its right, in the first and the third row
    assertArrayEquals(new float[][] {{10, 21, 32, 3}, {32, 43, 54, 5}}, drawn.rows(same));
  }

  @Test
  void transposedConvolutionsStrideEachWay() {
    Flow y =
        drawn
            .map(new float[][] {{1, 2}, {3, 4}})
            .transposedConv("t", Conv.of(1, 1).stride(2, 3).valid());
    drawn.set("t/kernel", 1);
    assertArrayEquals(new float[][] {{1, 0, 0, 2}, {0, 0, 0, 0}, {3, 0, 0, 4}}, drawn.rows(y));
  }

  @Test
  void samePaddingKeepsAnOddSizeAtStrideOne() {
    assertArrayEquals(
        new float[][] {
          {14, 28, 43, 58, 34},
          {28, 48, 66, 84, 46},
          {43, 66, 84, 102, 55},
          {58, 84, 102, 120, 64},
          {34, 46, 55, 64, 30}
        },
        slim(5, Conv.of(3, 1)));
  }

  @Test
  void samePaddingOfAnOddSizeAtStrideTwoIsEven() {
    assertArrayEquals(
        new float[][] {{14, 43, 34}, {43, 84, 55}, {34, 55, 30}}, slim(5, Conv.of(3, 1).stride(2)));
  }

  @Test
  void explicitPaddingOfAnOddSizeAtStrideTwoIsTheSame() {
    assertArrayEquals(
        new float[][] {{14, 43, 34}, {43, 84, 55}, {34, 55, 30}},
        slim(5, Conv.of(3, 1).stride(2).pad(1)));
  }

  @Test
  void eachSideIsPaddedByItsOwnAmount() {
    Flow y =
        drawn
            .map(new float[][] {{1, 2}, {3, 4}})
            .conv("conv", Conv.of(2, 1).padding(Padding.of(1, 0, 0, 2)));
    drawn.set("conv/kernel", 1, 10, 100, 1000);
    // Over 0 0 0 0 / 1 2 0 0 / 3 4 0 0: one row above, two columns on the right.
    assertArrayEquals(new float[][] {{2100, 200, 0}, {4321, 402, 0}}, drawn.rows(y));
  }

  @Test
  void kernelNeedNotBeSquare() {
    Flow y =
        drawn
            .map(new float[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}})
            .conv("conv", Conv.of(1, 3, 1).valid());
    drawn.set("conv/kernel", 1, 10, 100);
    assertArrayEquals(new float[][] {{321}, {654}, {987}}, drawn.rows(y));
  }

  @Test
  void strideLeavesOutWhatDoesNotFit() {
    Flow y =
        drawn.map(sums(6)).conv("conv", Conv.of(3, 1).stride(2).valid()); // (6 - 3) / 2 + 1 = 2
    drawn.set("conv/kernel", 1, 0, 0, 0, 0, 0, 0, 0, 0);
    assertArrayEquals(new float[][] {{0, 2}, {2, 4}}, drawn.rows(y));
  }

  @Test
  void dilationSpreadsTheKernel() {
    float[] map = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    for (Layers net : List.of(drawn.inference(), drawn.training(1))) { // drawn by different ops
      Flow x = net.flow(drawn.constant(Shape.of(1, 3, 4, 1), map));
      Flow y = x.conv("conv", Conv.of(2, 1).dilation(2).valid());
      drawn.set("conv/kernel", 1, 10, 100, 1000);
      // The kernel touches the corners of 3x3 windows: 1 + 10*3 + 100*9 + 1000*11 = 11931.
      assertArrayEquals(new float[][] {{11931, 13042}}, drawn.rows(y));
    }
  }

  @Test
  void filtersAddUpAllChannelsAndTheirBias() {
    Flow y =
        drawn
            .inference()
            .flow(drawn.constant(Shape.of(1, 1, 1, 3), 1, 2, 3))
            .conv("conv", Conv.of(1, 2).bias(0.5f));
    drawn.set("conv/kernel", 1, 10, 2, 20, 3, 30); // [in][out]
    assertArrayEquals(new float[] {14.5f, 140.5f}, drawn.values(y)); // 1+4+9, 10+40+90
  }

  @Test
  void convolutionWithoutBiasHasOneVariable() {
    drawn.map(sums(3)).conv("conv", Conv.of(3, 2).noBias());
    assertEquals(9 * 2, drawn.variables().parameters());
    assertEquals(1, drawn.variables().all().size());
  }

  @Test
  void transposedConvolutionPaintsTheKernelOncePerPixel() {
    Flow y =
        drawn
            .map(new float[][] {{1, 2}, {3, 4}})
            .transposedConv("up", Conv.of(3, 1).stride(2).valid());
    drawn.set("up/kernel", 1, 1, 1, 1, 1, 1, 1, 1, 1);
    // Each pixel paints 3x3; neighbours share one row or column, all four the middle: 1+2+3+4 = 10.
    assertArrayEquals(
        new float[][] {
          {1, 1, 3, 2, 2},
          {1, 1, 3, 2, 2},
          {4, 4, 10, 6, 6},
          {3, 3, 7, 4, 4},
          {3, 3, 7, 4, 4}
        },
        drawn.rows(y));
  }

  @Test
  void transposedConvolutionDoesNotFlipTheKernel() {
    Flow y =
        drawn
            .map(new float[][] {{1, 2}, {3, 4}})
            .transposedConv("up", Conv.of(2, 1).stride(2).valid());
    drawn.set("up/kernel", 1, 10, 100, 1000);
    assertArrayEquals(
        new float[][] {
          {1, 10, 2, 20}, {100, 1000, 200, 2000}, {3, 30, 4, 40}, {300, 3000, 400, 4000}
        },
        drawn.rows(y));
  }

  @Test
  void transposedConvolutionWithSamePaddingMultipliesTheSize() {
    Flow y =
        drawn.map(new float[][] {{1, 2}, {3, 4}}).transposedConv("up", Conv.of(3, 1).stride(2));
    drawn.set("up/kernel", 1, 1, 1, 1, 1, 1, 1, 1, 1);
    // SAME on the 4x4 result pads one pixel below and right, so their row and column are cut off.
    assertArrayEquals(
        new float[][] {{1, 1, 3, 2}, {1, 1, 3, 2}, {4, 4, 10, 6}, {3, 3, 7, 4}}, drawn.rows(y));
  }

  @Test
  void transposedConvolutionKnowsItsShapeForAnyBatch() {
    Operand<TFloat32> images =
        drawn.test().placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 28, 20, 16)));
    Flow valid =
        drawn.inference().flow(images).transposedConv("a", Conv.of(2, 8).stride(2).valid());
    Flow same = drawn.inference().flow(images).transposedConv("b", Conv.of(5, 3).stride(3));
    assertEquals("56x40x8", size(valid)); // (28 - 1) * 2 + 2, (20 - 1) * 2 + 2
    assertEquals("84x60x3", size(same)); // 28 * 3, 20 * 3
  }

  private static String size(Flow flow) {
    return flow.height() + "x" + flow.width() + "x" + flow.channels();
  }

  @Test
  void transposedConvolutionRefusesWhatItsGradientCannotSay() {
    Flow x = drawn.map(sums(4));
    String message = "up: a transposed convolution is VALID or SAME, without dilation or groups";
    assertEquals(message, Refusal.of(() -> x.transposedConv("up", Conv.of(2, 1).pad(1))));
    assertEquals(message, Refusal.of(() -> x.transposedConv("up", Conv.of(2, 1).dilation(2))));
    assertEquals(message, Refusal.of(() -> x.transposedConv("up", Conv.of(2, 2).groups(2))));
  }

  @Test
  void windowLargerThanTheMapIsRefusedByItsLayersName() {
    Flow x = drawn.map(sums(4));
    assertEquals(
        "five: a window of 5x5 pixels does not fit into a map of 4x4",
        Refusal.of(() -> x.conv("five", Conv.of(5, 1).valid())));
    assertEquals(
        "wide: a window of 7x7 pixels does not fit into a map of 4x4", // (4 - 1) * 2 + 1
        Refusal.of(() -> x.conv("wide", Conv.of(4, 1).dilation(2).pad(1))));
  }

  @Test
  void denseLayerMultipliesAndAddsItsBias() {
    Flow y =
        drawn.inference().flow(drawn.constant(Shape.of(2, 2), 1, 2, 3, 4)).dense("fc", 3, 0.5f);
    drawn.set("fc/kernel", 1, 10, 100, 2, 20, 200); // [in][out]
    assertArrayEquals(new float[] {5.5f, 50.5f, 500.5f, 11.5f, 110.5f, 1100.5f}, drawn.values(y));
  }

  @Test
  void flattenGoesRowByRowWithChannelsLast() {
    Flow y =
        drawn
            .inference()
            .flow(drawn.constant(Shape.of(1, 2, 2, 2), 0, 1, 2, 3, 4, 5, 6, 7))
            .flatten();
    assertEquals(8, y.channels());
    assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, drawn.values(y));
  }

  @Test
  void denseLayerRefusesAMap() {
    Flow x = drawn.map(sums(4));
    assertEquals(
        "fc: a dense layer wants vectors [N,C], got [1, 4, 4, 1]",
        Refusal.of(() -> x.dense("fc", 2)));
  }

  @Test
  void convolutionIsCheckedWhenItIsDescribed() {
    assertEquals(
        "kernel, filters and dilation must be >= 1, got 0x0, 3, 1",
        Refusal.of(() -> Conv.of(0, 3)));
    assertEquals("strides must be >= 1, got 0, 0", Refusal.of(() -> Conv.of(3, 8).stride(0)));
    assertEquals("strides must be >= 1, got 2, 0", Refusal.of(() -> Conv.of(3, 1).stride(2, 0)));
    assertEquals(
        "padding must be >= 0, got -1, -1, -1, -1", Refusal.of(() -> Conv.of(3, 8).pad(-1)));
  }
}
