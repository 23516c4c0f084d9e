package org.convzoo.train.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.convzoo.graphs.task.Task;
import org.convzoo.internal.files.PlainText;
import org.convzoo.ops.random.Seeds;

/**
 * A data set: images to train on, images to test on, perhaps some to choose by, and the names of
 * their labels.
 *
 * @param name as in recipes
 * @param source where it was found, for people
 * @param task what its truth is the truth of
 * @param training the images to train on
 * @param heldOut images that are neither trained on nor tested with, by which the best weights are
 *     chosen; without them that is done by the test images, as most tables of results do
 * @param test the images to test on
 * @param labels the classes by number, names of a single line: a {@link DataException} is thrown
 *     for one that is empty, has blanks around it or a control character
 */
public record DataSet(
    String name,
    String source,
    Task task,
    ImageSet training,
    Optional<ImageSet> heldOut,
    ImageSet test,
    List<String> labels)
    implements AutoCloseable {

  /** The name of the images held out, where there are some. */
  public static final String VALIDATION = "validation";

  /** The name of the images to test on. */
  public static final String TEST = "test";

  /** A data set of two parts. */
  public DataSet(
      String name,
      String source,
      Task task,
      ImageSet training,
      ImageSet test,
      List<String> labels) {
    this(name, source, task, training, Optional.empty(), test, labels);
  }

  public DataSet {
    labels = List.copyOf(labels);
    for (String label : labels) {
      if (label.chars().anyMatch(Character::isISOControl)) {
        throw new DataException(
            "%s: the name of a class has a line break or another control character: \"%s\"",
            source, PlainText.ofName(label));
      }
      if (label.isEmpty() || !label.equals(label.strip())) {
        throw new DataException(
            "%s: the name of a class is empty or has blanks around it: \"%s\"", source, label);
      }
    }
  }

  /** Returns the images by which the best weights are chosen. */
  public ImageSet validation() {
    return heldOut.orElse(test);
  }

  /**
   * Holds out some of the training images for validation.
   *
   * @param share of the training images, above 0 and below 1, which is rounded to whole images, at
   *     least one
   * @param seed which of them is a function of it and of their number
   * @throws DataException if none would remain to train on
   */
  public DataSet holdOut(double share, long seed) {
    List<Long> numbers = new ArrayList<>(LongStream.range(0, training.size()).boxed().toList());
    Collections.shuffle(numbers, new Random(Seeds.of(seed, VALIDATION)));
    int count = (int) Math.max(1, Math.round(share * numbers.size()));
    if (count == numbers.size()) {
      throw new DataException("validation: %s of %,d images leaves none to train on", share, count);
    }
    Set<Long> held = Set.copyOf(numbers.subList(0, count));
    Set<Long> others = Set.copyOf(numbers.subList(count, numbers.size()));
    return new DataSet(
        name,
        source,
        task,
        new FilteredImageSet(training, held),
        Optional.of(new FilteredImageSet(training, others)),
        test,
        labels);
  }

  /**
   * Checks that these are the classes that a run was begun with.
   *
   * @throws DataException if they are others, as they are where a folder has changed
   */
  public void requireLabels(List<String> begun) {
    if (!labels.equals(begun)) {
      throw new DataException(
          "%s has other classes than the run was begun with: %s instead of %s",
          source, String.join(", ", labels), String.join(", ", begun));
    }
  }

  @Override
  public void close() {
    training.close();
    heldOut.ifPresent(ImageSet::close);
    test.close();
  }
}
