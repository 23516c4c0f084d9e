package org.convzoo.export;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import javax.imageio.ImageIO;

/**
 * An image to look at: a file, the bytes of one, or a picture in memory. Files are PNG, JPEG, BMP
 * in 24 bits, or GIF, of which the first frame is seen.
 */
public final class ImageSource {

  private static final String UNNAMED = "the image";

  private final Path path;
  private final byte[] bytes;
  private final String name;

  private ImageSource(Path path, byte[] bytes, String name) {
    this.path = path;
    this.bytes = bytes;
    this.name = name;
  }

  /** A file, which is read when it is looked at. */
  public static ImageSource of(Path file) {
    return new ImageSource(file, null, file.toString());
  }

  /** What a file holds. */
  public static ImageSource of(byte[] file) {
    return new ImageSource(null, file.clone(), UNNAMED);
  }

  /**
   * What a stream brings, read to its end here and left open.
   *
   * @throws IOException if it cannot be read
   */
  public static ImageSource of(InputStream file) throws IOException {
    return new ImageSource(null, file.readAllBytes(), UNNAMED);
  }

  /** A picture, seen as the PNG file that Java makes of it. */
  public static ImageSource of(BufferedImage picture) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(picture, "png", png)) {
        ImageIO.write(inColours(picture), "png", png);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ImageSource(null, png.toByteArray(), UNNAMED);
  }

  private static BufferedImage inColours(BufferedImage picture) {
    BufferedImage rgb =
        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = rgb.createGraphics();
    graphics.drawImage(picture, 0, 0, null);
    graphics.dispose();
    return rgb;
  }

  /** Returns the same image under another name. */
  public ImageSource named(String other) {
    return new ImageSource(path, bytes, Objects.requireNonNull(other));
  }

  /** Returns what messages call it: its path, unless it has another name. */
  public String name() {
    return name;
  }

  /** The file, or null where there is none. */
  Path path() {
    return path;
  }

  /** What the file holds, or null where there is a path. */
  byte[] bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return name;
  }
}
