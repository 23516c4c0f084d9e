package org.convzoo.export;

import java.io.IOException;
import java.nio.file.Path;

/** The versions of a model: folders with numbers for names, of which the highest is the newest. */
public final class ModelVersions {

  private ModelVersions() {}

  /**
   * Returns the folder of the newest version.
   *
   * @param folder a model's base folder, or one of its versions, which is returned as it is
   * @throws IOException if it cannot be listed
   */
  public static Path newest(Path folder) throws IOException {
    int newest = Exporter.newest(folder);
    return newest == 0 ? folder : folder.resolve(Integer.toString(newest));
  }
}
