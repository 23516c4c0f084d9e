package org.convzoo.train.data;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.convzoo.internal.files.Folders;
import org.convzoo.internal.files.PlainText;
import org.convzoo.internal.files.RegularFiles;

/**
 * What stands in a folder, in an order that is the same everywhere. Hidden files are passed over.
 */
public final class Listing {

  /** Endings of what TensorFlow decodes. */
  private static final Set<String> DECODED = Set.of("jpg", "jpeg", "png", "bmp", "gif");

  private static final String WEBP = "webp";

  /** Endings of images that it does not. */
  private static final Set<String> OTHERS =
      Set.of(WEBP, "tif", "tiff", "heic", "avif", "jp2", "jxl", "ppm", "pgm", "svg");

  private Listing() {}

  /**
   * Returns the folders in a folder.
   *
   * @throws DataException if it cannot be read
   */
  public static List<Path> folders(Path folder) {
    return visible(folder).filter(Files::isDirectory).toList();
  }

  /**
   * Returns the images in a folder. Files of other kinds are passed over.
   *
   * @throws DataException if it cannot be read, holds a folder, an image of a format that cannot be
   *     decoded or of a name with a control character, or what is no regular file
   */
  public static List<Path> images(Path folder) {
    return visible(folder).filter(Listing::isImage).toList();
  }

  /**
   * Returns the images in a folder, and those in WebP with them.
   *
   * @throws DataException if it cannot be read, holds a folder, or an image of a format that
   *     neither TensorFlow nor Java decodes
   */
  public static List<Path> imagesAndWebP(Path folder) {
    return visible(folder).filter(file -> isWebP(file) || isImage(file)).toList();
  }

  /** Whether a file is in WebP by its name: Java decodes it, and TensorFlow does not. */
  public static boolean isWebP(Path file) {
    return ending(file).equals(WEBP);
  }

  /** Whether a folder holds images, of whatever format, by their names. */
  public static boolean holdsImages(Path folder) {
    return visible(folder).anyMatch(Listing::isNamedAsImage);
  }

  /** Returns the files in a folder that are images, of whatever format, by their names. */
  public static List<Path> namedAsImages(Path folder) {
    return visible(folder)
        .filter(path -> isNamedAsImage(path) && !Files.isDirectory(path))
        .toList();
  }

  private static boolean isNamedAsImage(Path path) {
    return DECODED.contains(ending(path)) || OTHERS.contains(ending(path));
  }

  /** Returns the files in a folder that are no images by their names. */
  public static List<Path> others(Path folder) {
    return visible(folder).filter(file -> !DECODED.contains(ending(file))).toList();
  }

  private static Stream<Path> visible(Path folder) {
    try {
      return Folders.list(folder).stream()
          .filter(path -> !path.getFileName().toString().startsWith("."));
    } catch (IOException e) {
      throw DataException.unreadable(folder, e);
    }
  }

  private static boolean isImage(Path file) {
    if (OTHERS.contains(ending(file))) {
      throw new DataException(
          "%s cannot be decoded by TensorFlow: make it a PNG or JPEG%s",
          file, isWebP(file) ? ", as \"convzoo data split\" does" : "");
    }
    if (Files.isDirectory(file)) {
      throw new DataException(file + " is a folder where images are expected");
    }
    return DECODED.contains(ending(file)) && isUsable(file);
  }

  /**
   * Returns the image that a list names. Whether it is there is seen when it is read.
   *
   * @param where the name stands
   * @throws DataException if it leads out of the folder or to what is no regular file, or has a
   *     control character
   */
  public static Path named(Path folder, String name, String where) {
    try {
      Path file = RegularFiles.inside(folder, name);
      isUsable(file);
      return file;
    } catch (FileSystemException e) {
      throw new DataException("%s: %s: %s", where, name, e.getReason());
    } catch (IOException e) {
      throw DataException.unreadable(folder.resolve(name), e);
    }
  }

  /** True, or a refusal. That a file is missing is said when it is read. */
  private static boolean isUsable(Path file) {
    if (file.toString().chars().anyMatch(Character::isISOControl)) {
      throw new DataException(
          "%s has a line break or another control character in its name: rename it",
          PlainText.ofName(file.toString()));
    }
    try {
      RegularFiles.require(file);
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      throw DataException.unreadable(file, e);
    }
    return true;
  }

  /** Returns a file's name without its ending. */
  public static String stem(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ending(file).length()).replaceFirst("\\.$", "");
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
