package org.convzoo.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.convzoo.ops.Phase;
import org.convzoo.report.flow.Drawings;
import org.convzoo.report.internal.drawing.Drawing;
import org.convzoo.report.internal.drawing.Drawing.Arrow;
import org.convzoo.report.internal.drawing.Drawing.Box;
import org.convzoo.report.source.Feed;
import org.convzoo.report.source.GraphSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is drawn of the zoo's networks. */
class DrawingTest {

  private static Box box(Drawing drawing, String name) {
    return drawing.boxes().stream().filter(b -> b.name().equals(name)).findFirst().orElseThrow();
  }

  private static Set<String> read(Drawing drawing, String box) {
    return drawing.arrows().stream()
        .filter(arrow -> arrow.to().equals(box))
        .map(Arrow::from)
        .collect(Collectors.toSet());
  }

  private static Set<String> readers(Drawing drawing, String box) {
    return drawing.arrows().stream()
        .filter(arrow -> arrow.from().equals(box))
        .map(Arrow::to)
        .collect(Collectors.toSet());
  }

  /** Each arrow leads to a box that stands later: no way leads round in a circle. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "lenet",
        "alexnet",
        "vgg11",
        "nin",
        "googlenet-bn",
        "highway19",
        "resnet50",
        "rir18",
        "preresnet20",
        "fractalnet20",
        "dmrnet",
        "densenet-d2l",
        "unet",
        "densebox"
      })
  void everyBoxIsOnAWayFromTheImageToTheAnswer(String network) {
    Drawing drawing = Drawings.of(network);
    Set<String> before = new HashSet<>();
    for (Box box : drawing.boxes()) {
      Set<String> read = read(drawing, box.name());
      assertTrue(before.containsAll(read), box.name() + " reads " + read);
      assertEquals(before.isEmpty(), read.isEmpty(), box.name());
      assertTrue(before.add(box.name()), box.name());
    }
    List<String> ends = before.stream().filter(box -> readers(drawing, box).isEmpty()).toList();
    assertEquals(1, ends.size(), "ends: " + ends);
  }

  /** Figure 2: the third convolution reads both towers, the fourth its own. */
  @Test
  void alexNetsTowersMeetWhereThePaperSaysSo() {
    Drawing drawing = Drawings.of("alexnet");
    assertEquals(Set.of("images"), read(drawing, "tower2/conv1"));
    assertEquals(
        Set.of("tower1/conv2/MaxPool", "tower2/conv2/MaxPool"), read(drawing, "tower2/conv3"));
    assertEquals(Set.of("tower2/conv3"), read(drawing, "tower2/conv4"));
    assertEquals(Set.of("tower1/fc7", "tower2/fc7"), read(drawing, "fc8"));
    assertEquals(List.of("relu", "lrn"), box(drawing, "tower1/conv1").then());
  }

  /** Figure 2b: 1x1, two reductions and a pooling read the map, and four ends are joined. */
  @Test
  void inceptionHasFourBranches() {
    Drawing drawing = Drawings.of("googlenet");
    assertEquals(
        Set.of(
            "inception_3b/1x1",
            "inception_3b/3x3_reduce",
            "inception_3b/5x5_reduce",
            "inception_3b/MaxPool"),
        readers(drawing, "inception_3a/Concat"));
    assertEquals(
        Set.of(
            "inception_3a/1x1", "inception_3a/3x3", "inception_3a/5x5", "inception_3a/pool_proj"),
        read(drawing, "inception_3a/Concat"));
  }

  /** Figure 3: the pooling between 3b and 4a belongs to neither. */
  @Test
  void poolingBehindABlockIsNotInIt() {
    Drawing drawing = Drawings.of("googlenet");
    assertEquals("inception_3b", box(drawing, "inception_3b/MaxPool").scope());
    assertEquals("", box(drawing, "inception_3b/MaxPool_1").scope());
  }

  @Test
  void auxiliaryHeadsAreDrawnInTraining() {
    Drawing drawing = Drawings.of("googlenet", Phase.TRAINING);
    assertEquals(Set.of(), readers(drawing, "auxiliary_4a/classifier"));
    assertEquals(Set.of("inception_4a/Concat"), read(drawing, "auxiliary_4a/AvgPool"));
    assertEquals(List.of("relu", "dropout"), box(drawing, "auxiliary_4d/fc").then());
  }

  /** Figure 2: an addition reads the branch and what came before the unit. */
  @Test
  void shortcutLeadsPastTwoConvolutions() {
    Drawing drawing = Drawings.of("resnet18");
    assertEquals(Set.of("conv2_1/Add", "conv2_2/conv2"), read(drawing, "conv2_2/Add"));
  }

