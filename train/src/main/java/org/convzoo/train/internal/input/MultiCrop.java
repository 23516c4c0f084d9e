package org.convzoo.train.internal.input;

import java.util.List;
import java.util.stream.Stream;
import org.convzoo.ops.augment.sample.View;
import org.convzoo.ops.internal.runtime.LeastMemory;
import org.convzoo.train.recipe.ImageInput;

/**
 * How test images are looked at.
 *
 * @param view which parts of an image
 * @param scales of its shorter side in pixels; empty for those of the view's paper, in proportion
 *     to the network's size
 */
public record MultiCrop(View view, List<Integer> scales) {

  /** The papers' networks see 224 pixels of images of these. */
  private static final int SEEN = 224;

  private static final List<Integer> ONE = List.of(256);
  private static final List<Integer> FOUR = List.of(256, 288, 320, 352);

  public MultiCrop {
    scales = List.copyOf(scales);
  }

  /**
   * Refuses scales of which a single image does not fit into memory. It is resized on the CPU,
   * whatever the network runs on.
   *
   * @throws IllegalArgumentException that says how much it needs
   */
  public void requireRoom(ImageInput input) {
    for (int scale : scales(input)) {
      double copies = view == View.DENSE ? 1 + view.count() : 1; // the resized one, and its views
      LeastMemory.require(
          "an image at the scale %,d".formatted(scale),
          copies * Float.BYTES * input.channels() * scale * scale);
    }
  }

  /** Returns the scales for a network of this size. */
  public List<Integer> scales(ImageInput input) {
    Stream<Integer> papers = (view == View.SQUARES ? FOUR : ONE).stream();
    int side = Math.max(input.height(), input.width());
    return scales.isEmpty()
        ? papers.map(scale -> Math.round((float) scale * side / SEEN)).toList()
        : scales;
  }
}
