package org.convzoo.graphs.dense;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.convzoo.graphs.Images;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Refusal;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.GraphOperation;

/** What the layers of DenseBox leave, and how much of the image they see. */
class DenseBoxTest {

  @AutoClose private final Drawn drawn = new Drawn();

  /** Figure 3 at 240: halved three times, and conv4_4 enlarged to join conv3_4. */
  @Test
  void layersHaveFigure3sShapes() {
    NetworkOutput logits =
        DenseBox.PAPER.build(drawn.training(1), Images.of(drawn, 240, 240, 3), 1);
    assertEquals("240x240x64", drawn.shape("conv1_2/Relu"));
    assertEquals("120x120x64", drawn.shape("conv1_2/MaxPool"));
    assertEquals("120x120x128", drawn.shape("conv2_2/Relu"));
    assertEquals("60x60x128", drawn.shape("conv2_2/MaxPool"));
    assertEquals("60x60x256", drawn.shape("conv3_4/Relu"));
    assertEquals("30x30x256", drawn.shape("conv3_4/MaxPool"));
    assertEquals("30x30x512", drawn.shape("conv4_4/Relu"));
    assertEquals("60x60x512", drawn.shape("conv4_4/ResizeBilinear"));
    assertEquals("60x60x768", drawn.shape("conv3_4/Concat"));
    assertEquals("60x60x512", drawn.shape("conv5_1_det/Relu"));
    assertEquals("60x60x1", drawn.shape("conv5_2_det/BiasAdd"));
    assertEquals("60x60x512", drawn.shape("conv5_1_loc/Relu"));
    assertEquals("60x60x4", drawn.shape("conv5_2_loc/BiasAdd"));
    assertEquals("60x60x5", drawn.shape(logits.main().op().name()));
  }

  /** 101 pixels are 50, 25 and 12; twelve are enlarged to 25, not to 24. */
  @Test
  void imagesOfAnySizeAreTaken() {
    NetworkOutput logits = DenseBox.SMALL.build(drawn.inference(), Images.of(drawn, 101, 64, 1), 1);
    assertEquals("12x8x128", drawn.shape("conv4_4/Relu"));
    assertEquals("25x16x5", drawn.shape(logits.main().op().name()));
  }

  /**
   * Section 3.2: a pixel of conv3_4 sees 48 x 48 pixels, almost the size of a face, which is 50.
   * One of conv4_4 sees more, by the paper 118 x 118. From the layers' kernels k and strides s,
   * last to first, r <- s r + k - s: conv3_4 comes to 1 + 4*2 = 9, * 2 = 18, + 2*2 = 22, * 2 = 44,
   * + 2*2 = 48. conv4_4 comes to 9, 18, 26, 52, 56, 112 and 116.
   */
  @ParameterizedTest(name = "{0} sees {1} pixels")
  @CsvSource({"conv3_4, 48", "conv4_4, 116"})
  void receptiveFieldFitsTheObject(String layer, int expected) {
    DenseBox.PAPER.build(drawn.inference(), Images.of(drawn, 240, 240, 3), 1);
    GraphOperation op = drawn.graph().operationOrThrow(layer + "/Relu");
    long field = 1;
    while (!op.type().equals("Placeholder")) {
      GraphOperation before = (GraphOperation) op.input(0).op();
      long stride = before.output(0).shape().get(1) / op.output(0).shape().get(1);
      long kernel =
          switch (op.type()) {
            case "Conv2D" -> op.input(1).shape().get(0);
            case "MaxPool" -> 2;
            default -> 1;
          };
      field = stride * field + kernel - stride;
      op = before;
    }
    assertEquals(expected, field);
  }

  @Test
  void objectsAreOfOneKind() {
    assertEquals(
        "densebox finds objects of 1 class, got 2",
        Refusal.of(() -> DenseBox.PAPER.build(drawn.inference(), Images.of(drawn, 64, 64, 3), 2)));
  }
}
