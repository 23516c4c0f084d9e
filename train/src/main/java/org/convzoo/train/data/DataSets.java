package org.convzoo.train.data;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.convzoo.graphs.Spec;
import org.convzoo.graphs.Suggestion;

/** Every data set, by name. A new one is one line here. */
public final class DataSets {

  private static final Map<String, Opener> OPENERS = new LinkedHashMap<>();

  static {
    OPENERS.put(
        FashionMnist.NAME,
        (place, size) ->
            place.embedded ? FashionMnist.embedded() : FashionMnist.find(place.folder));
    OPENERS.put(Shapes.NAME, (place, size) -> Shapes.open(size));
    OPENERS.put(DrawnObjects.NAME, (place, size) -> DrawnObjects.open(size));
  }

  private DataSets() {}

  /**
   * Where to look for files, for the sets that have some.
   *
   * @param folder of the files, or null for the usual places
   * @param embedded whether the embedded subset is wanted whatever else is found
   */
  public record Place(Path folder, boolean embedded) {}

  @FunctionalInterface
  private interface Opener {
    DataSet open(Place place, Spec.Input size);
  }

  /**
   * Opens a data set.
   *
   * @param size of the images, for the sets that are drawn: the files of others have their own
   * @throws IllegalArgumentException if there is none of this name, with the nearest there is
   * @throws DataException if its files cannot be used
   */
  public static DataSet open(String name, Place place, Spec.Input size) {
    Opener opener = OPENERS.get(name);
    if (opener == null) {
      throw new IllegalArgumentException(
          "there is no data set \"%s\"%s"
              .formatted(name, Suggestion.among(OPENERS.keySet(), name)));
    }
    return opener.open(place, size);
  }
}
