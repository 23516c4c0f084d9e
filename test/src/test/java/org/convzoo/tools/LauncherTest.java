package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.run.TinyRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher of a distribution, with this Java or with a script in its place. */
class LauncherTest {

  private static final Path SOURCE = Path.of("../tools/src/main/bin/convzoo");

  @TempDir static Path folder;
  private static Path launcher;

  /** A jar that names the class path stands for those of a distribution. */
  @BeforeAll
  static void writeDistribution() throws IOException {
    launcher = distribution(folder.resolve("Käfig für zwei/zoo"), path -> true);
  }

  private static Path distribution(Path home, Predicate<String> has) throws IOException {
    Path launcher = home.resolve("bin/convzoo");
    Files.createDirectories(launcher.getParent());
    Files.copy(SOURCE, launcher);
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(has)
            .map(path -> new File(path).toURI().toString())
            .collect(Collectors.joining(" "));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
    Path jar = Files.createDirectory(home.resolve("lib")).resolve("all.jar");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return launcher;
  }

  /** Writes a program in shell. */
  static Path script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\n" + text);
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }

  /** Returns a call of the launcher that runs a script for Java. */
  private static ProcessBuilder withJava(String text, String... arguments) throws IOException {
    Path home = Files.createTempDirectory(folder, "java home ");
    script(home.resolve("bin/java"), text);
    List<String> command = new ArrayList<>(List.of("bash", "--posix", launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", home.toString());
    return builder;
  }

  /** Starts a command, whose texts are split at their spaces. */
  private static Child start(Object... words) throws IOException {
    return Child.start(folder.resolve("logs"), Child.words(words));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "bash --posix", "env POSIXLY_CORRECT=1 bash"})
  void exitCodeAndWordsAreThoseOfTheProgram(String shell) throws IOException {
    assertEquals(
        new Outcome(0, "convzoo 0.1.0" + System.lineSeparator(), ""),
        start(shell, launcher, "--version").await());
    Outcome wrong = start(shell, launcher, "fly").await();
    assertEquals(2, wrong.code(), wrong.err());
    assertEquals("", wrong.out());
    assertTrue(wrong.err().startsWith("convzoo: "), wrong.err());
    assertEquals(1, wrong.err().lines().count(), wrong.err());
  }

  @Test
  void linksLeadToTheDistribution() throws IOException {
    Path near = Files.createSymbolicLink(launcher.resolveSibling("zoo"), Path.of("convzoo"));
    Path bin = Files.createSymbolicLink(folder.resolve("linked"), launcher.getParent());
    Path far = Files.createSymbolicLink(folder.resolve("far away"), bin.resolve("zoo"));
    for (Path link : List.of(near, far)) {
      Outcome outcome = start("bash --posix", link, "--version").await();
      assertEquals(0, outcome.code(), outcome.err());
    }
  }

  @Test
  void javaGetsItsOptionsTheArgumentsAndStdin() throws Exception {
    ProcessBuilder builder =
        withJava("printf '<%s>' \"${@: -5}\"; cat; echo \" $*\"; exit 7", "a b", "", "ü");
    builder.environment().put("JAVA_OPTS", "-Xmx1g -Dtwo=2");
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write("said".getBytes(StandardCharsets.UTF_8));
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String libraries = launcher.getParent().resolveSibling("lib") + "/*";
    assertTrue(
        out.startsWith("<%s><org.convzoo.tools.Convzoo><a b><><ü>said ".formatted(libraries)), out);
    assertTrue(out.contains(" -XX:+UseSerialGC -Xms32m "), out); // a flat heap
    assertTrue(out.contains(" -Xmx1g -Dtwo=2 -cp "), out);
    assertEquals(7, process.waitFor());
  }

  /** Commands end sooner than their Java would be worth optimising. */
  @Test
  void serversAloneAreOptimised() throws IOException {
    String quick = "-XX:TieredStopAtLevel=1";
    String unwatched = "-Dorg.bytedeco.javacpp.maxphysicalbytes=0";
    for (String command : List.of("serve", "predict")) {
      byte[] out = withJava("echo \"$*\"", command, "m").start().getInputStream().readAllBytes();
      String options = new String(out, StandardCharsets.UTF_8);
      assertEquals(command.equals("predict"), options.contains(quick), options);
      assertEquals(command.equals("serve"), options.contains(unwatched), options);
    }
  }

  @Test
  void chatterIsDroppedAndErrorsStay() throws IOException {
    String chatter =
        """
        WARNING: All log messages before absl::InitializeLog() is called are written to STDERR
        I0000 00:00:1700000000.123456     99 cpu_device.cc:1] hello
        an error with a byte that is no UTF-8: \\xff
        E0000 00:00:1700000000.123456     99 cuda_dnn.cc:1] Unable to register cuDNN factory
        Improper call to JPEG library in state 201
        Corrupt JPEG data: premature end of data segment
        Bogus Huffman table definition
        Bogus DQT index 14
        Quantization table 0x01 was not defined
        Input file read error
        2026-01-01 00:00:00.000000: E tensorflow/core/lib/gif/gif_io.cc:88] failed to slurp gif file: Unknown error
        2026-01-01 00:00:00.000000: E tensorflow/core/framework/op_segment.cc:54] Create kernel failed
        [libprotobuf ERROR wire_format_lite.cc:618] String field contains invalid UTF-8 data.
        2026-01-01 00:00:00.000000: E tensorflow/core/util/util.cc:131] oneDNN supports DT_UINT8 only on platforms with AVX-512.
        E0000 00:00:1700000000.123456     99 mlir_bridge_pass_util.cc:68] Failed to parse f: type attr not found: dtype
        	In {{node Const_1}}
        	While importing function: f
        	when importing GraphDef to MLIR module in GrapplerHook
        another error
        """;
    String print = "printf '%s' >&2".formatted(chatter);
    assertEquals(
        "an error with a byte that is no UTF-8: ÿ\nanother error\n", stderr(withJava(print)));
    assertEquals(chatter.replace("\\xff", "ÿ"), stderr(withJava(print, "--verbose")));
  }

  /** Returns the bytes of stderr as characters, up to the end of the filter, which may be late. */
  private static String stderr(ProcessBuilder builder) throws IOException {
    builder.command().addAll(0, List.of("bash", "-c", "\"$@\" 2>&1 | cat", "bash"));
    byte[] bytes = builder.start().getInputStream().readAllBytes();
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void filterOutlivesASignal() throws Exception {
    Interrupts.assumeHeard();
    Path err = folder.resolve("signalled");
    Process process =
        withJava("trap 'echo stopped >&2; exit 130' INT; echo on; while :; do sleep 0.05; done")
            .redirectError(err.toFile())
            .start();
    assertEquals('o', process.getInputStream().read());
    List<ProcessHandle> group = new ArrayList<>(process.children().toList());
    group.add(process.toHandle()); // a terminal's Ctrl-C reaches all
    for (ProcessHandle one : group) {
      signal("INT", one);
    }
    assertEquals(130, process.waitFor());
    for (int i = 0; i < 200 && Files.size(err) == 0; i++) { // this Java does not wait for it
      Thread.sleep(50);
    }
    assertEquals("stopped\n", Files.readString(err));
  }

  private static void signal(String signal, ProcessHandle process) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  /** A filter that is late shows who waits for it. */
  @Test
  void lastWordIsWrittenWhenTheLauncherEnds() throws IOException {
    String grep = "said=$(cat); sleep 0.5; echo \"$said\"\n";
    Path late = script(folder.resolve("late/grep"), grep).getParent();
    Outcome wrong = start("env", first(late), "bash", launcher, "fly").await();
    assertEquals(2, wrong.code());
    assertTrue(wrong.err().startsWith("convzoo: "), wrong.err());
  }

  /** Puts a folder before the others that programs are looked for in; a path, for its spaces. */
  static Path first(Path programs) {
    return Path.of("PATH=" + programs + File.pathSeparator + System.getenv("PATH"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM 143", "INT 130"})
  void trainingThatIsSignalledIsSaved(String signalAndCode) throws Exception {
    String[] words = signalAndCode.split(" ");
    Path data = SmallData.write(folder.resolve(words[0] + "/data"), 1000, 100);
    Path run = folder.resolve(words[0] + "/run");
    String call = "train lenet --epochs 9 --batch 10 --set checkpoint.every=7 --threads 2 --run";
    Child child = start("bash --posix", launcher, call, run, "--data-dir", data);
    child.until(() -> TinyRun.newestCheckpoint(run) > 0);
    signal(words[0], child.process().toHandle());
    Outcome stopped = child.await();
    assertEquals(Integer.parseInt(words[1]), stopped.code(), stopped.err());
    assertTrue(stopped.out().contains("stopped and saved after step"), stopped.out());
  }

  @Test
  void progressIsShownInATerminal() throws IOException {
    Path data = SmallData.write(folder.resolve("shown/data"), 500, 10);
    Path run = folder.resolve("shown/run");
    String terminal = "JAVA_OPTS=-Dconvzoo.terminal=true";
    String call = "train lenet --epochs 1 --batch 10 --run";
    Outcome outcome =
        start("env", terminal, "bash", launcher, call, run, "--data-dir", data).await();
    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().contains("\repoch 1 "), outcome.out());
    assertTrue(outcome.out().contains("/50 ("), outcome.out());
  }

  @Test
  void whatIsToBeTypedBeginsAsTheCallDid() throws IOException {
    Path bin = launcher.getParent();
    String words = "give a NETWORK to train, or --resume a run (see %s train --help)";
    Outcome near = start("bash -c", Path.of("cd \"$1\" && ./convzoo train"), "sh", bin).await();
    assertEquals("convzoo: " + words.formatted("./convzoo"), near.err());
    Outcome found = start("env", first(bin), "convzoo train").await();
    assertEquals("convzoo: " + words.formatted("convzoo"), found.err());
    Outcome far = start(launcher, "train").await();
    assertEquals("convzoo: " + words.formatted("'" + launcher + "'"), far.err());
    Outcome help = start("env CONVZOO_COMMAND=./zoo bash", launcher, "plot --help").await();
    assertTrue(help.out().contains("%n  ./zoo plot runs/lenet%n".formatted()), help.out());
  }

  @Test
  void missingJavaIsSaid() throws IOException {
    Outcome outcome = start("env JAVA_HOME=/nowhere bash", launcher, "doctor").await();
    assertEquals(
        new Outcome(1, "", "convzoo: no Java found: install a JDK, 17 or newer, or set JAVA_HOME"),
        outcome);
  }

  @Test
  void pathWithAColonIsRefused() throws IOException {
    Path home = distribution(folder.resolve("v1:2"), path -> false).getParent().getParent();
    String message =
        "convzoo: Java finds nothing in a folder with a colon in its path, such as %s: move it";
    assertEquals(
        new Outcome(1, "", message.formatted(home)),
        start("bash --posix", home.resolve("bin/convzoo"), "doctor").await());
  }

  /** JDK 24 and newer warn of Unsafe, which Protocol Buffers use. */
  @Test
  void newerJavasDoNotWarn() throws IOException {
    List<Path> homes = List.of();
    Path all = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(all)) {
      try (Stream<Path> found = Files.list(all)) {
        homes = found.filter(LauncherTest::warns).toList();
      }
    }
    assumeTrue(!homes.isEmpty(), "there is no JDK, 24 or newer, in " + all);
    for (Path home : homes) {
      Outcome outcome =
          start("env", Path.of("JAVA_HOME=" + home), "bash", launcher, "models lenet").await();
      assertEquals("", outcome.err());
      assertEquals(0, outcome.code());
    }
  }

  private static boolean warns(Path home) {
    try {
      String release = Files.readString(home.resolve("release"));
      return release.matches("(?s).*JAVA_VERSION=\"(2[4-9]|[3-9]\\d).*");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void missingLibraryIsSaidInALine() throws IOException {
    String machine = Loader.getPlatform();
    Path none =
        distribution(folder.resolve("none"), path -> !path.matches(".*core-native-[0-9.]+-.*"));
    Outcome outcome = start("bash", none, "doctor").await();
    assertEquals(1, outcome.code(), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    String start =
        "convzoo: TensorFlow's library cannot be loaded; one for this machine comes with";
    assertTrue(
        outcome.err().startsWith(start + " -Dtensorflow.native=" + machine + ": "), outcome.err());
  }

  @Test
  void shellcheckFindsNothing() throws Exception {
    boolean there =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "shellcheck")));
    assumeTrue(there, "shellcheck is not installed: apt-get install shellcheck");
    Outcome outcome = start("shellcheck", SOURCE, "../convzoo ../.ci/run").await();
    assertEquals(new Outcome(0, "", ""), outcome);
  }
}
