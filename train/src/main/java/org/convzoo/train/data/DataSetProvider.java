package org.convzoo.train.data;

import java.nio.file.Path;
import org.convzoo.graphs.network.Spec;

/**
 * A data set of your own, which recipes and commands then know by its name. {@code DataSets} finds
 * it through {@link java.util.ServiceLoader}: name your class in {@code
 * META-INF/services/org.convzoo.train.data.DataSetProvider}.
 */
public interface DataSetProvider {

  /** Returns the name of the data set, which no other has. */
  String name();

  /** Returns the channels of its images unless a recipe says it: 1 for grey, 3 for RGB. */
  default int channels() {
    return 3;
  }

  /**
   * Opens the data set.
   *
   * @param folder that {@code --data-dir} or a recipe's {@code data_dir} names, or null
   * @param size of what the network sees: images may have any, but its channels
   * @throws DataException if it cannot be opened
   */
  DataSet open(Path folder, Spec.Input size);
}
