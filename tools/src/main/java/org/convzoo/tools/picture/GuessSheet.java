package org.convzoo.tools.picture;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.UsageException;
import org.convzoo.export.Classifier.Guess;
import org.convzoo.ops.internal.runtime.LeastMemory;

/**
 * Images with a classifier's five best guesses as bars below them, four in a row, as Krizhevsky et
 * al. 2012, figure 4, has them. A bar as wide as its image is a probability of 1.
 */
public final class GuessSheet {

  public static final int GUESSES = 5;

  private static final int COLUMNS = 4;
  private static final int GAP = 12;
  private static final int SIDE = 176; // of the square an image is fitted into
  private static final int LINE = 18;
  private static final int CELL_WIDTH = SIDE + GAP;
  private static final int CELL_HEIGHT = SIDE + (1 + GUESSES) * LINE + GAP;
  private static final Color BAR = new Color(0x9ecae1);

  private final List<BufferedImage> cells = new ArrayList<>();

  /**
   * Begins a sheet.
   *
   * @param images how many it will have, at most
   * @throws IllegalArgumentException if so many do not fit into memory, or into a picture
   */
  public GuessSheet(int images) {
    double pixels = (double) width() * height(images);
    String what = "a sheet of %,d images".formatted(images);
    LeastMemory.requireHeap(what, 2 * pixels * Integer.BYTES); // the cells, and the sheet
    if (pixels > Integer.MAX_VALUE) {
      throw new UsageException(what + " has more pixels than a picture can have");
    }
  }

  private static int width() {
    return COLUMNS * CELL_WIDTH + GAP;
  }

  private static double height(int images) {
    return Math.ceil((double) images / COLUMNS) * CELL_HEIGHT + GAP;
  }

  /**
   * Adds an image.
   *
   * @param name written below it
   * @param guesses the best first
   */
  public void add(BufferedImage image, String name, List<Guess> guesses) {
    BufferedImage cell = new BufferedImage(SIDE, CELL_HEIGHT - GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = cell.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, cell.getWidth(), cell.getHeight());
    double scale = (double) SIDE / Math.max(image.getWidth(), image.getHeight());
    int wide = Math.max(1, (int) Math.round(image.getWidth() * scale));
    int high = Math.max(1, (int) Math.round(image.getHeight() * scale));
    graphics.drawImage(image, (SIDE - wide) / 2, (SIDE - high) / 2, wide, high, null);
    graphics.setColor(Color.BLACK);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 12));
    graphics.drawString(name, 2, SIDE + LINE - 5);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    for (int i = 0; i < Math.min(GUESSES, guesses.size()); i++) {
      int top = SIDE + (1 + i) * LINE;
      Guess guess = guesses.get(i);
      graphics.setColor(BAR);
      graphics.fillRect(0, top + 1, Math.round(guess.probability() * SIDE), LINE - 3);
      graphics.setColor(Color.BLACK);
      graphics.drawString(guess.label(), 2, top + LINE - 5);
    }
    graphics.dispose();
    cells.add(cell);
  }

  /** Whether no image was added. */
  public boolean isEmpty() {
    return cells.isEmpty();
  }

  /** Returns the sheet as a PNG file. */
  public byte[] png() throws IOException {
    BufferedImage sheet =
        new BufferedImage(width(), (int) height(cells.size()), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    for (int i = 0; i < cells.size(); i++) {
      int left = GAP + i % COLUMNS * CELL_WIDTH;
      int top = GAP + i / COLUMNS * CELL_HEIGHT;
      graphics.drawImage(cells.get(i), left, top, null);
    }
    graphics.dispose();
    return Png.of(sheet);
  }
}
