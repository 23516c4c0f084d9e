package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.run.TinyRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Disks that are full, mounted in a namespace of the child's own, and what may not be read or
 * written. A checkpoint of LeNet with Adam holds three floats for each of 61,706 parameters: 0.74
 * MB.
 */
class DiskTest {

  private static final String TRAIN = "train lenet --batch 10 --epochs 2 --threads 2";

  @TempDir static Path folder;
  private static Path data;
  private static Path disk;

  @BeforeAll
  static void prepare() throws Exception {
    assumeTrue(Files.exists(Path.of("/usr/bin/unshare")), "there is no unshare (util-linux)");
    Process probe =
        new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(probe.getInputStream().readAllBytes());
    assumeTrue(probe.waitFor() == 0, "this test may not mount disks of its own: " + said);
    data = SmallData.write(folder.resolve("data"), 100, 20);
    disk = Files.createDirectory(folder.resolve("disk"));
  }

  /** Runs Convzoo in a namespace in which {@code mount} was run before, and {@code after} after. */
  private static Outcome on(String mount, String after, Object... arguments) throws IOException {
    return inNamespace(mount, after, Child.command(arguments));
  }

  private static Outcome inNamespace(String before, String after, List<String> words)
      throws IOException {
    String script = before + " && { \"$@\"; code=$?; " + after + "; exit $code; }";
    List<String> command = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", script, "sh"));
    command.addAll(words);
    return Child.start(folder.resolve("logs"), command).await();
  }

  @Test
  void fullDiskEndsTheRunAndKeepsItsCheckpoints() throws IOException {
    Path kept = folder.resolve("kept");
    Path run = disk.resolve("run");
    Outcome outcome =
        on(
            "mount -t tmpfs -o size=2m tmpfs " + disk,
            "cp -r %s %s".formatted(run, kept),
            TRAIN + " --set checkpoint.every=3 --set checkpoint.keep=10 --run",
            run,
            "--data-dir",
            data);
    assertOneLine(outcome, "convzoo: the checkpoint of step 9 was not written: " + run);
    assertTrue(outcome.err().contains("No space left on device"), outcome.err());
    assertEquals(List.of("3", "6"), Calls.names(kept.resolve("checkpoints")));

    Path straight = folder.resolve("straight");
    Child.start(
            folder.resolve("logs"),
            TRAIN + " --set checkpoint.every=3 --set checkpoint.keep=10 --run",
            straight,
            "--data-dir",
            data)
        .await();
    Outcome resumed =
        Child.start(folder.resolve("logs"), "train --threads 2 --resume", kept, "--data-dir", data)
            .await();
    assertEquals(0, resumed.code(), resumed.err());
    assertEquals("", resumed.err());
    assertEquals(TinyRun.lastBits(straight), TinyRun.lastBits(kept));
    assertEquals(TinyRun.metrics(straight), TinyRun.metrics(kept));
  }

  @Test
  void fullDiskLeavesNoHalfExport() throws IOException {
    Path run = folder.resolve("trained");
    Calls.succeed(TRAIN + " --run", run, "--data-dir", data);
    Path kept = folder.resolve("kept-export");
    Outcome outcome =
        on(
            "mount -t tmpfs -o size=100k tmpfs " + disk,
            "cp -r %s %s".formatted(disk, kept),
            "export --to",
            disk,
            run);
    assertOneLine(
        outcome, "convzoo: the model was not exported to %s: ".formatted(disk.resolve("lenet")));
    assertTrue(outcome.err().contains("No space left on device"), outcome.err());
    assertEquals(List.of(), Calls.names(kept.resolve("lenet")));
  }

  @Test
  void readOnlyDiskEndsTheRunAndChangesNothing() throws IOException {
    Path run = folder.resolve("read-only");
    Calls.succeed(TRAIN + " --run", run, "--data-dir", data);
    Map<String, String> before = Calls.content(run);
    String readOnly = "mount --bind %s %s && mount -o remount,bind,ro %s".formatted(run, run, run);
    Outcome resumed = on(readOnly, ":", "train --epochs 3 --resume", run, "--data-dir", data);
    assertOneLine(resumed, "convzoo: %s/.lock: Read-only file system".formatted(run));
    assertOneLine(
        on(readOnly, ":", "export", run), "convzoo: the model was not exported to " + run);
    Outcome fresh = on(readOnly, ":", "train lenet --run", run.resolve("new"), "--data-dir", data);
    assertOneLine(fresh, "convzoo: %s/new: Read-only file system".formatted(run));
    Outcome evaluated = on(readOnly, ":", "evaluate", run, "--data-dir", data);
    assertEquals(0, evaluated.code(), evaluated.err());
    assertEquals(before, Calls.content(run));
  }

