package org.convzoo.tools.option;

import java.util.List;
import java.util.Optional;
import org.convzoo.UsageException;
import org.convzoo.ops.augment.sample.View;
import org.convzoo.train.internal.input.MultiCrop;
import picocli.CommandLine.Option;

/** How test images are looked at. */
public final class MultiCropOptions {

  @Option(
      names = "--view",
      paramLabel = "VIEW",
      description =
          "Parts of each image, after its shorter side was resized to a scale: centre; ten (corners"
              + " and centre, and their mirrors: AlexNet); squares (36 a scale, 144 in all:"
              + " GoogLeNet); dense (the network slides over the whole image and its mirror: VGG)."
              + " Default: what the recipe's input says.")
  private View view;

  @Option(
      names = "--scales",
      paramLabel = "N",
      split = ",",
      description =
          "Pixels of the shorter side, such as 256,384,512. Default: for networks of 224 pixels"
              + " 256, for squares 256,288,320,352; for others in proportion.")
  private List<Integer> scales = List.of();

  /**
   * Returns what is asked for, if anything.
   *
   * @throws IllegalArgumentException if there are scales without a view
   */
  public Optional<MultiCrop> looks() {
    if (view == null && !scales.isEmpty()) {
      throw new UsageException("--scales goes with --view centre, ten, squares or dense");
    }
    return Optional.ofNullable(view).map(which -> new MultiCrop(which, scales));
  }
}
