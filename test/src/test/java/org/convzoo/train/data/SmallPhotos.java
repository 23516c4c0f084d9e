package org.convzoo.train.data;

import java.io.IOException;
import java.nio.file.Path;
import org.convzoo.train.data.internal.binary.SmallData;

/** Folders of images, a folder per class, with a training and a test part. */
public final class SmallPhotos {

  private SmallPhotos() {}

  /** Writes so many images for each part of each of two classes, and returns the folder. */
  public static Path write(Path folder, int each) throws IOException {
    int number = 0;
    for (String part : new String[] {"train", "test"}) {
      for (String label : new String[] {"cat", "dog"}) {
        for (int i = 0; i < each; i++) {
          Path file = folder.resolve(part).resolve(label).resolve(i + ".png");
          SmallFiles.write(file, SmallData.image(number++));
        }
      }
    }
    return folder;
  }
}
