package org.convzoo.tools.option;

import java.util.Locale;
import org.convzoo.UsageException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.ImageSet;
import picocli.CommandLine.Option;

/** Which of a data set's images are looked at. */
public final class SplitOption {

  private enum Split {
    TRAINING,
    VALIDATION,
    TEST
  }

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "test",
      description =
          "training, validation (those that the run's recipe holds out) or test."
              + " Default: ${DEFAULT-VALUE}.")
  private Split split;

  /**
   * Returns the images.
   *
   * @param data as the run uses it
   * @throws IllegalArgumentException if none are held out, and they are asked for
   */
  public ImageSet of(DataSet data) {
    return switch (split) {
      case TRAINING -> data.training();
      case TEST -> data.test();
      case VALIDATION ->
          data.heldOut()
              .orElseThrow(
                  () ->
                      new UsageException(
                          "this run has no validation images: its recipe holds none out"));
    };
  }

  public String words() {
    return split.name().toLowerCase(Locale.ROOT);
  }
}
