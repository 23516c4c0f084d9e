package org.convzoo.tools.option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.convzoo.UsageException;
import org.convzoo.graphs.network.Spec;
import org.convzoo.ops.image.ImageHeader;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.data.registry.DataSets;
import org.convzoo.train.recipe.Recipe;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where images come from. */
public final class DataOptions {

  /** The side in pixels of images that are drawn, where no recipe says it. */
  private static final int DRAWN = 96;

  @ArgGroup(exclusive = true)
  private Place place = new Place();

  private static final class Place {
    @Option(
        names = "--data-dir",
        paramLabel = "DIR",
        description =
            "Folder with the data set's files; a run remembers it. Without it: the folder in "
                + "CONVZOO_DATA; for fashion-mnist that of Debian's package, or the embedded subset.")
    private Path folder;

    @Option(
        names = "--embedded-data",
        description = "The subset of fashion-mnist that is embedded; a run remembers it.")
    private boolean embedded;
  }

  /** Opens a data set, as large as {@code size} where it is drawn. */
  public DataSet open(String name, Spec.Input size) {
    return open(name, size, ImageHeader.MOST_PIXELS);
  }

  private DataSet open(String name, Spec.Input size, int maxPixels) {
    if (!place.embedded) {
      return DataSets.open(name, place.folder, size, maxPixels);
    }
    if (!name.startsWith(FashionMnist.NAME)) {
      throw new UsageException("--embedded-data is a part of fashion-mnist, not of " + name);
    }
    return FashionMnist.embedded();
  }

  /**
   * Opens a data set by its name or, in whatever format it has, by the folder of its files.
   *
   * @param channels to decode files to
   */
  public DataSet find(String what, int channels) {
    return DataSets.names().contains(what) || !Files.isDirectory(Path.of(what)) || place.embedded
        ? open(what, new Spec.Input(DRAWN, DRAWN, channels))
        : DataSets.open(Path.of(what), channels);
  }

  /** Opens the data set of a recipe. */
  public DataSet open(Recipe recipe) {
    if (place.folder == null && recipe.dataDir() != null) {
      place.folder = Path.of(recipe.dataDir());
    }
    return open(recipe.dataset(), recipe.size(), recipe.maxPixels());
  }

  /** Returns what is given as values of a recipe, so that a run knows it. */
  public Map<String, String> inRecipe() {
    return inRecipe(null);
  }

  /**
   * Returns what is given as values of a recipe.
   *
   * @param dataset that is asked for besides, or null
   */
  public Map<String, String> inRecipe(String dataset) {
    if (place.embedded) {
      if (dataset != null) {
        open(dataset, new Spec.Input(DRAWN, DRAWN, 1)).close();
      }
      return Map.of("dataset", FashionMnist.EMBEDDED);
    }
    if (place.folder == null) {
      return Map.of();
    }
    return Map.of("data_dir", ChosenRecipe.inYaml(place.folder));
  }
}
