package org.convzoo.train.data.internal.binary;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.convzoo.graphs.task.Task;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.Decoding;
import org.convzoo.train.data.Format;
import org.convzoo.train.data.LabelsFile;

/**
 * CIFAR-10 and CIFAR-100 in their binary version: Krizhevsky, Learning Multiple Layers of Features
 * from Tiny Images, 2009. Records of a label (CIFAR-100: a coarse and a fine one) and 32x32 pixels,
 * all red, then green, then blue ones.
 *
 * @param count of the classes
 * @param subfolder that the authors' archive unpacks to: files are looked for there as well
 * @param training files of the training images
 * @param test file of the test images
 * @param names file of the classes' names by number
 * @param labels bytes before the pixels, of which the last is the class
 */
public record Cifar(
    int count, String subfolder, List<String> training, String test, String names, int labels)
    implements Format {

  public static final Cifar TEN =
      new Cifar(
          10,
          "cifar-10-batches-bin",
          List.of(
              "data_batch_1.bin",
              "data_batch_2.bin",
              "data_batch_3.bin",
              "data_batch_4.bin",
              "data_batch_5.bin"),
          "test_batch.bin",
          "batches.meta.txt",
          1);

  public static final Cifar HUNDRED =
      new Cifar(
          100, "cifar-100-binary", List.of("train.bin"), "test.bin", "fine_label_names.txt", 2);

  @Override
  public OptionalInt classes() {
    return OptionalInt.of(count);
  }

  @Override
  public boolean isIn(Path folder) {
    return Files.exists(inner(folder).resolve(test));
  }

  private Path inner(Path folder) {
    Path unpacked = folder.resolve(subfolder);
    return Files.isDirectory(unpacked) ? unpacked : folder;
  }

  @Override
  public DataSet open(String name, Path folder, Decoding decoding) {
    Path inner = inner(folder);
    for (String file : training) {
      require(inner, file, name);
    }
    require(inner, test, name);
    require(inner, names, name);
    List<String> classes = LabelsFile.read(inner, names);
    CifarImages first =
        CifarImages.read(training.stream().map(inner::resolve).toList(), labels, classes.size());
    try {
      CifarImages second = CifarImages.read(List.of(inner.resolve(test)), labels, classes.size());
      return new DataSet(name, inner.toString(), Task.CLASSIFICATION, first, second, classes);
    } catch (DataException e) {
      first.close();
      throw e;
    }
  }

  private static void require(Path folder, String file, String set) {
    if (!Files.exists(folder.resolve(file))) {
      throw new DataException("%s holds no %s%s", folder, file, Fetch.hint(set));
    }
  }
}
