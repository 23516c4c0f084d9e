package org.convzoo.internal.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What is no regular file is refused before a byte of it is read. */
@Timeout(60)
class RegularFilesTest {

  private static final String SPECIAL = "it is a pipe, a device or a socket, not a file";

  @TempDir private Path folder;

  private static void refused(String reason, Executable reading) {
    assertEquals(reason, assertThrows(FileSystemException.class, reading).getReason());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void pipesAndDevicesAreRefused() throws Exception {
    Path pipe = Pipes.make(folder.resolve("pipe"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/dev/zero"));
    for (Path each : List.of(pipe, link)) {
      refused(SPECIAL, () -> RegularFiles.open(each));
      refused(SPECIAL, () -> RegularFiles.text(each));
      refused(SPECIAL, () -> RegularFiles.requireBelow(folder));
      Files.delete(each);
    }
    RegularFiles.requireBelow(folder);
  }

  @Test
  void foldersAndMissingFilesAreRefused() {
    refused("it is a folder, not a file", () -> RegularFiles.require(folder));
    Path none = folder.resolve("none");
    assertThrows(NoSuchFileException.class, () -> RegularFiles.require(none));
  }

  @Test
  void linksAreFollowed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "a\nb\n");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    assertEquals(List.of("a", "b"), RegularFiles.lines(link));
  }

  @Test
  void filesAreReadUpToALimit() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[] {1, 2, 0});
    assertArrayEquals(new byte[] {1, 2, 0}, RegularFiles.bytes(file, 3));
    refused("it has more than 2 bytes", () -> RegularFiles.bytes(file, 2));
  }

  @Test
  void textThatIsNotInUtf8IsRefused() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[] {'a', (byte) 0xe4});
    refused("it is not text in UTF-8", () -> RegularFiles.text(file));
  }

  @Test
  void namesStayInTheirFolder() throws IOException {
    assertEquals(folder.resolve("a/../b.png"), RegularFiles.inside(folder, "a/../b.png"));
    for (String name : List.of("../a", "b/../../a", "/dev/zero", ".", "")) {
      refused("it is not inside " + folder, () -> RegularFiles.inside(folder, name));
    }
    refused("it cannot be the name of a file", () -> RegularFiles.inside(folder, "a\0b"));
  }
}
