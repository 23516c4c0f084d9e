package org.convzoo.internal.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

  @TempDir private Path folder;

  private List<String> names() throws IOException {
    return Folders.list(folder).stream().map(p -> p.getFileName().toString()).toList();
  }

  /** What a writer leaves that was killed: its lock is there, and nobody holds it. */
  private Path dead() throws IOException {
    Path dead = Files.createDirectory(folder.resolve(".convzoo-0123456789abcdef.writing"));
    Files.createFile(dead.resolve(".lock"));
    Files.writeString(dead.resolve("content"), "ha");
    return dead;
  }

  private static void fill(Path place) throws IOException {
    Files.writeString(place.resolve("a"), "1");
    Files.createDirectory(place.resolve("b"));
    Files.writeString(place.resolve("b/c"), "2");
  }

  @Test
  void fileTakesThePlaceOfAnother() throws IOException {
    Path file = folder.resolve("file");
    AtomicFiles.write(file, "old");
    AtomicFiles.write(file, "new");
    assertEquals("new", Files.readString(file));
    assertEquals(List.of("file"), names());
  }

  @Test
  void writerThatFailsLeavesWhatWasThere() throws IOException {
    Path target = folder.resolve("7");
    AtomicFiles.replaceFolder(target, AtomicFilesTest::fill);
    IOException failed =
        assertThrows(
            IOException.class,
            () ->
                AtomicFiles.replaceFolder(
                    target,
                    place -> {
                      Files.writeString(place.resolve("a"), "half");
                      throw new FileSystemException("a", null, "No space left on device");
                    }));
    assertEquals(target + " was not written: No space left on device", failed.getMessage());
    assertEquals("1", Files.readString(target.resolve("a")));
    assertEquals(List.of("7"), names());
  }

  @Test
  void linkIsReplacedAndNotFollowed() throws IOException {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "mine");
    Path link = Files.createSymbolicLink(folder.resolve("link"), elsewhere);
    AtomicFiles.write(link, "new");
    assertEquals("mine", Files.readString(elsewhere));
    assertEquals("new", Files.readString(link));
    assertFalse(Files.isSymbolicLink(link));
  }

  @Test
  void folderTakesThePlaceOfAnother() throws IOException {
    Path target = folder.resolve("7");
    AtomicFiles.replaceFolder(target, place -> Files.writeString(place.resolve("a"), "old"));
    AtomicFiles.replaceFolder(target, place -> Files.writeString(place.resolve("b"), "new"));
    assertEquals(List.of(target.resolve("b")), Folders.list(target));
    assertEquals(List.of("7"), names());
  }

  @Test
  void newFileIsWrittenWithTheFoldersAroundIt() throws IOException {
    Path file = folder.resolve("a/b/file");
    AtomicFiles.writeNew(file, new byte[] {1, 2});
    assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(file));
    assertEquals(List.of(file), Folders.list(file.getParent()));
    assertThrows(
        FileAlreadyExistsException.class, () -> AtomicFiles.writeNew(file, new byte[] {3}));
    assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(file));
  }

  @Test
  void whatIsBeingWrittenIsKnownByItsName() throws IOException {
    List<Path> seen = new ArrayList<>();
    AtomicFiles.write(
        folder.resolve("file"),
        place -> {
          seen.addAll(Folders.list(folder));
          Files.createFile(place);
        });
    assertEquals(1, seen.size());
    assertTrue(AtomicFiles.isAside(seen.get(0)));
    assertFalse(AtomicFiles.isAside(folder.resolve("file")));
    assertFalse(AtomicFiles.isAside(folder.resolve(".convzoo-notes.writing")));
  }

  @Test
  void newFileIsNotWrittenThroughALinkToNothing() throws IOException {
    Path missing = folder.resolve("missing");
    Path link = Files.createSymbolicLink(folder.resolve("link"), missing);
    assertThrows(
        FileAlreadyExistsException.class, () -> AtomicFiles.writeNew(link, new byte[] {1}));
    assertFalse(Files.exists(missing));
    assertEquals(List.of("link"), names());
  }

  @Test
  void newFolderMayBeAnEmptyOne() throws IOException {
    Path target = Files.createDirectory(folder.resolve("target"));
    AtomicFiles.newFolder(target, AtomicFilesTest::fill);
    assertEquals("2", Files.readString(target.resolve("b/c")));
    assertThrows(
        FileAlreadyExistsException.class,
        () -> AtomicFiles.newFolder(target, AtomicFilesTest::fill));
  }

  @Test
  void newFolderMayBeALinkToAnEmptyOne() throws IOException {
    Path target = Files.createDirectory(folder.resolve("target"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    AtomicFiles.newFolder(link, AtomicFilesTest::fill);
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("2", Files.readString(target.resolve("b/c")));
  }

  @Test
  void writersThatCallOneFolderByTwoNamesKnowEachOther() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    AtomicFiles.newFolder(
        real.resolve("outer"),
        place -> {
          AtomicFiles.write(link.resolve("inner"), "2");
          Files.writeString(place.resolve("a"), "1");
        });
    assertEquals("1", Files.readString(real.resolve("outer/a")));
    assertEquals("2", Files.readString(real.resolve("inner")));
  }

  @Test
  void whatAppearsMeanwhileIsNotReplaced() throws IOException {
    Path target = folder.resolve("target");
    assertThrows(
        FileAlreadyExistsException.class,
        () ->
            AtomicFiles.newFolder(
                target,
                place -> {
                  fill(place);
                  Files.createDirectory(target);
                  Files.writeString(target.resolve("theirs"), "3");
                }));
    assertEquals(
        List.of(target.resolve("theirs")), Folders.list(target), "only what the other wrote");
    assertEquals(List.of("target"), names());
  }

  @Test
  void writersAtOnceEachGetANumber() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Path>> writers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        writers.add(
            () ->
                AtomicFiles.newFolder(
                    folder,
                    () -> Integer.toString((int) names().stream().filter(this::isNumber).count()),
                    AtomicFilesTest::fill));
      }
      for (Future<Path> writer : pool.invokeAll(writers)) {
        assertTrue(Files.exists(writer.get().resolve("b/c")));
      }
    } finally {
      pool.shutdown();
    }
    assertEquals(40, names().size(), names().toString());
  }

  private boolean isNumber(String name) {
    return name.matches("\\d+");
  }

  @Test
  void whatDeadWritersLeftIsDeletedByTheNext() throws IOException {
    dead();
    Files.createDirectory(folder.resolve(".convzoo-1123456789abcdef.writing")); // has no lock yet
    Path foreign = Files.createDirectory(folder.resolve(".convzoo-notes.writing"));
    AtomicFiles.write(folder.resolve("file"), "text");
    assertEquals(List.of(foreign.getFileName().toString(), "file"), names());
  }

  /** The dead one may have been done but for its cleaning up. */
  @Test
  void whatDeadWritersLeftIsDeletedByOneThatIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "text");
    dead();
    assertThrows(
        FileAlreadyExistsException.class, () -> AtomicFiles.writeNew(file, new byte[] {1}));
    assertEquals(List.of("file"), names());
    dead();
    assertThrows(
        FileAlreadyExistsException.class, () -> AtomicFiles.newFolder(file, AtomicFilesTest::fill));
    assertEquals(List.of("file"), names());
  }

  @Test
  void whatADeadWriterHadTakenAwayComesBack() throws IOException {
    Path taken = Files.createDirectories(dead().resolve("replaced/7"));
    Files.writeString(taken.resolve("a"), "1");
    AtomicFiles.write(folder.resolve("file"), "text");
    assertEquals(List.of("7", "file"), names());
    assertEquals("1", Files.readString(folder.resolve("7/a")));
  }

  @Test
  void whatADeadWriterHadReplacedIsDeleted() throws IOException {
    Path taken = Files.createDirectories(dead().resolve("replaced/7"));
    Files.writeString(taken.resolve("a"), "old");
    Files.writeString(Files.createDirectory(folder.resolve("7")).resolve("a"), "new");
    AtomicFiles.write(folder.resolve("file"), "text");
    assertEquals("new", Files.readString(folder.resolve("7/a")));
    assertEquals(List.of("7", "file"), names());
  }

  /** A process that writes to a folder, again and again. */
  static final class Writer {

    private Writer() {}

    public static void main(String[] folderAndText) throws IOException {
      Path file = Path.of(folderAndText[0], "file");
      for (int i = 0; i < 200; i++) {
        AtomicFiles.write(file, folderAndText[1]);
      }
    }
  }

  /** Each sweeps while another is about to begin, or done. */
  @Test
  void processesThatWriteToOneFolderDoNotDisturbOneAnother() throws Exception {
    List<Process> writers = new ArrayList<>();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    for (String text : List.of("1", "2", "3")) {
      String[] words = {java, "-cp", classes, Writer.class.getName(), folder.toString(), text};
      writers.add(new ProcessBuilder(words).redirectErrorStream(true).start());
    }
    for (Process writer : writers) {
      assertEquals("", new String(writer.getInputStream().readAllBytes(), UTF_8));
      assertEquals(0, writer.waitFor());
    }
    assertEquals(List.of("file"), names());
  }
}
