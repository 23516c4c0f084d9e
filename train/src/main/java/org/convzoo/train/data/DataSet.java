package org.convzoo.train.data;

import java.util.List;
import org.convzoo.files.PlainText;
import org.convzoo.graphs.Task;

/**
 * A data set: images to train on, images to test on, and the names of their labels.
 *
 * @param name as in recipes
 * @param source where it was found, for people
 * @param task what its truth is the truth of
 * @param training the images to train on
 * @param test the images to test on
 * @param labels the classes by number, names of a single line
 * @throws DataException if a label is empty, has blanks around it or a control character
 */
public record DataSet(
    String name, String source, Task task, ImageSet training, ImageSet test, List<String> labels)
    implements AutoCloseable {

  public DataSet {
    labels = List.copyOf(labels);
    for (String label : labels) {
      if (label.chars().anyMatch(Character::isISOControl)) {
        throw new DataException(
            "%s: the name of a class has a line break or another control character: \"%s\""
                .formatted(source, PlainText.ofName(label)));
      }
      if (label.isEmpty() || !label.equals(label.strip())) {
        throw new DataException(
            "%s: the name of a class is empty or has blanks around it: \"%s\""
                .formatted(source, label));
      }
    }
  }

  /**
   * Checks that these are the classes that a run was begun with.
   *
   * @throws DataException if they are others, as they are where a folder has changed
   */
  public void requireLabels(List<String> begun) {
    if (!labels.equals(begun)) {
      throw new DataException(
          "%s has other classes than the run was begun with: %s instead of %s"
              .formatted(source, String.join(", ", labels), String.join(", ", begun)));
    }
  }

  @Override
  public void close() {
    training.close();
    test.close();
  }
}
