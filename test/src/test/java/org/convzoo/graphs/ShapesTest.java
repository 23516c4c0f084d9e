package org.convzoo.graphs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;

/** What each layer leaves, read from the graph by the operation's name. */
class ShapesTest {

  @AutoClose private final Drawn drawn = new Drawn();

  /** Draws {@code network} for training over images of this side. */
  private Logits draw(Network network, int side) {
    int channels = network.spec().input().channels();
    return network.draw(
        drawn.training(1), Images.of(drawn, side, side, channels), network.spec().classes());
  }

  private String shape(String operation) {
    return drawn.shape(operation);
  }

  /** d2l, section 7.6: (28 + 4 - 5) + 1 = 28, half 14, 14 - 5 + 1 = 10, half 5; 5*5*16 = 400. */
  @Test
  void leNetHasD2lsShapes() {
    draw(LeNet.D2L, 28);
    assertEquals("28x28x6", shape("conv1/BiasAdd"));
    assertEquals("14x14x6", shape("conv1/AvgPool"));
    assertEquals("10x10x16", shape("conv2/BiasAdd"));
    assertEquals("5x5x16", shape("conv2/AvgPool"));
    assertEquals("400", shape("conv2/Reshape"));
    assertEquals("120", shape("fc3/Sigmoid"));
    assertEquals("84", shape("fc4/Sigmoid"));
    assertEquals("10", shape("fc5/BiasAdd"));
  }

  /** 28 - 5 + 1 = 24, half 12, 12 - 5 + 1 = 8, half 4; 4*4*50 = 800. */
  @Test
  void caffesLeNetIsWider() {
    draw(LeNet.CAFFE, 28);
    assertEquals("24x24x20", shape("conv1/BiasAdd"));
    assertEquals("12x12x20", shape("conv1/MaxPool"));
    assertEquals("8x8x50", shape("conv2/BiasAdd"));
    assertEquals("4x4x50", shape("conv2/MaxPool"));
    assertEquals("800", shape("conv2/Reshape"));
    assertEquals("500", shape("ip1/Relu"));
    assertEquals("10", shape("ip2/BiasAdd"));
  }

  /**
   * Figure 2 at 227: (227 - 11) / 4 + 1 = 55, (55 - 3) / 2 + 1 = 27, then 13, then 6; each tower
   * has half of the paper's channels. At 224 the divisions leave rests: 213 / 4 + 1 = 54, 51 / 2 +
   * 1 = 26, 23 / 2 + 1 = 12, 9 / 2 + 1 = 5.
   */
  @ParameterizedTest(name = "{0} pixels: {1}, {2}, {3}, {4}")
  @CsvSource({"227, 55, 27, 13, 6", "224, 54, 26, 12, 5"})
  void alexNetHasFigure2sShapes(int side, int first, int second, int third, int last) {
    draw(AlexNet.TWO_TOWERS, side);
    for (String tower : List.of("tower1/", "tower2/")) {
      assertEquals(map(first, 48), shape(tower + "conv1/Relu"));
      assertEquals(map(second, 48), shape(tower + "conv1/MaxPool"));
      assertEquals(map(second, 128), shape(tower + "conv2/Relu"));
      assertEquals(map(third, 128), shape(tower + "conv2/MaxPool"));
      assertEquals(map(third, 192), shape(tower + "conv3/Relu"));
      assertEquals(map(third, 192), shape(tower + "conv4/Relu"));
      assertEquals(map(third, 128), shape(tower + "conv5/Relu"));
      assertEquals(map(last, 128), shape(tower + "conv5/MaxPool"));
      assertEquals("2048", shape(tower + "fc6/Relu"));
      assertEquals("2048", shape(tower + "fc7/Relu"));
    }
    assertEquals("1000", shape("fc8/BiasAdd"));
    assertEquals(last * last * 256 + "x2048", kernel("tower1/fc6/kernel"));
  }

