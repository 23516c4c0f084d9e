package org.convzoo.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.convzoo.UsageException;
import org.convzoo.internal.files.RegularFiles;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.proto.SignatureDef;

/** A SavedModel of any maker, loaded to be run. */
public final class LoadedModel implements AutoCloseable {

  private final SessionModel model;
  private final Map<String, SignatureDef> signatures;
  private final List<String> labels;
  private final int channels;

  private LoadedModel(
      SessionModel model, Map<String, SignatureDef> signatures, List<String> labels, int channels) {
    this.model = model;
    this.signatures = signatures;
    this.labels = labels;
    this.channels = channels;
  }

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
    return new LoadedModel(
        file.open(true),
        file.serving().getSignatureDefMap(),
        labels,
        channels(file, labels.size()));
  }

  private static int channels(SavedModelFile file, int labels) {
    try {
      return file.requireOfImages(labels);
    } catch (IOException e) { // it takes something else
      return 0;
    }
  }

  /** Returns its signatures by name. */
  public Map<String, SignatureDef> signatures() {
    return signatures;
  }

  /** Returns the classes by number; none where the model has no labels. */
  public List<String> labels() {
    return labels;
  }

  /**
   * Returns the channels of the images that it takes and answers about as the exports of this
   * project do: 1, 3 or 4; 0 where it does not.
   */
  public int channels() {
    return channels;
  }

  /**
   * Asks it; several threads may.
   *
   * @return its answers, for the caller to close
   */
  public Result run(String signature, Map<String, Tensor> inputs) {
    return model.call(signature, inputs);
  }

  @Override
  public void close() {
    model.close();
  }
}
