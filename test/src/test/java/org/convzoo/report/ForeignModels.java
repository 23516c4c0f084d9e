package org.convzoo.report;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Models that Python's TensorFlow wrote: {@code test/parity/make_saved_models.py}. */
public final class ForeignModels {

  private ForeignModels() {}

  public static Path path(String name) {
    try {
      return Path.of(ForeignModels.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(path(name));
  }
}
