package org.convzoo.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is true. */
class ReadmeTest {

  private static final Path TOP = Path.of("..");
  private static final String IMPORTS =
      """
      import org.convzoo.graphs.*;
      import org.convzoo.ops.*;
      import org.tensorflow.*;
      import org.tensorflow.ndarray.Shape;
      import org.tensorflow.op.core.Placeholder;
      import org.tensorflow.types.TFloat32;
      """;

  @TempDir private Path folder;

  @Test
  void theLibraryExampleCompilesAndPrintsWhatTheReadmeSays() throws Exception {
    String readme = Files.readString(TOP.resolve("README.md"));
    Matcher java = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme);
    Matcher says = Pattern.compile("It prints `(.*?)`").matcher(readme);
    assertTrue(java.find() && says.find(), "the README has an example and says what it prints");
    Path source = folder.resolve("Example.java");
    Files.writeString(
        source,
        IMPORTS
            + "public class Example { public static void main(String[] a) {\n"
            + java.group(1)
            + "} }\n");
    String path = System.getProperty("java.class.path");
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", path, "-d", folder.toString(), source.toString()));
    assertEquals(says.group(1), output());
  }

  private String output() throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      System.setOut(new PrintStream(printed));
      loader
          .loadClass("Example")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    return printed.toString().strip();
  }

  @Test
  void everyFileThatADocumentLinksToExists() throws Exception {
    Pattern link = Pattern.compile("\\]\\((?!http)([^)#]+)\\)");
    for (String name : new String[] {"README.md", "docs/gpu.md", "docs/recipes.md"}) {
      Path document = TOP.resolve(name);
      Matcher links = link.matcher(Files.readString(document));
      while (links.find()) {
        Path target = document.resolveSibling(links.group(1));
        assertTrue(Files.exists(target), name + " links to " + links.group(1));
      }
    }
  }
}
