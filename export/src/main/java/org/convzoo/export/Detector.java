package org.convzoo.export;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** An exported detector, ready to look at image files. */
public final class Detector extends Predictor {

  private static final float LEAST_SCORE = 0.5f;

  /**
   * An object.
   *
   * @param score near 1 where the network is sure
   * @param top in pixels of the image, as are the other sides
   */
  public record Box(String label, float score, float top, float left, float bottom, float right) {}

  /**
   * What was found.
   *
   * @param drawn the image with the boxes on it
   * @param boxes those with a score of at least one half, the surest first
   */
  public record Found(BufferedImage drawn, List<Box> boxes) {

    @Override
    public String toString() {
      return "Found[drawn=%s, boxes=%s]".formatted(ImageModel.words(drawn), boxes);
    }
  }

  Detector(ImageModel model) {
    super(model);
  }

  /**
   * Looks at an image file, as {@link Classifier#classify} does.
   *
   * @throws ImageException likewise
   */
  public Found detect(Path imageFile) {
    return detect(ImageSource.of(imageFile));
  }

  /** Looks at an image of any kind, likewise. */
  public Found detect(ImageSource image) {
    return model.look(image, this::found);
  }

  private Found found(TFloat32 pixels, Result said) {
    TFloat32 boxes = (TFloat32) said.get("boxes").orElseThrow();
    TFloat32 scores = (TFloat32) said.get("scores").orElseThrow();
    int count = ((TInt32) said.get("count").orElseThrow()).getInt(0);
    List<Box> found = new ArrayList<>();
    if (count > 0 && Float.isNaN(scores.getFloat(0, 0))) {
      throw new ImageModel.AnswerException("the model's scores are not finite: NaN");
    }
    for (int i = 0; i < count && scores.getFloat(0, i) >= LEAST_SCORE; i++) {
      found.add(
          new Box(
              model.labels().get(0),
              scores.getFloat(0, i),
              boxes.getFloat(0, i, 0),
              boxes.getFloat(0, i, 1),
              boxes.getFloat(0, i, 2),
              boxes.getFloat(0, i, 3)));
    }
    return new Found(drawn(ImageModel.picture(pixels), found), found);
  }

  private static BufferedImage drawn(BufferedImage image, List<Box> boxes) {
    Graphics2D pen = image.createGraphics();
    pen.setColor(Color.RED);
    pen.setStroke(
        new BasicStroke(Math.max(1, Math.min(image.getWidth(), image.getHeight()) / 200f)));
    for (Box box : boxes) {
      pen.draw(
          new Rectangle2D.Float(
              box.left, box.top, box.right - box.left - 1, box.bottom - box.top - 1));
    }
    pen.dispose();
    return image;
  }
}
