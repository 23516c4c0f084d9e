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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** What stands in a Markdown file. */
record Document(String name) {

  private static final Path TOP = Path.of("..");
  private static final String IMPORTS =
      """
      import java.nio.file.Path;
      import java.util.List;
      import java.util.Map;
      import org.convzoo.graphs.*;
      import org.convzoo.graphs.network.*;
      import org.convzoo.ops.*;
      import org.convzoo.report.*;
      import org.convzoo.report.GraphReport.By;
      import org.convzoo.report.flow.Row;
      import org.convzoo.report.source.*;
      import org.convzoo.train.*;
      import org.convzoo.train.data.*;
      import org.convzoo.train.recipe.*;
      import org.tensorflow.*;
      import org.tensorflow.framework.optimizers.Nadam;
      import org.tensorflow.ndarray.Shape;
      import org.tensorflow.op.core.Placeholder;
      import org.tensorflow.types.TFloat32;
      """;

  Path path() {
    return TOP.resolve(name);
  }

  String text() throws IOException {
    return Files.readString(path());
  }

  /** The first block of code in this language. */
  String block(String language) throws IOException {
    return find("```" + language + "\n(.*?)```");
  }

  /** What the first group of a pattern catches. */
  String find(String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text());
    assertTrue(matcher.find(), name + " has " + pattern);
    return matcher.group(1);
  }

  /** Whether there is a test of this name. */
  static boolean hasTest(String name) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
      return files.anyMatch(file -> file.endsWith(name + ".java"));
    }
  }

  /** Compiles a class into {@code folder}; the loader is for the caller to close. */
  static URLClassLoader compile(String className, String source, Path folder) throws IOException {
    Path file = folder.resolve(className + ".java");
    Files.writeString(file, source);
    String path = System.getProperty("java.class.path");
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", path, "-d", folder.toString(), file.toString()));
    return new URLClassLoader(new URL[] {folder.toUri().toURL()});
  }

  /** Compiles the first block of Java as a program's body, runs it, and returns what it prints. */
  String run(Path folder) throws Exception {
    return run(folder, block("java"));
  }

  /** Compiles the body of a program, runs it, and returns what it prints. */
  static String run(Path folder, String body) throws Exception {
    String source =
        IMPORTS
            + "public class Example { public static void main(String[] a) throws Exception {\n"
            + body
            + "} }\n";
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader = compile("Example", source, folder)) {
      System.setOut(new PrintStream(printed));
      loader
          .loadClass("Example")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    return printed.toString();
  }
}
