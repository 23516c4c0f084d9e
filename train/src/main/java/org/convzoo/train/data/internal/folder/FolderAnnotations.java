package org.convzoo.train.data.internal.folder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.convzoo.train.data.Annotation;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.Listing;

/**
 * Boxes beside the images of class folders, as ImageNet has them: annotations of Pascal VOC, {@code
 * Annotations/<split>/<class>/<image>.xml}, {@code Annotations/<split>/<image>.xml} or {@code
 * Annotations/<image>.xml}, whose objects have the names of the classes' folders.
 *
 * @param folder of the data set
 * @param split the name of the split's folder
 */
record FolderAnnotations(Path folder, String split) {

  private static final String NAME = "Annotations";

  /** Those of a split's folder. */
  static FolderAnnotations of(Path split) {
    return new FolderAnnotations(split.resolveSibling(NAME), split.getFileName().toString());
  }

  /**
   * Reads where the objects of an image's class are.
   *
   * @param image in the folder of its class
   * @return {@link Annotation#NONE} where the image has no annotation, or no object of its class
   * @throws DataException if the annotation is damaged, or a box lies outside its image
   */
  Annotation read(Path image) {
    String name = image.getParent().getFileName().toString();
    String file = Listing.stem(image) + ".xml";
    return Stream.of(
            folder.resolve(split).resolve(name).resolve(file),
            folder.resolve(split).resolve(file),
            folder.resolve(file))
        .filter(Files::exists)
        .findFirst()
        .map(VocXml::read)
        .map(xml -> xml.annotation(name))
        .orElse(Annotation.NONE);
  }

  /** Reads those of all images; none where there is no folder of annotations. */
  List<Annotation> read(List<Path> images) {
    return Files.isDirectory(folder) ? images.stream().map(this::read).toList() : List.of();
  }
}
