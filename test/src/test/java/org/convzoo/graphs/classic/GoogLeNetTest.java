package org.convzoo.graphs.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.graphs.Images;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.ndarray.Shape;

/** What GoogLeNet's layers leave. */
class GoogLeNetTest {

  @AutoClose private final Drawn drawn = new Drawn();

  private NetworkOutput draw(GoogLeNet network) {
    Spec spec = network.spec();
    return network.build(drawn.training(1), Images.of(drawn, spec.input()), spec.classes());
  }

  /** Table 1, column "output size"; and section 5 for the heads. */
  @ParameterizedTest
  @EnumSource(names = {"V1", "BVLC"})
  void googLeNetHasTable1sShapes(GoogLeNet network) {
    draw(network);
    assertEquals("112x112x64", drawn.shape("conv1/Relu"));
    assertEquals("56x56x64", drawn.shape("conv1/MaxPool"));
    assertEquals("56x56x192", drawn.shape("conv2/Relu"));
    assertEquals("28x28x192", drawn.shape("conv2/MaxPool"));
    assertEquals("28x28x256", drawn.shape("inception_3a/Concat"));
    assertEquals("28x28x480", drawn.shape("inception_3b/Concat"));
    assertEquals("14x14x480", drawn.shape("inception_3b/MaxPool_1"));
    assertEquals("14x14x512", drawn.shape("inception_4a/Concat"));
    assertEquals("14x14x512", drawn.shape("inception_4b/Concat"));
    assertEquals("14x14x512", drawn.shape("inception_4c/Concat"));
    assertEquals("14x14x528", drawn.shape("inception_4d/Concat"));
    assertEquals("14x14x832", drawn.shape("inception_4e/Concat"));
    assertEquals("7x7x832", drawn.shape("inception_4e/MaxPool_1"));
    assertEquals("7x7x832", drawn.shape("inception_5a/Concat"));
    assertEquals("7x7x1024", drawn.shape("inception_5b/Concat"));
    assertEquals("1024", drawn.shape("inception_5b/Mean"));
    assertEquals("1000", drawn.shape("classifier/BiasAdd"));
    assertEquals("4x4x512", drawn.shape("auxiliary_4a/AvgPool"));
    assertEquals("4x4x528", drawn.shape("auxiliary_4d/AvgPool"));
    for (String head : List.of("auxiliary_4a", "auxiliary_4d")) {
      assertEquals("4x4x128", drawn.shape(head + "/conv/Relu"));
      assertEquals("1024", drawn.shape(head + "/fc/Relu"));
      assertEquals("1000", drawn.shape(head + "/classifier/BiasAdd"));
    }
  }

  /** Section 5: 7 * 7 * 1024 = 50,176 numbers where the average leaves 1,024. */
  @Test
  void denseLayersStandInForTheAverage() {
    draw(GoogLeNet.FULLY_CONNECTED);
    assertEquals("7x7x1024", drawn.shape("inception_5b/Concat"));
    assertEquals("50176", drawn.shape("inception_5b/Reshape"));
    assertEquals("1024", drawn.shape("fc/Relu"));
    assertEquals("1000", drawn.shape("classifier/BiasAdd"));
  }

  /** Table 1: "#3x3 reduce" and its neighbours, read off one block. */
  @Test
  void inceptionBlockHasSixConvolutionsAndAPooling() {
    draw(GoogLeNet.V1);
    assertEquals("14x14x112", drawn.shape("inception_4d/1x1/Relu"));
    assertEquals("14x14x144", drawn.shape("inception_4d/3x3_reduce/Relu"));
    assertEquals("14x14x288", drawn.shape("inception_4d/3x3/Relu"));
    assertEquals("14x14x32", drawn.shape("inception_4d/5x5_reduce/Relu"));
    assertEquals("14x14x64", drawn.shape("inception_4d/5x5/Relu"));
    assertEquals("14x14x512", drawn.shape("inception_4d/MaxPool"));
    assertEquals("14x14x64", drawn.shape("inception_4d/pool_proj/Relu"));
  }

  @Test
  void googLeNetsHeadsBelongTo4aAnd4d() {
    NetworkOutput logits = draw(GoogLeNet.V1);
    assertEquals(
        List.of("auxiliary_4a/classifier/BiasAdd", "auxiliary_4d/classifier/BiasAdd"),
        logits.auxiliary().stream().map(head -> head.logits().op().name()).toList());
    assertEquals(
        List.of("auxiliary_4a", "auxiliary_4d"),
        logits.auxiliary().stream().map(NetworkOutput.Auxiliary::name).toList());
    assertEquals(
        List.of(0.3f, 0.3f),
        logits.auxiliary().stream().map(NetworkOutput.Auxiliary::weight).toList());
  }

