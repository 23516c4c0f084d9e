package org.convzoo.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** A network drawn for images of 6x7 pixels slides over larger ones. */
class SlidingTest {

  private static final int ROWS = 6;
  private static final int COLUMNS = 7;

  private final Drawn drawn = new Drawn(Initialization.glorotUniform(3));
  private int drawings;

  @AfterEach
  void close() {
    drawn.close();
  }

  /** Without padding: 6x7x2 to 4x5x3, 2x2x3 at a stride of 2, then dense layers. */
  private static Flow network(Flow image) {
    Flow x = image.conv("conv", Conv.of(3, 3).valid()).relu().maxPool(Pool.of(2, 2));
    return x.flatten().dense("hidden", 4).batchNorm(BatchNorm.USUAL).sigmoid().dense("out", 2);
  }

  private static Flow own(UnaryOperator<Flow> network, Operand<TFloat32> image, Layers net) {
    return network.apply(net.flow(image));
  }

  private Layers fresh() {
    return drawn.inference().under("own" + drawings++);
  }

  @Test
  void atTheNetworksOwnSizeItIsThePlainNetwork() {
    Operand<TFloat32> images = drawn.random(1, Shape.of(3, ROWS, COLUMNS, 2));
    Layers net = fresh();
    Flow plain = own(SlidingTest::network, images, net);
    Flow slid = own(SlidingTest::network, images, net.sliding("slid"));
    assertArrayEquals(drawn.values(plain), drawn.values(slid));
  }

  @Test
  void onLargerImagesItSaysWhatThePlainNetworkSaysOfEveryWindow() {
    // 10x13: windows of 6x7 from every other row 0, 2, 4 and every other column 0, 2, 4, 6
    Operand<TFloat32> images = drawn.random(2, Shape.of(2, 10, 13, 2));
    Layers net = fresh();
    own(SlidingTest::network, drawn.random(3, Shape.of(1, ROWS, COLUMNS, 2)), net);
    float[] slid = drawn.values(own(SlidingTest::network, images, net.sliding("slid")));
    assertEquals(2 * 3 * 4 * 2, slid.length);
    int at = 0;
    for (int image = 0; image < 2; image++) {
      for (int top = 0; top <= 4; top += 2) {
        for (int left = 0; left <= 6; left += 2) {
          var window =
              drawn
                  .test()
                  .slice(
                      images,
                      drawn.test().constant(new int[] {image, top, left, 0}),
                      drawn.test().constant(new int[] {1, ROWS, COLUMNS, 2}));
          float[] plain = drawn.values(own(SlidingTest::network, window, fresh()));
          assertArrayEquals(plain, new float[] {slid[at++], slid[at++]}, 1e-5f);
        }
      }
    }
  }

  @Test
  void towersSlideSideBySide() {
    UnaryOperator<Flow> towers =
        image -> {
          Towers x = Towers.of(image, 2).each(t -> t.conv("conv", Conv.of(2, 2).valid()));
          x = x.cross(t -> t.flatten().dense("hidden", 3).relu());
          return x.cross(t -> t.dense("more", 3)).merge().dense("out", 2);
        };
    // 4x3: windows of 3x3 from the rows 0 and 1
    Operand<TFloat32> images = drawn.random(4, Shape.of(1, 4, 3, 1));
    Layers net = fresh();
    own(towers, drawn.random(5, Shape.of(1, 3, 3, 1)), net);
    float[] slid = drawn.values(own(towers, images, net.sliding("slid")));
    assertEquals(4, slid.length);
    for (int top = 0; top < 2; top++) {
      var from = drawn.test().constant(new int[] {0, top, 0, 0});
      var window = drawn.test().slice(images, from, drawn.test().constant(new int[] {1, 3, 3, 1}));
      float[] plain = drawn.values(own(towers, window, fresh()));
      assertArrayEquals(plain, new float[] {slid[2 * top], slid[2 * top + 1]}, 1e-5f);
    }
  }

  @Test
  void meanOverTheMapReadsAnySize() {
    UnaryOperator<Flow> network =
        x -> x.conv("conv", Conv.of(3, 4)).globalAvgPool().dense("out", 2);
    Layers net = fresh();
    own(network, drawn.random(6, Shape.of(1, 5, 5, 1)), net);
    Operand<TFloat32> images = drawn.random(7, Shape.of(2, 9, 8, 1));
    Flow slid = own(network, images, net.sliding("slid"));
    assertArrayEquals(drawn.values(own(network, images, fresh())), drawn.values(slid));
  }

