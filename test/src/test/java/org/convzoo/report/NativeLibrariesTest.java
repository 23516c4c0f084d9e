package org.convzoo.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.weisj.jsvg.parser.SVGLoader;
import com.google.common.collect.ImmutableList;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.convzoo.report.flow.Drawings;
import org.convzoo.report.internal.drawing.Drawing;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.emf.common.util.EList;
import org.eclipse.emf.ecore.EObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drawing is Java: no library of another language is loaded for it but the JDK's own. */
class NativeLibrariesTest {

  @TempDir private Path folder;

  /** A Java that renders a drawing, and prints which libraries it has in its memory. */
  static final class Child {

    private Child() {}

    public static void main(String[] arguments) throws IOException {
      Drawing drawing = Drawings.of("alexnet");
      drawing.svg();
      print("svg");
      drawing.image();
      print("image");
    }

    private static void print(String stage) throws IOException {
      try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
        maps.filter(line -> line.contains(".so"))
            .map(line -> line.substring(line.indexOf('/')))
            .distinct()
            .forEach(library -> System.out.println(stage + " " + library));
      }
    }
  }

  private List<String> libraries(String stage) throws Exception {
    Path printed = folder.resolve("printed");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    Process child =
        new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "-cp", classes, Child.class.getName())
            .redirectOutput(printed.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, child.waitFor());
    return Files.readAllLines(printed).stream()
        .filter(line -> line.startsWith(stage + " "))
        .map(line -> line.substring(stage.length() + 1))
        .toList();
  }

  private static boolean isOfTheJdkOrTheSystem(String library) {
    return Stream.of(System.getProperty("java.home") + "/", "/lib/", "/lib64/", "/usr/lib")
        .anyMatch(library::startsWith);
  }

  /** TensorFlow's, and JavaCPP's that binds them, are unpacked where JavaCPP keeps its cache. */
  private static boolean isOfTensorFlow(String library) {
    return library.contains("/org/tensorflow/") || library.contains("/org/bytedeco/");
  }

  @Test
  void renderingLoadsNoLibraryButTensorFlows() throws Exception {
    List<String> libraries = libraries("image");
    assertTrue(
        libraries.stream().anyMatch(NativeLibrariesTest::isOfTensorFlow), "it infers shapes");
    List<String> others =
        libraries.stream()
            .filter(library -> !isOfTheJdkOrTheSystem(library) && !isOfTensorFlow(library))
            .toList();
    assertEquals(List.of(), others);
  }

  /** Layout measures text itself: an SVG can be made where no font is installed. */
  @Test
  void svgIsMadeWithoutAFont() throws Exception {
    List<String> libraries = libraries("svg");
    assertTrue(libraries.stream().anyMatch(library -> library.endsWith("/libjava.so")));
    assertEquals(
        List.of(),
        libraries.stream().filter(l -> l.matches(".*/lib(awt|font|freetype).*")).toList());
  }

  @Test
  void jarsOfTheLayoutHoldNoLibrary() throws Exception {
    List<Class<?>> ours =
        List.of(
            LayeredOptions.class,
            RecursiveGraphLayoutEngine.class,
            ElkNode.class,
            EObject.class,
            EList.class,
            ImmutableList.class,
            SVGLoader.class);
    for (Class<?> one : ours) {
      File jar = new File(one.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (JarFile opened = new JarFile(jar)) {
        assertTrue(opened.size() > 0);
        assertEquals(
            List.of(),
            opened.stream()
                .map(Object::toString)
                .filter(name -> name.matches(".*\\.(so|dll|dylib|jnilib)"))
                .toList(),
            jar.getName());
      }
    }
  }
}
