package org.convzoo.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {

  @TempDir private Path folder;

  private static String reasonOf(Executable reading) {
    return Folders.reason(assertThrows(IOException.class, reading));
  }

  @Test
  void reasonsAreWordsWithoutTheName() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[] {'a', (byte) 0xe4});
    assertEquals("it does not exist", reasonOf(() -> Folders.list(folder.resolve("none"))));
    assertEquals("it is not a folder", reasonOf(() -> Folders.list(file)));
    assertEquals("it is not text in UTF-8", reasonOf(() -> Files.readString(file)));
    assertEquals("it is not text in UTF-8", Folders.reason(new MalformedInputException(1)));
    assertEquals("permission denied", Folders.reason(new AccessDeniedException("file")));
    assertEquals(
        "No space left on device",
        Folders.reason(new FileSystemException("file", null, "No space left on device")));
    assertEquals("broken pipe", Folders.reason(new IOException("broken pipe")));
  }

  @Test
  void folderIsDeletedAndWhatItsLinksLeadToIsNot() throws IOException {
    Path kept = Files.createDirectory(folder.resolve("kept"));
    Path file = Files.createFile(kept.resolve("file"));
    Path gone = Files.createDirectories(folder.resolve("gone/deep")).getParent();
    Files.createSymbolicLink(gone.resolve("deep/link"), kept);
    Folders.delete(gone);
    Folders.delete(gone);
    assertEquals(List.of(kept), Folders.list(folder));
    assertEquals(List.of(file), Folders.list(kept));
  }
}
