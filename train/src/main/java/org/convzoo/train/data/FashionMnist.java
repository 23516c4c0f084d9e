package org.convzoo.train.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

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
      return read(folder, folder + " (CONVZOO_DATA)");
    }
    if (Files.isDirectory(DEBIAN)) {
      return read(DEBIAN, DEBIAN + " (Debian's package)");
    }
    return embedded();
  }

  /** Takes the embedded first 10,000 training and 2,000 test images. */
  public static DataSet embedded() {
    try {
      Path folder = Files.createTempDirectory("convzoo-data");
      try {
        for (String name : FILES) {
          try (InputStream in = FashionMnist.class.getResourceAsStream(NAME + "/" + name + ".gz")) {
            Files.copy(in, folder.resolve(name + ".gz"));
          }
        }
        return read(folder, "the 10,000 + 2,000 images embedded in Convzoo, not the full set");
      } finally {
        deleteFlat(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded images cannot be unpacked", e);
    }
  }

  private static void deleteFlat(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static DataSet read(Path folder, String source) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(folder + " is not a folder");
    }
    return new IdxFiles("train", "t10k", LABELS, IdxImages.Storage.PLAIN)
        .open(NAME, folder, source);
  }
}