  @Test
  void fullDiskEndsAConversionAndLeavesNothing() throws IOException {
    Path photos = folder.resolve("photos");
    for (int i = 0; i < 20; i++) { // noise does not shrink: 20 x 64 x 64 x 3 bytes are 240 kB
      SmallFiles.write(photos.resolve("train/a/%d.png".formatted(i)), SmallFiles.noise(64, 64, i));
    }
    SmallFiles.write(photos.resolve("val/a/0.png"), SmallFiles.noise(1, 1, 1));
    Path kept = folder.resolve("kept-shards");
    Path shards = disk.resolve("shards");
    Outcome outcome =
        on(
            "mount -t tmpfs -o size=100k tmpfs " + disk,
            "cp -r %s %s".formatted(disk, kept),
            "data convert",
            photos,
            "--shards 2 --to",
            shards);
    assertOneLine(
        outcome, "convzoo: %s was not written: No space left on device".formatted(shards));
    assertEquals(List.of(), Calls.names(kept));
  }

  /** A disk mounted noexec, as a temporary folder or a home often is. */
  @Test
  void libraryThatMayNotBeRunIsSaidWithWhatToSet() throws IOException {
    Calls.succeed("doctor"); // unpacks the library
    String cache = Loader.getCacheDir().toString();
    String noexec = "mount --bind %1$s %1$s && mount -o remount,bind,noexec %1$s".formatted(cache);
    assertOneLine(
        on(noexec, ":", "doctor"),
        "convzoo: TensorFlow's library may not be run where it lies; name a folder on another disk"
            + " with JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=DIR: "
            + cache);
  }

  @Test
  void folderThatMayNotBeReadIsNamed() throws IOException {
    Path photos = SmallFiles.folder(folder.resolve("forbidden"), 1);
    Path cats = photos.resolve("train/cat");
    String forbid = "chmod 000 " + cats;
    String allow = "chmod 755 " + cats;
    Outcome check = unprivileged(forbid, allow, "data check", photos);
    assertOneLine(check, "convzoo: %s cannot be read: permission denied".formatted(cats));
    Path file = cats.resolve("0.png");
    Outcome one = unprivileged("chmod 000 " + file, "chmod 644 " + file, "data check", photos);
    assertOneLine(one, "convzoo: 1 of 4 images are wrong");
    assertEquals(file + ": Permission denied", one.out().strip());
    forbid = "chmod 555 " + photos;
    allow = "chmod 755 " + photos;
    Path shards = photos.resolve("shards");
    Outcome convert =
        unprivileged(forbid, allow, "data convert", photos, "--shards 1 --to", shards);
    assertOneLine(convert, "convzoo: %s was not written: permission denied".formatted(shards));
  }

  /** In a folder that all may write to, such as that of temporary files. */
  @Test
  void leftoverOfAStrangerKeepsNobodyFromWriting() throws IOException {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Path foreign = Files.createDirectory(shared.resolve(".convzoo-0123456789abcdef.writing"));
    Path lock = Files.createFile(foreign.resolve(".lock"));
    for (Path closed : List.of(lock, foreign)) {
      Path drawing = shared.resolve(closed.getFileName() + ".svg");
      Outcome drawn =
          unprivileged("chmod 000 " + closed, "chmod 700 " + closed, "draw lenet --to", drawing);
      assertEquals(0, drawn.code(), drawn.err());
      assertTrue(Files.size(drawing) > 0);
    }
  }

  /** Runs Convzoo without the right to go past permissions, which root has. */
  private static Outcome unprivileged(String before, String after, Object... arguments)
      throws IOException {
    List<Object> words =
        new ArrayList<>(List.of("setpriv --bounding-set -dac_override,-dac_read_search"));
    words.addAll(Child.command(arguments));
    return inNamespace(before, after, Child.words(words.toArray()));
  }

  private static void assertOneLine(Outcome outcome, String start) {
    assertEquals(1, outcome.code(), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertTrue(outcome.err().startsWith(start), outcome.err());
  }
}
