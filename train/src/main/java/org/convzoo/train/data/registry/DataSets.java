package org.convzoo.train.data.registry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import org.convzoo.UsageException;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.network.Suggestion;
import org.convzoo.ops.image.ImageHeader;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.DataSetProvider;
import org.convzoo.train.data.Decoding;
import org.convzoo.train.data.Format;
import org.convzoo.train.data.internal.binary.Cifar;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.data.internal.binary.Fetch;
import org.convzoo.train.data.internal.binary.IdxFiles;
import org.convzoo.train.data.internal.folder.Coco;
import org.convzoo.train.data.internal.folder.CsvFiles;
import org.convzoo.train.data.internal.folder.ImageFolder;
import org.convzoo.train.data.internal.folder.MaskFolders;
import org.convzoo.train.data.internal.folder.Voc;
import org.convzoo.train.data.internal.synthetic.SyntheticCells;
import org.convzoo.train.data.internal.synthetic.SyntheticObjects;
import org.convzoo.train.data.internal.tfrecord.TfRecords;

/**
 * Every data set, by name. A new one is one line here; those of others' jars come in as a {@link
 * DataSetProvider}.
 */
public final class DataSets {

  private static final Map<String, Opener> OPENERS = new LinkedHashMap<>();

  private static final Map<String, Format> FORMATS = new LinkedHashMap<>();

  private static final Map<String, DataSetProvider> PROVIDED = new HashMap<>();

  static {
    OPENERS.put(FashionMnist.NAME, (given, size, decoding) -> FashionMnist.find(given));
    OPENERS.put(
        FashionMnist.EMBEDDED,
        (given, size, decoding) ->
            given == null ? FashionMnist.embedded() : FashionMnist.find(given));
    OPENERS.put(SyntheticCells.NAME, (given, size, decoding) -> SyntheticCells.open(size));
    OPENERS.put(SyntheticObjects.NAME, (given, size, decoding) -> SyntheticObjects.open(size));

    FORMATS.put("masks", new MaskFolders());
    FORMATS.put("coco", new Coco());
    FORMATS.put("voc", new Voc());
    FORMATS.put("tfrecord", new TfRecords());
    FORMATS.put("csv", new CsvFiles());
    FORMATS.put("folder", new ImageFolder());
    FORMATS.put("idx", IdxFiles.ANY);
    FORMATS.put("mnist", IdxFiles.MNIST);
    FORMATS.put("kmnist", IdxFiles.KMNIST);
    for (String split : List.of("balanced", "byclass", "bymerge", "letters", "digits", "mnist")) {
      FORMATS.put("emnist-" + split, IdxFiles.emnist(split));
    }
    FORMATS.put("cifar10", Cifar.TEN);
    FORMATS.put("cifar100", Cifar.HUNDRED);
    FORMATS.forEach(
        (name, format) ->
            OPENERS.put(
                name, (given, size, decoding) -> format.open(name, folder(given, name), decoding)));
    for (DataSetProvider provider : ServiceLoader.load(DataSetProvider.class)) {
      Opener opener = (given, size, decoding) -> provider.open(given, size);
      if (OPENERS.putIfAbsent(provider.name(), opener) != null) {
        throw new IllegalStateException("two data sets are named " + provider.name());
      }
      PROVIDED.put(provider.name(), provider);
    }
  }

  private DataSets() {}

  @FunctionalInterface
  private interface Opener {
    DataSet open(Path given, Spec.Input size, Decoding decoding);
  }

  /** Returns the names of all data sets and formats. */
  public static List<String> names() {
    return List.copyOf(OPENERS.keySet());
  }

  /** Returns the channels that images have unless a recipe says it: 1 for grey, 3 for RGB. */
  public static int channels(String name) {
    if (PROVIDED.containsKey(name)) {
      return PROVIDED.get(name).channels();
    }
    return FORMATS.containsKey(name) ? FORMATS.get(name).channels() : 1;
  }

