package org.convzoo.tools.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import org.convzoo.UsageException;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.ops.internal.runtime.LeastMemory;
import org.convzoo.train.internal.input.Preview;

/** Images of one size in rows and columns, small ones enlarged. */
public final class ContactSheet {

  private static final int GAP = 4;
  private static final int LEAST_SIDE = 64;
  private static final float LABEL = 0.35f; // of a labelled pixel's colour

  private final Preprocessing size;
  private final int scale;
  private final BufferedImage sheet;

  public ContactSheet(int rows, int columns, Preprocessing size) {
    this.size = size;
    this.scale = Math.max(1, LEAST_SIDE / Math.max(size.height(), size.width()));
    double pixels =
        (double) columns * (size.width() * scale + GAP) * rows * (size.height() * scale + GAP);
    LeastMemory.requireHeap(
        "a contact sheet of %,d x %,d images".formatted(columns, rows), pixels * Integer.BYTES);
    if (pixels > Integer.MAX_VALUE) {
      throw new UsageException(
          "a contact sheet of %,d x %,d images has %,.0f pixels: more than a picture can have",
          columns, rows, pixels);
    }
    this.sheet =
        new BufferedImage(
            columns * (size.width() * scale + GAP) + GAP,
            rows * (size.height() * scale + GAP) + GAP,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    graphics.dispose();
  }

  /** Draws images below one another. */
  public void column(int column, List<Preview.Shown> images) {
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.RED);
    int left = GAP + column * (size.width() * scale + GAP);
    for (int row = 0; row < images.size(); row++) {
      int top = GAP + row * (size.height() * scale + GAP);
      Preview.Shown shown = images.get(row);
      BufferedImage image = picture(shown);
      int wide = size.width() * scale;
      int high = size.height() * scale;
      graphics.drawImage(image, left, top, wide, high, null);
      for (float[] box : shown.boxes()) {
        graphics.drawRect(
            left + Math.round(box[1] * scale),
            top + Math.round(box[0] * scale),
            Math.round((box[3] - box[1]) * scale) - 1,
            Math.round((box[2] - box[0]) * scale) - 1);
      }
    }
    graphics.dispose();
  }

  private BufferedImage picture(Preview.Shown shown) {
    BufferedImage image =
        new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_RGB);
    int[] labels = shown.labels();
    for (int place = 0; place < size.height() * size.width(); place++) {
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        float value = shown.pixels()[place * size.channels() + Math.min(c, size.channels() - 1)];
        if (labels != null && labels[place] > 0) {
          value = (1 - LABEL) * value + (c == 0 ? LABEL : 0);
        }
        rgb = rgb << 8 | Math.round(255 * Math.max(0, Math.min(1, value)));
      }
      image.setRGB(place % size.width(), place / size.width(), rgb);
    }
    return image;
  }

  public byte[] png() throws IOException {
    return Png.of(sheet);
  }
}
