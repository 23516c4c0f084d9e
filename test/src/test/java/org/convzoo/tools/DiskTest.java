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
import org.convzoo.train.TinyRun;
import org.convzoo.train.data.SmallData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Disks that are full or cannot be written, mounted in a namespace of the child's own. A checkpoint
 * of LeNet with Adam holds three floats for each of 61,706 parameters: 0.74 MB.
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
    String script = mount + " && { \"$@\"; code=$?; " + after + "; exit $code; }";
    List<String> command = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", script, "sh"));
    command.addAll(Child.command(arguments));
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
        outcome,
        "convzoo: the model was not exported to %1$s: %1$s".formatted(disk.resolve("lenet")));
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
    assertOneLine(on(readOnly, ":", "export", run), "convzoo: " + run);
    Outcome fresh = on(readOnly, ":", "train lenet --run", run.resolve("new"), "--data-dir", data);
    assertOneLine(fresh, "convzoo: %s/new: Read-only file system".formatted(run));
    Outcome evaluated = on(readOnly, ":", "evaluate", run, "--data-dir", data);
    assertEquals(0, evaluated.code(), evaluated.err());
    assertEquals(before, Calls.content(run));
  }

  private static void assertOneLine(Outcome outcome, String start) {
    assertEquals(1, outcome.code(), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertTrue(outcome.err().startsWith(start), outcome.err());
  }
}
