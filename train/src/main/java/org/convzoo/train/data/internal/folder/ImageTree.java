package org.convzoo.train.data.internal.folder;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.Listing;

/** The images below a folder. */
public final class ImageTree {

  private ImageTree() {}

  /**
   * Returns the images in a folder and in those below it, in an order that is the same everywhere:
   * by their endings, whether TensorFlow decodes them or not. Hidden files and folders are passed
   * over, and links to folders.
   *
   * @throws DataException if a folder cannot be read
   */
  public static List<Path> below(Path folder) {
    List<Path> images = new ArrayList<>(Listing.namedAsImages(folder));
    for (Path inner : Listing.folders(folder)) {
      if (Files.isDirectory(inner, LinkOption.NOFOLLOW_LINKS)) {
        images.addAll(below(inner));
      }
    }
    return images;
  }
}
