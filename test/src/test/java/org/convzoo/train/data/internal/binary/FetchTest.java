package org.convzoo.train.data.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.internal.files.Folders;
import org.convzoo.train.data.DataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fetching from a folder instead of the network. That a right file is accepted cannot be shown
 * without the network: the authors' own gzip files are nowhere else.
 */
class FetchTest {

  private static final String FIRST = "train-images-idx3-ubyte.gz";

  @TempDir Path temporary;
  private Path source;
  private Path target;

  @BeforeEach
  void make() throws IOException {
    source = Files.createDirectory(temporary.resolve("source"));
    target = temporary.resolve("target");
  }

  private void fetch() throws IOException {
    Fetch.files(FashionMnist.NAME, source.toUri().toString(), target, line -> {});
  }

  private List<String> fetched() throws IOException {
    return Folders.list(target).stream().map(p -> p.getFileName().toString()).toList();
  }

  @Test
  void fileWithOtherBytesThanPublishedIsRefusedAndNotKept() throws IOException {
    Files.writeString(source.resolve(FIRST), "abc");
    DataException e = assertThrows(DataException.class, this::fetch);
    // the MD5 of "abc" is RFC 1321's own example
    assertTrue(
        e.getMessage()
            .endsWith(
                FIRST
                    + " has the MD5 900150983cd24fb0d6963f7d28e17f72,"
                    + " not the published 8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        e.getMessage());
    assertEquals(List.of(), fetched());
  }

  @Test
  void emptyFileIsRefusedAndNotKept() throws IOException {
    Files.createFile(source.resolve(FIRST));
    DataException e = assertThrows(DataException.class, this::fetch);
    assertTrue(
        e.getMessage().contains("d41d8cd98f00b204e9800998ecf8427e"), e.getMessage()); // of nothing
    assertEquals(List.of(), fetched());
  }

  @Test
  void missingFileIsNamedAndNothingIsLeft() throws IOException {
    IOException e = assertThrows(IOException.class, this::fetch);
    assertTrue(
        e.getMessage().endsWith(FIRST + " cannot be downloaded: it does not exist"),
        e.getMessage());
    assertEquals(List.of(), fetched());
  }

  @Test
  void fileThatIsThereWithOtherBytesIsKeptWhereNoRightOneIsFound() throws IOException {
    Files.writeString(source.resolve(FIRST), "wrong");
    Files.createDirectory(target);
    Files.writeString(target.resolve(FIRST), "mine");
    assertThrows(DataException.class, this::fetch);
    assertEquals("mine", Files.readString(target.resolve(FIRST)));
    assertEquals(List.of(FIRST), fetched());
  }

  @Test
  void whatAKilledFetchLeftIsReplaced() throws IOException {
    Files.createDirectory(target);
    Files.writeString(target.resolve(".fetching-" + FIRST), "half");
    Files.writeString(source.resolve(FIRST), "wrong");
    assertThrows(DataException.class, this::fetch);
    assertEquals(List.of(), fetched());
  }
}
