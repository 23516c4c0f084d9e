package org.convzoo.graphs.dense;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.graphs.Images;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Refusal;
import org.convzoo.ops.internal.runtime.MultiplyAdds;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** U-Net beside figure 1. */
class UNetTest {

  @AutoClose private final Drawn drawn = new Drawn();

  private void draw(UNet network, int side) {
    network.build(drawn.training(1), Images.of(drawn, side, side, 1), 2);
  }

  @ParameterizedTest(name = "{0}: {1}, {2}, {3} wide, {4} channels")
  @CsvSource({
    "down1, 570, 568, 64",
    "down2, 282, 280, 128",
    "down3, 138, 136, 256",
    "down4, 66, 64, 512",
    "bottom, 30, 28, 1024",
    "up4, 54, 52, 512",
    "up3, 102, 100, 256",
    "up2, 198, 196, 128",
    "up1, 390, 388, 64",
  })
  void mapsHaveFigure1sSizes(String step, int first, int second, int channels) {
    draw(UNet.VALID, 572);
    assertEquals(map(first, channels), drawn.shape(step + "/conv1/Relu"));
    assertEquals(map(second, channels), drawn.shape(step + "/conv2/Relu"));
  }

  /** The white boxes are what is copied, the blue ones beside them what comes up. */
  @ParameterizedTest(name = "{0}: {1} wide, {2} channels each")
  @CsvSource({"up4, 56, 512", "up3, 104, 256", "up2, 200, 128", "up1, 392, 64"})
  void copiesAreCroppedToWhatComesUp(String step, int size, int channels) {
    draw(UNet.VALID, 572);
    assertEquals(map(size, channels), drawn.shape(step + "/upconv/Relu"));
    String copied = step.replace("up", "down") + "/Slice";
    assertEquals(map(size, channels), drawn.shape(copied));
    assertEquals(map(size, 2 * channels), drawn.shape(step + "/Concat"));
  }

  private static String map(int size, int channels) {
    return size + "x" + size + "x" + channels;
  }

  /** The first convolution alone reads the image: 9 * 2 * 64 weights more, at 570 * 570 places. */
  @Test
  void threeChannelsMakeTheFirstConvolutionThreeTimesAsLarge() {
    UNet.VALID.build(drawn.inference(), Images.of(drawn, 572, 572, 3), 2);
    assertEquals(31_030_658 + 9 * 2 * 64, drawn.variables().parameters()); // 31,031,810
    assertEquals(150_428_424_448L + 570L * 570 * 9 * 2 * 64, MultiplyAdds.perImage(drawn.graph()));
  }

  @Test
  void outputHasFigure1sSizeOrTheInputs() {
    draw(UNet.VALID, 572);
    assertEquals(map(388, 2), drawn.shape("classifier/BiasAdd"));
    try (Drawn another = new Drawn()) {
      UNet.SAME.build(another.inference(), Images.of(another, 48, 80, 3), 5);
      assertEquals("48x80x5", another.shape("classifier/BiasAdd"));
    }
  }

  /** 16 n + 12 without padding: 204 -> 200 / 2 = 100 -> 96 / 2 = 48 -> 44 / 2 -> 18 / 2 -> 5. */
  @Test
  void sizesThatCannotBeHalvedEvenlyAreRefused() {
    draw(UNet.VALID, 204);
    assertEquals(
        "unet cannot take images of 206x206x1 (its own size is 572x572x1): "
            + "an even map is wanted where it is pooled, got 97x97",
        Refusal.of(
            () ->
                UNet.VALID.build(
                    drawn.training(1).under("another"), Images.of(drawn, 206, 206, 1), 2)));
  }

  @Test
  void dropoutStandsAtTheEndOfTheContractingPath() {
    draw(UNet.VALID, 188);
    List<String> masks = drawn.operations("StatelessRandomUniform");
    assertEquals(
        List.of("down4", "bottom"),
        masks.stream()
            .filter(name -> !name.startsWith("initialize/"))
            .map(name -> name.substring(0, name.indexOf('/')))
            .toList());
  }
}