  private static String map(int side, int channels) {
    return side + "x" + side + "x" + channels;
  }

  private String kernel(String variable) {
    Shape shape = drawn.graph().operationOrThrow(variable).output(0).shape();
    return shape.get(0) + "x" + shape.get(1);
  }

  @Test
  void towersAreJoinedForConv3AndTheDenseLayersOnly() {
    draw(AlexNet.WITHOUT_LRN, 227);
    assertEquals(
        List.of(
            "tower1/Concat", // for conv3
            "tower2/Concat",
            "tower1/Concat_1", // for fc6
            "tower2/Concat_1",
            "tower1/Concat_2", // for fc7
            "tower2/Concat_2",
            "Concat"), // for fc8
        drawn.operations("ConcatV2"));
  }

  /** Table 1, column "output size"; and section 5 for the heads. */
  @Test
  void googLeNetHasTable1sShapes() {
    draw(GoogLeNet.V1, 224);
    assertEquals("112x112x64", shape("conv1/Relu"));
    assertEquals("56x56x64", shape("conv1/MaxPool"));
    assertEquals("56x56x192", shape("conv2/Relu"));
    assertEquals("28x28x192", shape("conv2/MaxPool"));
    assertEquals("28x28x256", shape("inception_3a/Concat"));
    assertEquals("28x28x480", shape("inception_3b/Concat"));
    assertEquals("14x14x480", shape("inception_3b/MaxPool_1"));
    assertEquals("14x14x512", shape("inception_4a/Concat"));
    assertEquals("14x14x512", shape("inception_4b/Concat"));
    assertEquals("14x14x512", shape("inception_4c/Concat"));
    assertEquals("14x14x528", shape("inception_4d/Concat"));
    assertEquals("14x14x832", shape("inception_4e/Concat"));
    assertEquals("7x7x832", shape("inception_4e/MaxPool_1"));
    assertEquals("7x7x832", shape("inception_5a/Concat"));
    assertEquals("7x7x1024", shape("inception_5b/Concat"));
    assertEquals("1024", shape("inception_5b/Mean"));
    assertEquals("1000", shape("classifier/BiasAdd"));
    assertEquals("4x4x512", shape("auxiliary_4a/AvgPool"));
    assertEquals("4x4x528", shape("auxiliary_4d/AvgPool"));
    for (String head : List.of("auxiliary_4a", "auxiliary_4d")) {
      assertEquals("4x4x128", shape(head + "/conv/Relu"));
      assertEquals("1024", shape(head + "/fc/Relu"));
      assertEquals("1000", shape(head + "/classifier/BiasAdd"));
    }
  }

  /** Table 1: "#3x3 reduce" and its neighbours, read off one block. */
  @Test
  void inceptionBlockHasSixConvolutionsAndAPooling() {
    draw(GoogLeNet.V1, 224);
    assertEquals("14x14x112", shape("inception_4d/1x1/Relu"));
    assertEquals("14x14x144", shape("inception_4d/3x3_reduce/Relu"));
    assertEquals("14x14x288", shape("inception_4d/3x3/Relu"));
    assertEquals("14x14x32", shape("inception_4d/5x5_reduce/Relu"));
    assertEquals("14x14x64", shape("inception_4d/5x5/Relu"));
    assertEquals("14x14x512", shape("inception_4d/MaxPool"));
    assertEquals("14x14x64", shape("inception_4d/pool_proj/Relu"));
  }

  @Test
  void googLeNetsHeadsBelongTo4aAnd4d() {
    Logits logits = draw(GoogLeNet.V1, 224);
    assertEquals(
        List.of("auxiliary_4a/classifier/BiasAdd", "auxiliary_4d/classifier/BiasAdd"),
        logits.auxiliary().stream().map(head -> head.logits().op().name()).toList());
    assertEquals(
        List.of(0.3f, 0.3f), logits.auxiliary().stream().map(Logits.Auxiliary::weight).toList());
  }
}
