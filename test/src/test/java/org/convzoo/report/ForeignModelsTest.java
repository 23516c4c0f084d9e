package org.convzoo.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.convzoo.report.flow.Row;
import org.convzoo.report.internal.op.GraphException;
import org.convzoo.report.internal.op.Work;
import org.convzoo.report.source.Feed;
import org.convzoo.report.source.GraphSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignModelsTest {

  private static final Feed ANY_16 =
      new Feed(OptionalInt.empty(), OptionalInt.of(16), OptionalInt.of(16));

  @TempDir private Path temporary;

  private static Row total(GraphSource subject) {
    try (subject) {
      Row total = GraphReport.of(subject).total();
      assertEquals(0, total.uncounted().size(), total.uncounted()::toString);
      return total;
    }
  }

  private static Row savedModel(String name, Feed feed) throws IOException {
    return total(GraphSource.savedModel(ForeignModels.path(name), "serving_default", feed));
  }

  private static void assertCounts(long trainable, long other, long macs, Row total) {
    assertEquals(trainable, total.trainable());
    assertEquals(other, total.other());
    assertEquals(macs, total.macs());
  }

  /** Each batch norm has gamma and beta, and a running mean and variance, of 8 channels. */
  @Test
  void kerasModelWithDepthwiseConvolutionIsCounted() throws IOException {
    int weights = 3 * 3 * 3 * 8 + 3 * 3 * 8 + (8 * 12 + 12) + (12 * 10 + 10);
    int norms = 2 * 2 * 8;
    int macs = 8 * 8 * (3 * 3 * 3 * 8 + 3 * 3 * 8 + 8 * 12) + 12 * 10;
    assertCounts(weights + norms, norms, macs, savedModel("keras", ANY_16));
  }

  /** In two groups, each filter of 3x3 reads 2 of 4 channels; swish is an IdentityN of Keras'. */
  @Test
  void kerasModelWithSwishAndGroupsIsCounted() throws IOException {
    int grouped = 3 * 3 * 2 * 8;
    Row total = savedModel("swish", Feed.AS_SAVED);
    assertCounts(grouped + 8 + (8 * 5 + 5), 0, 8 * 8 * grouped + 8 * 5, total);
  }

  /**
   * Of 6 words of 8 numbers: queries, keys, values and the output are 8x8 products with biases; the
   * scores, and the sums of values by them, are 2 heads of 6x6 products of 4 numbers.
   */
  @Test
  void attentionIsCounted() throws IOException {
    int weights = 11 * 8 + 4 * (8 * 8 + 8);
    int macs = 4 * 6 * 8 * 8 + 2 * (2 * 6 * 6 * 4);
    assertCounts(weights, 0, macs, savedModel("attention", Feed.AS_SAVED));
  }

  /** A stride of 1x2x2 leaves 4 frames of 4x4. */
  @Test
  void convolutionOfThreeAxesIsCounted() throws IOException {
    int kernel = 2 * 3 * 3 * 2 * 3;
    assertCounts(kernel + 3, 0, 4 * 4 * 4 * kernel, savedModel("clip", Feed.AS_SAVED));
  }

  /** Of 10x12, 8x8 are left, and 6x6 of these; 2 numbers are where the flips' randomness stands. */
  @Test
  void preprocessingIsFollowed() throws IOException {
    int kernel = 3 * 3 * 3 * 4;
    assertCounts(kernel + 4, 2, 4 * 4 * kernel, savedModel("preprocessing", Feed.AS_SAVED));
  }

  /**
   * Four gates of 4 units read 3 numbers and 4 of the step before, in 5 steps; then 2 classes.
   * Besides, a step adds the two products and a bias for all gates, and for each unit has 3
   * sigmoids, 2 tanh, 3 products and a sum.
   */
  @ParameterizedTest
  @ValueSource(strings = {"lstm", "lstm.pb"})
  void lstmIsCountedForAllItsSteps(String name) throws IOException {
    Path model = ForeignModels.path(name);
    Row total =
        total(
            name.endsWith(".pb")
                ? GraphSource.frozen(model, Feed.AS_SAVED)
                : GraphSource.savedModel(model, "serving_default", Feed.AS_SAVED));
    int gates = 4 * 4 * (3 + 4);
    assertCounts(gates + 4 * 4 + (4 * 2 + 2), 0, 5 * gates + 4 * 2, total);
    assertEquals(2 * total.macs() + 5 * (2 * 4 * 4 + 9 * 4) + 2, total.allFlops());
  }

  /**
   * Three gates of 4 units read 3 numbers, three of 5 units these 4, each its own of the step
   * before, with two biases; as many steps as are fed.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 6, 100})
  void seriesOfAnyLengthHasAsManyRoundsAsItIsLong(int steps) throws IOException {
    Feed feed = new Feed(OptionalInt.of(2), OptionalInt.of(steps), OptionalInt.of(steps));
    int gates = 3 * 4 * (3 + 4) + 3 * 5 * (4 + 5);
    int biases = 2 * (3 * 4 + 3 * 5);
    assertCounts(gates + biases, 0, 2 * steps * gates, savedModel("gru", feed));
  }

  /** The numbers that a table has for 3 words are 3 numbers. */
  @Test
  void whatATableFindsHasTheShapeOfItsKeys() throws IOException {
    assertCounts(3 * 4, 0, 3 * 4, savedModel("lookup", Feed.AS_SAVED));
  }

  /** A loop makes 8x8x3 of each file; they are convolved together. */
  @Test
  void imagesThatALoopDecodesAreCounted() throws IOException {
    Feed seven = new Feed(OptionalInt.of(7), OptionalInt.empty(), OptionalInt.empty());
    int kernel = 3 * 3 * 3 * 4;
    Row total = savedModel("jpegs", seven);
    assertCounts(kernel, 0, 7 * 8 * 8 * kernel, total);
    long resizing = 7 * 9 * 8 * 8 * 3;
    assertEquals(resizing, total.flops().get(Work.ELEMENT_WISE));
  }

  /** A convolution of 1x1 on 8x8 maps, until they are dark. */
  @Test
  void roundsThatDependOnTheImageAreSaidNotToBeCounted() throws IOException {
    try (GraphSource subject =
        GraphSource.savedModel(ForeignModels.path("halving"), "serving_default", Feed.AS_SAVED)) {
      Row total = GraphReport.of(subject).total();
      assertCounts(4 * 4, 0, 8 * 8 * 4 * 4, total);
      assertEquals(
          List.of(
              "while of type While: the rounds after the first, as nothing says how many there are"),
          total.uncounted());
    }
  }

  @Test
  void batchMultipliesTheWorkButNotTheParameters() throws IOException {
    Row one = savedModel("keras", ANY_16);
    Row three = savedModel("keras", new Feed(OptionalInt.of(3), ANY_16.height(), ANY_16.width()));
    assertCounts(one.trainable(), one.other(), 3 * one.macs(), three);
  }

  /** The kernel [3,3,4,4] works on 8x8 maps twice, and is there once. */
  @Test
  void functionThatIsCalledTwiceSharesItsWeights() throws IOException {
    Row total = savedModel("nested", Feed.AS_SAVED);
    assertCounts(3 * 3 * 4 * 4 + 4, 4, 2 * 8 * 8 * 3 * 3 * 4 * 4, total);
  }

  /** Names do not say what is a statistic; the collection of trainable variables does. */
  @Test
  void modelOfTensorFlow1IsCounted() throws IOException {
    int weights = 5 * 5 * 6 + 6 + 2 * 6 + (96 * 10 + 10);
    int macs = 8 * 8 * 5 * 5 * 6 + 96 * 10;
    assertCounts(weights, 2 * 6, macs, savedModel("tensorflow1", Feed.AS_SAVED));
  }

  @Test
  void frozenGraphsConstantsAreItsParameters() throws IOException {
    int weights = 5 * 5 * 6 + 6 + 2 * 6 + (96 * 10 + 10);
    int macs = 8 * 8 * 5 * 5 * 6 + 96 * 10;
    assertCounts(
        weights,
        2 * 6,
        macs,
        total(GraphSource.frozen(ForeignModels.path("frozen.pb"), Feed.AS_SAVED)));
  }

  /** On 8x8 maps of 4 channels: a branch of 3x3, another of 1x1, and three rounds of 1x1. */
  @Test
  void branchesAreAllCountedWhichIsSaid() throws IOException {
    GraphSource subject =
        GraphSource.savedModel(ForeignModels.path("branching"), "serving_default", Feed.AS_SAVED);
    try (subject) {
      Row total = GraphReport.of(subject).total();
      int weights = (9 + 1 + 1) * 4 * 4;
      assertCounts(weights, 0, 8 * 8 * (9 + 1 + 3) * 4 * 4, total);
      assertEquals(
          List.of(
              "cond of type If: a choice; all its 2 branches are counted, and one of them runs"),
          total.uncounted());
    }
  }

  /** On 8x8 maps of 4 channels, three rounds of two rounds of 1x1, and of 1x1 in one branch. */
  @ParameterizedTest
  @ValueSource(strings = {"rounds", "rounds.pb"})
  void loopsAndChoicesInALoopAreCountedInEachRound(String name) throws IOException {
    Path model = ForeignModels.path(name);
    GraphSource subject =
        name.endsWith(".pb")
            ? GraphSource.frozen(model, Feed.AS_SAVED)
            : GraphSource.savedModel(model, "serving_default", Feed.AS_SAVED);
    try (subject) {
      Row total = GraphReport.of(subject).total();
      assertCounts(4 * 4, 0, 3 * (2 + 1) * 8 * 8 * 4 * 4, total);
      for (String uncounted : total.uncounted()) {
        assertTrue(uncounted.endsWith("all its 2 branches are counted, and one of them runs"));
      }
    }
  }

  @Test
  void imagesOfAnySizeNeedASize() {
    var e = assertThrows(IllegalArgumentException.class, () -> savedModel("keras", Feed.AS_SAVED));
    assertTrue(e.getMessage().endsWith("say which, as in --input-size 224"), e.getMessage());
  }

  @Test
  void imagesOfAnotherSizeThanSavedAreRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> savedModel("tensorflow1", ANY_16));
    assertEquals("image was saved for 12 on axis 1, and cannot be fed 16", e.getMessage());
  }

  @Test
  void mistypedSignatureIsToldTheNearest() {
    Path folder = ForeignModels.path("keras");
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> GraphSource.savedModel(folder, "serving_defualt", ANY_16));
    assertEquals(
        folder + " has no signature serving_defualt: did you mean serving_default?",
        e.getMessage());
  }

  @Test
  void missingFileIsNamed() {
    var e =
        assertThrows(
            GraphException.class,
            () -> GraphSource.savedModel(temporary, "serving_default", Feed.AS_SAVED));
    assertEquals(temporary.resolve("saved_model.pb") + " does not exist", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"keras", "nested", "tensorflow1"})
  void cutFileIsNamed(String model) throws IOException {
    byte[] whole = Files.readAllBytes(ForeignModels.path(model).resolve("saved_model.pb"));
    Path cut = temporary.resolve("saved_model.pb");
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    var e =
        assertThrows(
            GraphException.class,
            () -> GraphSource.savedModel(temporary, "serving_default", ANY_16));
    assertEquals(cut + " is cut, or no SavedModel", e.getMessage());
  }
}
