package org.convzoo.tools.option;

import java.nio.file.Path;
import java.util.Map;
import org.convzoo.Require;
import org.convzoo.ops.augment.Augmentations;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What is done to training images, and how they come to one size. */
public final class AugmentOptions {

  @ArgGroup(multiplicity = "1")
  private How how;

  private static final class How {
    @Option(
        names = "--recipe",
        paramLabel = "FILE",
        description = "The recipe that says what is done to images, and their size.")
    private Path recipe;

    @Option(
        names = "--augment",
        paramLabel = "LIST",
        description = "What is done to images, as in a recipe: '[flip, mixup: {alpha: 0.2}]'.")
    private String list;
  }

  @Option(
      names = "--input-size",
      paramLabel = "PIXELS",
      description = "Height and width of images without a recipe. Default: 96.")
  private int side = 96;

  @Option(names = "--side", hidden = true)
  private void formerName(int pixels) {
    side = pixels;
  }

  @Option(
      names = "--grey",
      description = "Decode files to one channel instead of three, without a recipe.")
  private boolean grey;

  /**
   * What was chosen.
   *
   * @param preprocessing how images of {@code data} come to one size
   */
  public record Chosen(DataSet data, Augmentations augmentations, Preprocessing preprocessing)
      implements AutoCloseable {

    @Override
    public void close() {
      data.close();
    }
  }

  /** Reads the recipe or the list, and opens a data set, or a folder of one, for it. */
  public Chosen open(DataOptions data, String what) {
    if (how.recipe != null) {
      Recipe recipe = Recipes.read(how.recipe, Map.of());
      DataSet set = data.find(what, recipe.input().channels());
      return new Chosen(set, recipe.augmentations(), recipe.framing());
    }
    Require.atLeast(1, "--input-size", side);
    Augmentations augmentations = new Augmentations(Recipes.augmentations(how.list), 1);
    DataSet set = data.find(what, grey ? 1 : 3);
    int channels = set.training().channels();
    return new Chosen(set, augmentations, Preprocessing.unit(side, side, channels));
  }
}
