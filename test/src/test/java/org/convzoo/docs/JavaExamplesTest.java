package org.convzoo.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.convzoo.tools.Calls;
import org.convzoo.train.data.SmallPhotos;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in docs/examples compile, and do what docs/java.md says. */
class JavaExamplesTest {

  private static final Document DOCUMENT = new Document("docs/java.md");
  private static final Path EXAMPLES = new Document("docs/examples").path();

  @TempDir static Path folder;
  private static Path classes;

  @BeforeAll
  static void compileAll() throws IOException {
    classes = Files.createDirectory(folder.resolve("classes"));
    List<String> call = new ArrayList<>();
    call.addAll(List.of("-Xlint:all,-path", "-Werror", "-proc:none", "-d", classes.toString()));
    call.addAll(List.of("-cp", System.getProperty("java.class.path")));
    for (Path source : sources()) {
      call.add(source.toString());
    }
    assertEquals(
        0, ToolProvider.getSystemJavaCompiler().run(null, null, null, call.toArray(String[]::new)));
    Path services = Path.of("META-INF", "services");
    Files.createDirectories(classes.resolve(services));
    try (Stream<Path> files = Files.list(EXAMPLES.resolve(services))) {
      for (Path file : files.toList()) {
        Files.copy(file, classes.resolve(services).resolve(file.getFileName()));
      }
    }
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  /** Runs a program in this process, and returns what it prints. */
  private static String run(String program, Object... arguments) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    String[] words = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
    try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      System.setOut(new PrintStream(printed));
      loader.loadClass(program).getMethod("main", String[].class).invoke(null, (Object) words);
    } finally {
      System.setOut(before);
    }
    return printed.toString();
  }

  @Test
  void documentNamesEachExample() throws IOException {
    for (Path source : sources()) {
      String link = "(examples/%s)".formatted(source.getFileName());
      assertTrue(DOCUMENT.text().contains(link), link);
    }
  }

  @Test
  void leNetLearnsAndItsExportIsAccountedFor() throws Exception {
    Path run = folder.resolve("lenet");
    String[] said = run("TrainLeNet", run).split("\\R");
    assertTrue(said[0].matches("test accuracy 0\\.[789]\\d{3}"), said[0]);
    Path model = run.resolve("models/lenet/1");
    assertEquals("exported " + model, said[1]);
    List<String> rows = run("ReportModel", model, 28).lines().toList();
    assertTrue(
        rows.contains("ip1: 400,500 parameters, 400,000 MACs"), rows.toString()); // 800 x 500
  }

  @Test
  void resNetIsFineTunedOnPhotos() throws Exception {
    Path photos = SmallPhotos.write(folder.resolve("photos"), 4);
    Path first = folder.resolve("first");
    Calls.succeed(
        "train resnet20 --set dataset=folder --epochs 1 --run", first, "--data-dir", photos);
    List<String> said = run("FineTune", photos, first, folder.resolve("tuned")).lines().toList();
    assertTrue(said.get(0).startsWith("epoch 1: loss "), said.toString());
    assertTrue(said.get(1).startsWith("epoch 2: loss "), said.toString());
    assertEquals(3, said.size(), said.toString());
  }

  /** 16 x 9 + 16, 32 x 16 x 9 + 32, 7 x 7 x 32 x 10 + 10. */
  @Test
  void ownNetworkAndOwnDataAreKnownByTheirNames() throws Exception {
    String report = Calls.withClasses(classes, "report mine");
    assertTrue(report.contains("20,490 parameters"), report);
    String trained =
        Calls.withClasses(
            classes, "train mine --set dataset=noise --epochs 6 --run", folder.resolve("mine"));
    assertTrue(trained.contains("400 training and 100 test images at 28x28x1"), trained);
    assertTrue(trained.matches("(?s).*epoch 6: .* accuracy (1\\.0000|0\\.9\\d+),.*"), trained);
  }
}
