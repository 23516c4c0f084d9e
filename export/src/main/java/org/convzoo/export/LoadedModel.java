package org.convzoo.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.UsageException;
import org.convzoo.internal.files.RegularFiles;
import org.tensorflow.SavedModelBundle;

/**
 * A SavedModel of any maker, loaded to be run.
 *
 * @param labels the classes by number; empty where the model has none
 * @param channels of the images that it takes and answers about as the exports of this project do:
 *     1, 3 or 4; 0 where it does not
 */
public record LoadedModel(SavedModelBundle bundle, List<String> labels, int channels)
    implements AutoCloseable {

  /**
   * Loads a version of a model.
   *
   * @param folder with {@code saved_model.pb}
   * @param trusted whether it may do whatever a program can
   * @throws UsageException if there is no model
   * @throws UntrustedModelException if it is not trusted, and may do more than a network
   * @throws IOException if it cannot be loaded
   */
  public static LoadedModel load(Path folder, boolean trusted) throws IOException {
    if (!SavedModelFile.isIn(folder)) {
      throw new UsageException(folder + " holds no SavedModel");
    }
    SavedModelFile file = SavedModelFile.read(folder);
    if (!trusted) {
      file.requireHarmless();
    }
    Path list = folder.resolve(Exporter.LABELS);
    List<String> labels = Files.exists(list) ? RegularFiles.lines(list) : List.of();
    return new LoadedModel(file.load(), labels, channels(file, labels.size()));
  }

  private static int channels(SavedModelFile file, int labels) {
    try {
      return file.requireOfImages(labels);
    } catch (IOException e) { // it takes something else
      return 0;
    }
  }

  @Override
  public void close() {
    bundle.close();
  }
}
