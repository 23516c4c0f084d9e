package org.convzoo.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;

/** Pipes with a name, of which a read never ends. */
public final class Pipes {

  private Pipes() {}

  /** Makes one. */
  public static Path make(Path place) throws Exception {
    assertEquals(0, new ProcessBuilder("mkfifo", place.toString()).start().waitFor());
    return place;
  }
}
