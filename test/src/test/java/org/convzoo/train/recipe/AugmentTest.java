package org.convzoo.train.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.convzoo.ops.Refusal;
import org.convzoo.ops.augment.CenterCrop;
import org.convzoo.ops.augment.ColorJitter;
import org.convzoo.ops.augment.Cutmix;
import org.convzoo.ops.augment.Cutout;
import org.convzoo.ops.augment.Elastic;
import org.convzoo.ops.augment.Erase;
import org.convzoo.ops.augment.Flip;
import org.convzoo.ops.augment.Lighting;
import org.convzoo.ops.augment.Mixup;
import org.convzoo.ops.augment.RandAugment;
import org.convzoo.ops.augment.RandomCrop;
import org.convzoo.ops.augment.RandomResizedCrop;
import org.convzoo.ops.augment.Rescale;
import org.convzoo.ops.augment.Rotation;
import org.convzoo.ops.augment.sample.Augmentation;
import org.convzoo.ops.augment.sample.Interpolation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How recipes write augmentations. */
class AugmentTest {

  @TempDir private Path folder;

  private static Recipe with(String augment) {
    return Recipes.shipped("lenet", "default", Map.of("augment", augment));
  }

  private static List<Augmentation> read(String augment) {
    return with(augment).augment();
  }

  @Test
  void eachIsReadByItsName() {
    assertEquals(List.of(new Flip()), read("[flip]"));
    assertEquals(List.of(new Flip()), read("flip"));
    assertEquals(List.of(new Rescale(List.of(256, 256))), read("[rescale: {shorter: 256}]"));
    assertEquals(List.of(new Rescale(List.of(256, 512))), read("[rescale: {shorter: [256, 512]}]"));
    assertEquals(List.of(new CenterCrop(List.of(224))), read("[center_crop: {size: 224}]"));
    assertEquals(
        List.of(new RandomCrop(List.of(32), 4, 0)), read("[random_crop: {size: 32, pad: 4}]"));
    assertEquals(
        List.of(
            new RandomResizedCrop(
                List.of(224),
                List.of(0.08f, 1f),
                List.of(0.75f, 1.3333f),
                List.of(Interpolation.BILINEAR, Interpolation.AREA))),
        read(
            "[random_area: {size: 224, area: [0.08, 1], aspect: [0.75, 1.3333],"
                + " interpolations: [bilinear, area]}]"));
    assertEquals(
        List.of(
            new Lighting(
                0.1f,
                List.of(0.2f, 0.02f, 0.005f),
                List.of(List.of(1f, 0f, 0f), List.of(0f, 1f, 0f), List.of(0f, 0f, 1f)))),
        read(
            "[lighting: {stddev: 0.1, eigenvalues: [0.2, 0.02, 0.005],"
                + " eigenvectors: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}]"));
    assertEquals(
        List.of(new ColorJitter(0.4f, 0.3f, 0.2f)),
        read("[color: {brightness: 0.4, contrast: 0.3, saturation: 0.2}]"));
    assertEquals(
        List.of(new Cutout(16, 125), new Erase(0.5f, List.of(0.02f, 0.4f), List.of(0.3f, 3.3f), 0)),
        read(
            "[cutout: {size: 16, fill: 125},"
                + " erase: {probability: 0.5, area: [0.02, 0.4], aspect: [0.3, 3.3]}]"));
    assertEquals(
        List.of(new Rotation(15, 73), new RandAugment(2, 9, 0)),
        read("[rotation: {degrees: 15, fill: 73}, rand_augment: {operations: 2, magnitude: 9}]"));
    assertEquals(List.of(new RandAugment(2, 9, 0)), read("[rand_augment]")); // as in torchvision
    assertEquals(List.of(new Elastic(3, 10)), read("[elastic: {grid: 3, stddev: 10}]"));
    assertEquals(
        List.of(new Mixup(0.2f), new Cutmix(1)), read("[mixup: {alpha: 0.2}, cutmix: {alpha: 1}]"));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws Exception {
    Recipe recipe =
        with(
            "[random_crop: {size: 28, pad: 4}, flip, lighting: {stddev: 0.1, eigenvalues: [1, 2, 3],"
                + " eigenvectors: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}, mixup: {alpha: 0.2}]");
    Path file = Files.writeString(folder.resolve("recipe.yaml"), Recipes.write(recipe));
    assertEquals(recipe, Recipes.read(file, Map.of()));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [flop] | augment.[0] cannot be "flop": did you mean flip?
          [cutmix: {alpha: 1, alfa: 1}] | unknown key "augment.[0].alfa": did you mean alpha?
          [random_crop: {size: 32, pad: -1}] | augment.[0]: pad must be at least 0, got -1
          [random_crop: {pad: 4}] | augment.[0]: size has no value
          [random_crop: {size: [null]}] | augment.[0].size.[0] has a value of another kind than it should
          [{}] | augment.[0] has a value of another kind than it should
          [center_crop: {size: [1, 2, 3]}] | augment.[0]: size must be one number, or height and width, got [1, 2, 3]
          [rescale: {shorter: [512, 256]}] | augment.[0]: shorter must begin with the least, got [512, 256]
          [random_area: {size: 9, area: [0, 2], aspect: 1}] | augment.[0]: area must be 0 to 1, got 2
          [mixup: {alpha: 0}] | augment.[0]: alpha must be above 0, got 0.0
          [lighting: {stddev: 0.1, eigenvalues: [1, 2]}] | augment.[0]: eigenvalues must be 3, got [1.0, 2.0]
          [rotation: {degrees: 181}] | augment.[0]: degrees must be above 0 and at most 180, got 181.0
          [rotation] | augment.[0]: degrees must be above 0 and at most 180, got 0.0
          [rand_augment: {operations: 0}] | augment.[0]: operations must be at least 1, got 0
          [rand_augment: {operations: 2, magnitude: 31}] | augment.[0]: magnitude must be 0 to 30, got 31
          [color: {brightness: 1.5}] | augment.[0]: brightness must be 0 to 1, got 1.5
          """)
  void whatIsWrongIsRefusedInOneLine(String augment, String message) {
    assertEquals("recipe default: " + message, Refusal.of(() -> with(augment)));
  }
}
