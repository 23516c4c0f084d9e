package org.convzoo.train.data.internal.folder;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.convzoo.ops.image.ImageHeader;
import org.convzoo.train.data.DataException;

/** Images in WebP, which TensorFlow does not decode. */
final class WebP {

  /** The decoder goes round for ever in some damaged files, and needs milliseconds for others. */
  private static final int SECONDS = 10;

  private WebP() {}

  /**
   * Decodes an image.
   *
   * @throws DataException if it is none, is damaged, or has more than {@link
   *     ImageHeader#MOST_PIXELS}
   */
  static BufferedImage read(Path file) {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      return CompletableFuture.supplyAsync(() -> decoded(file, in)).get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof DataException refusal ? refusal : damaged(file);
    } catch (TimeoutException e) { // the end of its stream ends the decoder
      throw damaged(file);
    } catch (IOException e) {
      throw DataException.unreadable(file, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static DataException damaged(Path file) {
    return new DataException(file + " is damaged: it cannot be decoded");
  }

  private static BufferedImage decoded(Path file, ImageInputStream in) {
    try {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new DataException(file + " is no image");
      }
      ImageReader reader = readers.next();
      reader.setInput(in, true, true);
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > ImageHeader.MOST_PIXELS) {
        throw new DataException(
            "%s has %,d pixels: more than the %,d that are read",
            file, pixels, ImageHeader.MOST_PIXELS);
      }
      return reader.read(0);
    } catch (IOException e) {
      throw damaged(file);
    }
  }
}
