package org.convzoo.train.data.internal.binary;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.graphs.task.Task;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.tensorflow.types.TUint8;

/**
 * Fashion-MNIST: 60,000 training and 10,000 test images of ten kinds of clothes, 28x28 grey pixels:
 * Xiao, Rasul, Vollgraf, arXiv:1708.07747. The MIT licence, copyright 2017 Zalando SE.
 */
public final class FashionMnist {

  public static final String NAME = "fashion-mnist";

  /** The embedded images, even where the full set is found; a folder that is named has its own. */
  public static final String EMBEDDED = NAME + "-embedded";

  /** The classes by number, as the data set's own page names them. */
  public static final List<String> LABELS =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  /** Where Debian's package dataset-fashion-mnist installs it. */
  public static final Path DEBIAN = Path.of("/usr/share/datasets/fashion-mnist");

  static final List<String> FILES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  private FashionMnist() {}

  /**
   * Looks for the four files, gzipped or not, in this order: {@code given}; the folder named by the
   * environment variable CONVZOO_DATA, or its subfolder {@code fashion-mnist}; the folder of
   * Debian's package; and else takes the first 10,000 training and 2,000 test images, which are
   * embedded.
   *
   * @param given a folder, or null
   * @throws DataException if a named folder lacks a file or a file cannot be used
   */
  public static DataSet find(Path given) {
    if (given != null) {
      return read(given, given.toString());
    }
    String variable = System.getenv("CONVZOO_DATA");
    if (variable != null && !variable.isBlank()) {
      Path own = Path.of(variable, NAME);
      Path folder = Files.isDirectory(own) ? own : Path.of(variable);
      if (folder == own || hasOne(folder)) { // else it is there for other data sets
        return read(folder, folder + " (CONVZOO_DATA)");
      }
    }
    if (Files.isDirectory(DEBIAN)) {
      return read(DEBIAN, DEBIAN + " (Debian's package)");
    }
    return embedded();
  }

  /** Takes the embedded first 10,000 training and 2,000 test images. */
  public static DataSet embedded() {
    return new DataSet(
        NAME,
        "the 10,000 + 2,000 images embedded in Convzoo, not the full set",
        Task.CLASSIFICATION,
        embedded(FILES.get(0), FILES.get(1)),
        embedded(FILES.get(2), FILES.get(3)),
        LABELS);
  }

  /** Opens the text of its licence, for the caller to close. */
  public static InputStream licence() {
    return FashionMnist.class.getResourceAsStream(NAME + "/LICENSE");
  }

  private static IdxImages embedded(String images, String labels) {
    return new IdxImages(embedded(images, 3), embedded(labels, 1), IdxImages.Storage.PLAIN);
  }

  private static TUint8 embedded(String file, int axes) {
    String name = "%s/%s.gz".formatted(NAME, file);
    return Idx.read(name, () -> FashionMnist.class.getResourceAsStream(name), axes);
  }

  private static boolean hasOne(Path folder) {
    return FILES.stream()
        .anyMatch(
            name ->
                Files.exists(folder.resolve(name)) || Files.exists(folder.resolve(name + ".gz")));
  }

  private static DataSet read(Path folder, String source) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(folder + " is not a folder");
    }
    return new IdxFiles("train", "t10k", LABELS, IdxImages.Storage.PLAIN)
        .open(NAME, folder, source);
  }
}
