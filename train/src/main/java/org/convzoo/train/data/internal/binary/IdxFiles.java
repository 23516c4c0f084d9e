package org.convzoo.train.data.internal.binary;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.convzoo.UsageException;
import org.convzoo.graphs.task.Task;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.Decoding;
import org.convzoo.train.data.Format;
import org.convzoo.train.data.LabelsFile;

/**
 * Two pairs of IDX files, as MNIST and its successors have them: {@code <part>-images-idx3-ubyte}
 * and {@code <part>-labels-idx1-ubyte}, gzipped with the ending {@code .gz} or not.
 *
 * @param training what the names of the training files begin with
 * @param test what the names of the test files begin with
 * @param labels the classes by number; where empty, those of labels.txt, or else the numbers
 * @param storage how the files differ from MNIST's
 */
public record IdxFiles(String training, String test, List<String> labels, IdxImages.Storage storage)
    implements Format {

  private static final String DIGITS = "0123456789";
  private static final String CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String SMALL = "abcdefghijklmnopqrstuvwxyz";

  /** The small letters that EMNIST tells from their capitals: Cohen et al. 2017, section II. */
  private static final String DISTINCT = "abdefghnqrt";

  /** Any pair. */
  public static final IdxFiles ANY = mnist(List.of());

  /** Handwritten digits: LeCun, Cortes, Burges. */
  public static final IdxFiles MNIST = mnist(characters(DIGITS));

  /** Cursive Japanese: Clanuwat et al., arXiv:1812.01718. */
  public static final IdxFiles KMNIST =
      mnist(List.of("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"));

  private static IdxFiles mnist(List<String> labels) {
    return new IdxFiles("train", "t10k", labels, IdxImages.Storage.PLAIN);
  }

  /** A split of EMNIST: Cohen et al., arXiv:1702.05373. Its files hold each image transposed. */
  public static IdxFiles emnist(String split) {
    String classes =
        switch (split) {
          case "byclass" -> DIGITS + CAPITALS + SMALL;
          case "bymerge", "balanced" -> DIGITS + CAPITALS + DISTINCT;
          case "letters" -> CAPITALS;
          case "digits", "mnist" -> DIGITS;
          default -> throw new UsageException("EMNIST has no split " + split);
        };
    return new IdxFiles(
        "emnist-" + split + "-train",
        "emnist-" + split + "-test",
        characters(classes),
        new IdxImages.Storage(true, split.equals("letters") ? 1 : 0));
  }

  private static List<String> characters(String all) {
    return all.chars().mapToObj(Character::toString).toList();
  }

  @Override
  public int channels() {
    return 1;
  }

  @Override
  public OptionalInt classes() {
    return labels.isEmpty() ? OptionalInt.empty() : OptionalInt.of(labels.size());
  }

  @Override
  public boolean isIn(Path folder) {
    return names().allMatch(name -> exists(folder, name) || exists(folder, name + ".gz"));
  }

  private static boolean exists(Path folder, String name) {
    return Files.exists(folder.resolve(name));
  }

  private Stream<String> names() {
    return Stream.of(training, test)
        .flatMap(part -> Stream.of(part + "-images-idx3-ubyte", part + "-labels-idx1-ubyte"));
  }

  @Override
  public DataSet open(String name, Path folder, Decoding decoding) {
    return open(name, folder, folder.toString());
  }

  /** Opens it, and says {@code source} of where it comes from. */
  DataSet open(String name, Path folder, String source) {
    List<Path> files = names().map(file -> locate(name, folder, file)).toList();
    List<String> named = named(folder);
    int most = named.isEmpty() ? 256 : named.size();
    IdxImages first = IdxImages.read(files.get(0), files.get(1), most, storage);
    try {
      IdxImages second = IdxImages.read(files.get(2), files.get(3), most, storage);
      List<String> all = named;
      if (named.isEmpty()) {
        int classes = Math.max(first.classes(), second.classes());
        all = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
      }
      return new DataSet(name, source, Task.CLASSIFICATION, first, second, all);
    } catch (DataException e) {
      first.close();
      throw e;
    }
  }

  private List<String> named(Path folder) {
    return labels.isEmpty() && LabelsFile.isIn(folder) ? LabelsFile.read(folder) : labels;
  }

  private static Path locate(String set, Path folder, String name) {
    Path zipped = folder.resolve(name + ".gz");
    Path plain = folder.resolve(name);
    if (Files.exists(plain)) {
      return plain;
    }
    if (Files.exists(zipped)) {
      return zipped;
    }
    throw new DataException("%s holds no %s (nor %s.gz)%s", folder, name, name, Fetch.hint(set));
  }
}