  /** Returns how many classes a data set has, if they are always as many whatever its files. */
  public static OptionalInt classes(String name) {
    if (name.equals(FashionMnist.NAME) || name.equals(FashionMnist.EMBEDDED)) {
      return OptionalInt.of(FashionMnist.LABELS.size());
    }
    return FORMATS.containsKey(name) ? FORMATS.get(name).classes() : OptionalInt.empty();
  }

  /**
   * Opens a data set.
   *
   * @param given the folder of its files, or null for the usual places
   * @param size of the images, for the synthetic sets; the files of others have their own, and are
   *     decoded to its channels
   * @throws IllegalArgumentException if there is none of this name, with the nearest there is
   * @throws DataException if its files cannot be used
   */
  public static DataSet open(String name, Path given, Spec.Input size) {
    return open(name, given, size, ImageHeader.MOST_PIXELS);
  }

  /**
   * Opens a data set likewise.
   *
   * @param maxPixels that an image may have: a larger one is not decoded
   */
  public static DataSet open(String name, Path given, Spec.Input size, long maxPixels) {
    Opener opener = OPENERS.get(name);
    if (opener == null && name.contains("/")) {
      throw new UsageException("there is no folder " + name);
    }
    if (opener == null) {
      throw new UsageException(
          "there is no data set \"%s\"%s", name, Suggestion.among(OPENERS.keySet(), name));
    }
    requireLayout(name, given);
    return opener.open(given, size, new Decoding(size.channels(), maxPixels));
  }

  /**
   * Opens a folder in whatever format its files have.
   *
   * @param channels to decode images to, where the files leave a choice: 1 for grey, 3 for RGB
   * @throws DataException if the format is not known, or a file cannot be used
   */
  public static DataSet open(Path folder, int channels) {
    Optional<String> format = formatOf(folder);
    if (format.isEmpty()) {
      ImageFolder.requireSplit(folder);
      throw new DataException(
          "%s has none of the layouts that are known: %s",
          folder, String.join(", ", FORMATS.keySet()));
    }
    return FORMATS.get(format.get()).open(format.get(), folder, new Decoding(channels));
  }

  /** Says what a folder's layout is, where it is another than that of the data set asked for. */
  private static void requireLayout(String name, Path folder) {
    Format format = name.equals(FashionMnist.NAME) ? IdxFiles.ANY : FORMATS.get(name);
    if (format != null && folder != null && Files.isDirectory(folder) && !format.isIn(folder)) {
      formatOf(folder)
          .ifPresent(
              other -> {
                throw new DataException("%s is laid out as \"%s\", not as %s", folder, other, name);
              });
    }
  }

  /**
   * Returns the name of the data set whose files a folder has.
   *
   * @param expected what it should be, which stays where the files agree with it or with nothing
   *     that is known
   * @throws DataException if it has images by class, but none to test on
   */
  public static String nameIn(Path folder, String expected) {
    Format format = expected.equals(FashionMnist.NAME) ? IdxFiles.ANY : FORMATS.get(expected);
    if (!Files.isDirectory(folder) || format != null && format.isIn(folder)) {
      return expected;
    }
    Optional<String> found = formatOf(folder);
    if (found.isEmpty()) {
      ImageFolder.requireSplit(folder);
    }
    return found.orElse(expected);
  }

  private static Optional<String> formatOf(Path folder) {
    return FORMATS.entrySet().stream()
        .filter(entry -> entry.getValue().isIn(folder))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The folder that is given, or the one of this name in the environment's CONVZOO_DATA. */
  private static Path folder(Path given, String name) {
    Path folder = given;
    if (folder == null) {
      String variable = System.getenv("CONVZOO_DATA");
      if (variable == null || variable.isBlank()) {
        throw new DataException(
            "where is the data set %s? say --data-dir DIR%s", name, Fetch.hint(name));
      }
      folder = Path.of(variable, name);
    }
    if (!Files.isDirectory(folder)) {
      throw new DataException(folder + " is not a folder");
    }
    return folder;
  }
}
