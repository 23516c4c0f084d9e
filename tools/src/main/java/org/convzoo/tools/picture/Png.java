package org.convzoo.tools.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images as PNG files: apart from the rest, which also runs in a Java without pictures. */
public final class Png {

  private Png() {}

  /** Returns the content of a file. */
  public static byte[] of(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) { // else ImageIO makes a temporary file
      ImageIO.write(image, "png", out);
    }
    return bytes.toByteArray();
  }
}