  /**
   * Torchvision's stages have the sizes of table 1; its heads read maps of 4x4 by other windows.
   */
  @Test
  void torchvisionsNetworkHasTable1sShapes() {
    draw(GoogLeNet.BN);
    assertEquals("112x112x64", drawn.shape("conv1/Relu"));
    assertEquals("56x56x64", drawn.shape("conv1/MaxPool"));
    assertEquals("56x56x192", drawn.shape("conv2/Relu"));
    assertEquals("28x28x192", drawn.shape("conv2/MaxPool"));
    assertEquals("28x28x256", drawn.shape("inception_3a/Concat"));
    assertEquals("28x28x480", drawn.shape("inception_3b/Concat"));
    assertEquals("14x14x512", drawn.shape("inception_4a/Concat"));
    assertEquals("14x14x528", drawn.shape("inception_4d/Concat"));
    assertEquals("14x14x832", drawn.shape("inception_4e/Concat"));
    assertEquals("7x7x832", drawn.shape("inception_4e/MaxPool_1"));
    assertEquals("7x7x1024", drawn.shape("inception_5b/Concat"));
    assertEquals("1000", drawn.shape("classifier/BiasAdd"));
    assertEquals("4x4x128", drawn.shape("auxiliary_4a/conv/Relu"));
    assertEquals("4x4x128", drawn.shape("auxiliary_4d/conv/Relu"));
  }

  @Test
  void torchvisionsNetworkHas3x3KernelsWhereThePaperHas5x5() {
    draw(GoogLeNet.BN);
    assertEquals(Shape.of(3, 3, 16, 32), kernel("inception_3a/5x5/kernel"));
    assertEquals(List.of(), drawn.operations("LRN"));
    assertEquals(
        3 + 9 * 6 + 2, // stem, inception, heads
        drawn.operations("FusedBatchNormV3").size());
  }

  /** Inception_v1's end points, as TF-Slim's test has them at 224 pixels and, last, at 112. */
  @Test
  void slimsNetworkHasItsTestsShapes() {
    draw(GoogLeNet.SLIM);
    assertEquals("112x112x64", drawn.shape("conv1/Relu"));
    assertEquals("56x56x64", drawn.shape("conv1/MaxPool"));
    assertEquals("56x56x64", drawn.shape("conv2_reduce/Relu"));
    assertEquals("56x56x192", drawn.shape("conv2/Relu"));
    assertEquals("28x28x192", drawn.shape("conv2/MaxPool"));
    assertEquals("28x28x256", drawn.shape("inception_3a/Concat"));
    assertEquals("28x28x480", drawn.shape("inception_3b/Concat"));
    assertEquals("14x14x480", drawn.shape("inception_3b/MaxPool_1"));
    assertEquals("14x14x832", drawn.shape("inception_4e/Concat"));
    assertEquals("7x7x832", drawn.shape("inception_4e/MaxPool_1"));
    assertEquals("7x7x1024", drawn.shape("inception_5b/Concat"));
    GoogLeNet.SLIM.build(drawn.inference().under("half"), Images.of(drawn, 112, 112, 3), 1000);
    assertEquals("4x4x1024", drawn.shape("half/inception_5b/Concat"));
  }

  /** d2l, section 8.4, at 96 pixels. */
  @Test
  void d2lsNetworkHasItsBooksShapes() {
    NetworkOutput logits = draw(GoogLeNet.D2L);
    assertEquals("24x24x64", drawn.shape("conv1/MaxPool"));
    assertEquals("12x12x192", drawn.shape("conv2/MaxPool"));
    assertEquals("6x6x480", drawn.shape("inception_3b/MaxPool_1"));
    assertEquals("3x3x832", drawn.shape("inception_4e/MaxPool_1"));
    assertEquals("3x3x1024", drawn.shape("inception_5b/Concat"));
    assertEquals("1024", drawn.shape("inception_5b/Mean"));
    assertEquals("10", drawn.shape("classifier/BiasAdd"));
    assertEquals(Shape.of(5, 5, 16, 32), kernel("inception_3a/5x5/kernel"));
    assertEquals(List.of(), logits.auxiliary());
  }

  private Shape kernel(String variable) {
    return drawn.graph().operationOrThrow(variable).output(0).shape();
  }
}