  /** arXiv:1603.05027, figure 1b: normalisation is on the branch, not on the shortcut. */
  @Test
  void preActivationIsOnTheArrowIntoTheBranch() {
    Drawing drawing = Drawings.of("preresnet20");
    Arrow branch =
        drawing.arrows().stream()
            .filter(arrow -> arrow.through().equals(List.of("batch norm", "relu")))
            .findFirst()
            .orElseThrow();
    assertTrue(box(drawing, branch.from()).then().isEmpty());
  }

  /** Figure 1: the copy is cropped on its way to the expansive path. */
  @Test
  void uNetsCopiesAreCropped() {
    Drawing drawing = Drawings.of("unet");
    assertTrue(drawing.arrows().contains(new Arrow("down1/conv2", "up1/conv1", List.of("crop"))));
    assertEquals(Set.of("up1/upconv", "down1/conv2"), read(drawing, "up1/conv1"));
  }

  /** As Caffe draws it: two groups, drawn apart in the graph, are a layer. */
  @Test
  void groupsOfAConvolutionAreABox() {
    Drawing drawing = Drawings.of("alexnet-bvlc");
    Box second = box(drawing, "conv2");
    assertEquals("conv 5x5/1 same groups 2", second.words());
    assertEquals(256, second.output().get(3));
  }

  /** Section 3.3, which is several operations in training, where its gradient is needed. */
  @Test
  void normalisationIsOneWordInTraining() {
    Box first = box(Drawings.of("alexnet", Phase.TRAINING), "tower1/conv1");
    assertEquals(List.of("relu", "lrn"), first.then());
  }

  /**
   * Table 1: 3, 8, 36 and 3 units; the first of a stage differs, as it halves or widens the map.
   */
  @Test
  void unitsThatRepeatAreOneBox() {
    List<String> names =
        Drawings.of("resnet152").byBlock().boxes().stream().map(Box::name).toList();
    assertEquals(
        List.of(
            "images",
            "conv1",
            "conv1/MaxPool",
            "conv2_1",
            "conv2_2 to conv2_3",
            "conv3_1",
            "conv3_2 to conv3_8",
            "conv4_1",
            "conv4_2 to conv4_36",
            "conv5_1",
            "conv5_2 to conv5_3",
            "conv5_3/Mean",
            "fc"),
        names);
  }

  /** Table 1: 4b and 4c put out the same map, but are made of other widths. */
  @Test
  void blocksThatDifferInsideAreTwoBoxes() {
    Drawing drawing = Drawings.of("googlenet", Phase.TRAINING).byBlock();
    assertEquals(Set.of("inception_4b"), read(drawing, "inception_4c"));
    assertEquals(Set.of("inception_4b", "auxiliary_4a"), readers(drawing, "inception_4a"));
    assertEquals(
        "conv 1x1 x4, conv 3x3, conv 5x5, max pool 3x3", box(drawing, "inception_4c").words());
  }

  @Test
  void towersThatReadOneAnotherAreNoBlocks() {
    assertEquals(Drawings.of("alexnet"), Drawings.of("alexnet").byBlock());
  }

  @Test
  void textFramesTheTowersAndIsTheSameAgain() {
    String dot = Drawings.of("alexnet").dot();
    assertTrue(dot.contains("subgraph \"cluster_tower1\" {"), dot);
    assertTrue(dot.contains("\"tower1/conv2/MaxPool\" -> \"tower2/conv3\";"), dot);
    assertTrue(dot.contains("55x55x48"), dot);
    assertEquals(dot, Drawings.of("alexnet").dot());
  }

  /** A network of few layers leads to the right, a deep one down. */
  @Test
  void deepNetworksLeadDown() {
    assertTrue(Drawings.of("lenet").dot().contains("rankdir=LR"));
    assertTrue(Drawings.of("resnet18").dot().contains("rankdir=TB"));
  }

  /** Three convolutions and a dense layer, as test/parity/make_saved_models.py has them. */
  @Test
  void modelOfKerasIsDrawn() throws Exception {
    Path folder = Path.of(DrawingTest.class.getResource("keras").toURI());
    Feed feed = new Feed(OptionalInt.empty(), OptionalInt.of(16), OptionalInt.of(16));
    try (GraphSource subject = GraphSource.savedModel(folder, "serving_default", feed)) {
      List<String> words = Drawing.of(subject).boxes().stream().map(Box::brief).toList();
      assertEquals(
          List.of(
              "input", "conv 3x3/2", "depthwise conv 3x3", "conv 1x1", "global avg pool", "dense"),
          words);
    }
  }
}
