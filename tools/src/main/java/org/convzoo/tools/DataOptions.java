package org.convzoo.tools;

import java.nio.file.Path;
import java.util.List;
import org.convzoo.graphs.Suggestion;
import org.convzoo.train.DataSet;
import org.convzoo.train.FashionMnist;
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

  DataSet open(String name) {
    if (!name.equals(FashionMnist.NAME)) {
      throw new IllegalArgumentException(
          "there is no data set \"%s\"%s"
              .formatted(name, Suggestion.among(List.of(FashionMnist.NAME), name)));
    }
    return place.embedded ? FashionMnist.embedded() : FashionMnist.find(place.folder);
  }
}
