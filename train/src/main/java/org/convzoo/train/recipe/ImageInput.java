package org.convzoo.train.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.convzoo.Require;
import org.convzoo.ops.image.ImageHeader;
import org.convzoo.ops.image.ImageResizing;

/**
 * What a network sees of an image.
 *
 * @param height in pixels
 * @param width in pixels
 * @param resizeShorterSide the pixels that an image's shorter side is resized to before the middle
 *     is cut out, or null where images are stretched; for classifiers
 * @param channels 1 for grey, 3 for RGB
 * @param mean subtracted once pixels are in 0..1, or null for 0
 * @param std divides each channel after that, or null for 1
 * @param maxPixels that an image's file may have, at least 1: more are not decoded; or null for
 *     {@link ImageHeader#MOST_PIXELS}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageInput(
    int height,
    int width,
    @JsonProperty("resize_shorter_side") Integer resizeShorterSide,
    int channels,
    Mean mean,
    List<Float> std,
    @JsonProperty("max_pixels") Integer maxPixels) {

  public ImageInput {
    Require.atLeast(1, "height", height);
    Require.atLeast(1, "width", width);
    Require.atLeast(1, "channels", channels);
    if (resizeShorterSide != null) {
      ImageResizing.requireRoom("resize_shorter_side", resizeShorterSide, height, width);
    }
    Require.atLeast(1, "max_pixels", maxPixels == null ? 1 : maxPixels);
    mean = mean == null ? Mean.ZERO : mean;
    std = std == null ? List.of(1f) : List.copyOf(std);
  }
}