  @Test
  void poolingToAFixedSizeSlidesOnlyWhereItDoesNothing() {
    UnaryOperator<Flow> network = x -> x.adaptiveAvgPool(3).flatten().dense("out", 2);
    Operand<TFloat32> larger = drawn.random(8, Shape.of(1, 4, 5, 1));
    Layers fits = fresh();
    own(network, drawn.random(9, Shape.of(1, 3, 3, 1)), fits);
    Flow slid = own(network, larger, fits.sliding("slid"));
    assertEquals(2 * 3 * 2, drawn.values(slid).length); // 3x3 in 4x5: two rows, three columns
    Layers pools = fresh();
    own(network, drawn.random(9, Shape.of(1, 4, 4, 1)), pools);
    Layers again = pools.sliding("again");
    var refusal = assertThrows(IllegalArgumentException.class, () -> own(network, larger, again));
    assertEquals(
        "the input: pooling 4x4 pixels to 3x3 does not slide over larger images",
        refusal.getMessage());
  }

  private Operand<TFloat32> ofUnknownSize(Operand<TFloat32> images) {
    Shape shape = Shape.of(-1, -1, -1, images.shape().get(3));
    return drawn.test().placeholderWithDefault(images, shape);
  }

  @Test
  void imagesNeedNotHaveAKnownSize() {
    UnaryOperator<Flow> padded =
        image -> {
          Flow x = image.conv("first", Conv.of(3, 3).pad(1).stride(2)).relu();
          x = x.avgPool(Pool.of(3, 2).pad(1)).conv("second", Conv.of(3, 4));
          return x.flatten().dense("last", 2);
        };
    Operand<TFloat32> images = drawn.random(2, Shape.of(2, 29, 34, 2));
    for (UnaryOperator<Flow> network : List.<UnaryOperator<Flow>>of(SlidingTest::network, padded)) {
      Layers net = fresh();
      own(network, drawn.random(3, Shape.of(1, 17, 18, 2)), net);
      float[] known = drawn.values(own(network, images, net.sliding("known")));
      Flow open = own(network, ofUnknownSize(images), net.sliding("open"));
      assertArrayEquals(known, drawn.values(open), 1e-6f);
    }
  }

  /** From even and odd sizes on, in which the last window hangs over or does not. */
  @ParameterizedTest
  @CsvSource({"12,12", "13,12", "14,15", "15,13"})
  void ceilModeOverAnUnknownSizeIsThatOverTheKnownOne(int rows, int columns) {
    for (Pool pool : List.of(Pool.of(3, 2), Pool.of(2, 2), Pool.of(3, 3), Pool.of(3, 2).pad(1))) {
      Pool ceil = pool.ceilMode();
      UnaryOperator<Flow> pools = x -> x.maxPool(ceil).avgPool(ceil);
      Operand<TFloat32> images = drawn.random(5, Shape.of(1, rows, columns, 2));
      Layers net = fresh();
      float[] known = drawn.values(own(pools, images, net));
      Flow open = own(pools, ofUnknownSize(images), net.sliding("open"));
      assertArrayEquals(known, drawn.values(open), 1e-6f);
    }
  }

  @Test
  void ceilModeWhoseLastWindowMightBeginInPaddingWantsAKnownSize() {
    Layers slid = fresh().sliding("open");
    Operand<TFloat32> images = ofUnknownSize(drawn.random(5, Shape.of(1, 8, 8, 1)));
    assertEquals(
        "the input: the map's size must be known",
        Refusal.of(() -> slid.flow(images).maxPool(Pool.of(2, 2).pad(1).ceilMode())));
  }

  @Test
  void imageSmallerThanTheNetworksIsRefused() {
    Layers net = fresh();
    own(SlidingTest::network, drawn.random(1, Shape.of(1, ROWS, COLUMNS, 2)), net);
    Operand<TFloat32> small = drawn.random(1, Shape.of(1, ROWS, 5, 2));
    Layers slid = net.sliding("slid");
    var refusal =
        assertThrows(IllegalArgumentException.class, () -> own(SlidingTest::network, small, slid));
    assertEquals(
        "conv: a window of 2x2 pixels does not fit into a map of 2x1", refusal.getMessage());
  }
}
