package org.convzoo.tools;

import java.nio.file.Path;
import org.convzoo.graphs.Spec;
import org.convzoo.train.Recipe;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.DataSets;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where images come from. */
final class DataOptions {

  @ArgGroup(exclusive = true)
  private Place place = new Place();

  private static final class Place {
    @Option(
        names = "--data-dir",
        paramLabel = "DIR",
        description =
            "Folder with the data set's files. Without it: the folder in CONVZOO_DATA, the one of "
                + "Debian's package dataset-fashion-mnist, or the embedded subset.")
    private Path folder;

    @Option(
        names = "--embedded-data",
        description = "The embedded subset, even where the full data set is found.")
    private boolean embedded;
  }

  /** Opens a data set, as large as {@code size} where it is drawn. */
  DataSet open(String name, Spec.Input size) {
    return DataSets.open(name, new DataSets.Place(place.folder, place.embedded), size);
  }

  /** Opens the data set of a recipe. */
  DataSet open(Recipe recipe) {
    return open(recipe.dataset(), recipe.size());
  }
}
