package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher at the top of the sources, with scripts in the places of Maven and of what it
 * builds.
 */
class SourcesLauncherTest {

  private static final String BUILD =
      "mvn -q -B -Pgpu -pl tools -am -DskipTests -Dspotless.check.skip package";

  @TempDir Path folder;
  private Path top;
  private Path lock;

  @BeforeEach
  void writeSources() throws IOException {
    top = Files.createDirectory(folder.resolve("the sources"));
    lock = top.resolve("tools/target/.building");
    Files.writeString(top.resolve("pom.xml"), "");
    for (String module : List.of("ops", "graphs", "train", "export", "tools")) {
      Files.createDirectories(top.resolve(module).resolve("src"));
      Files.writeString(top.resolve(module).resolve("pom.xml"), "");
    }
    Files.copy(Path.of("../convzoo"), top.resolve("convzoo"));
    LauncherTest.script(
        top.resolve("tools/target/convzoo/bin/convzoo"), "echo \"ran $*\"; exit 3\n");
    maven("");
  }

  /** Writes what stands for Maven: it says how it is called, and does {@code more}. */
  private void maven(String more) throws IOException {
    LauncherTest.script(folder.resolve("maven/mvn"), "echo \"mvn $*\" >&2\n" + more);
  }

  /** Starts a launcher, whose errors stand among what it prints. */
  private Child start(Path launcher) throws IOException {
    return Child.start(
        folder.resolve("logs"),
        Child.words(
            "env",
            LauncherTest.first(folder.resolve("maven")),
            "CONVZOO_MAVEN=-Pgpu bash --posix -c",
            Path.of("exec bash --posix \"$@\" 2>&1"),
            "sh",
            launcher,
            "doctor"));
  }

  private List<String> lines() throws IOException {
    Outcome outcome = start(top.resolve("convzoo")).await();
    assertEquals(3, outcome.code(), outcome.out());
    return outcome.out().lines().toList();
  }

  @Test
  void sourcesAreBuiltOnceAndAfterAChange() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("top"), top.resolve("convzoo"));
    Outcome first = start(link).await();
    assertEquals(3, first.code());
    assertTrue(first.out().endsWith(BUILD + "\nran doctor\n"), first.out());
    assertEquals(List.of("ran doctor"), lines());
    Files.writeString(top.resolve("train/src/A.java"), "");
    String again = "convzoo: building again, since the sources have changed";
    assertEquals(List.of(again, BUILD, "ran doctor"), lines());
    assertEquals(List.of("ran doctor"), lines());
  }

  @Test
  void secondWaitsForTheFirstAndDoesNotBuildAgain() throws Exception {
    Path go = folder.resolve("go");
    maven("while [ ! -e '%s' ]; do sleep 0.05; done\n".formatted(go));
    Child first = start(top.resolve("convzoo"));
    first.until(() -> first.printed().contains(BUILD));
    Child second = start(top.resolve("convzoo"));
    second.until(() -> !second.printed().isEmpty());
    Files.createFile(go);
    assertEquals(3, first.await().code());
    String owner = Long.toString(first.process().pid());
    assertEquals(
        new Outcome(
            3,
            "convzoo: process %s is building here: waiting for it\nran doctor\n".formatted(owner),
            ""),
        second.await());
    assertFalse(Files.exists(lock, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void lockOfTheDeadIsTakenOver() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.createSymbolicLink(lock, Path.of(Long.toString(dead.pid())));
    assertEquals(
        List.of("convzoo: building; this downloads TensorFlow the first time", BUILD, "ran doctor"),
        lines());
    assertEquals(List.of("convzoo"), Calls.names(lock.getParent()));
  }

  @Test
  void builtLauncherIsToldWhatWasTyped() throws IOException {
    LauncherTest.script(
        top.resolve("tools/target/convzoo/bin/convzoo"), "echo \"$CONVZOO_COMMAND\"; exit 3\n");
    String typed = top.resolve("convzoo").toString();
    List<String> said = lines();
    assertEquals(typed, said.get(said.size() - 1));
  }

  @Test
  void buildThatFailsLeavesNoLock() throws IOException {
    maven("exit 1\n");
    Outcome failed = start(top.resolve("convzoo")).await();
    assertEquals(1, failed.code(), failed.out());
    assertEquals(List.of("convzoo"), Calls.names(lock.getParent()));
  }

  @Test
  void pathWithAColonIsRefusedBeforeABuild() throws IOException {
    Path moved = Files.move(top, folder.resolve("12:30"));
    Outcome refused = start(moved.resolve("convzoo")).await();
    assertEquals(1, refused.code());
    assertEquals(
        "convzoo: Java finds nothing in a folder with a colon in its path, such as %s: move it\n"
            .formatted(moved),
        refused.out());
  }
}
