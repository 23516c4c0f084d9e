package org.convzoo.train.data;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import org.w3c.dom.Element;

/**
 * What TensorFlow makes of an image file without a word, and someone may not expect.
 *
 * @param words that follow the file's name
 * @param wrong whether the pixels come out wrong
 */
public record ImageWarning(String words, boolean wrong) {

  private static final String JPEG_METADATA = "javax_imageio_jpeg_image_1.0";

  /** Looks at a file's header. */
  public static Optional<ImageWarning> of(Path file) {
    return turned(file).or(() -> inHeader(file));
  }

  /** Cameras store what they see, and with it how they were held. */
  private static Optional<ImageWarning> turned(Path file) {
    try {
      Metadata metadata = ImageMetadataReader.readMetadata(file.toFile());
      var exif = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
      Integer held = exif == null ? null : exif.getInteger(ExifDirectoryBase.TAG_ORIENTATION);
      return when(
          held != null && held > 1,
          "is to be turned by its EXIF data, which is not heeded: \"mogrify -auto-orient\" turns it",
          false);
    } catch (IOException | ImageProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<ImageWarning> inHeader(Path file) {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return Optional.empty();
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in);
        return of(reader);
      } finally {
        reader.dispose();
      }
    } catch (IOException e) {
      return Optional.empty(); // whether it can be read is for TensorFlow to say
    }
  }

  private static Optional<ImageWarning> of(ImageReader reader) throws IOException {
    switch (reader.getFormatName()) {
      case "gif" -> {
        int frames = reader.getNumImages(true);
        return when(
            frames > 1, "has %d frames, of which the first is read".formatted(frames), false);
      }
      case "JPEG" -> {
        Element root = (Element) reader.getImageMetadata(0).getAsTree(JPEG_METADATA);
        Element frame = (Element) root.getElementsByTagName("sof").item(0);
        boolean inks = frame != null && frame.getAttribute("numFrameComponents").equals("4");
        return when(inks, "is CMYK, of which RGB is made without its profile", false);
      }
      case "png" -> {
        boolean deep = type(reader).getBitsPerBand(0) == 16;
        return when(deep, "has 16 bits a channel, of which the upper 8 are read", false);
      }
      case "bmp" -> {
        boolean palette = type(reader).getColorModel() instanceof IndexColorModel;
        return when(palette, "is a BMP with a palette, which is not read: make it a PNG", true);
      }
      default -> {
        return Optional.empty();
      }
    }
  }

  private static ImageTypeSpecifier type(ImageReader reader) throws IOException {
    return reader.getRawImageType(0);
  }

  private static Optional<ImageWarning> when(boolean is, String words, boolean wrong) {
    return is ? Optional.of(new ImageWarning(words, wrong)) : Optional.empty();
  }
}
