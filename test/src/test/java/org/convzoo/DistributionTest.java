package org.convzoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the jars that Convzoo is made of hold besides Java. */
class DistributionTest {

  private static final int ELF = 0x7f454c46;
  private static final int CLASS = 0xcafebabe; // or Mach-O for several processors, in another file
  private static final Set<Integer> MACH_O =
      Set.of(0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe, CLASS);
  private static final int PE = 0x4d5a; // two bytes

  /** What {@code serve --engine onnxruntime} asks for on the class path: a user's to bring. */
  private static final String OPTIONAL = "onnxruntime-";

  private static final List<String> FOUND = found();

  /** The entries that are machine code. */
  private static List<String> found() {
    List<String> found = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!path.endsWith(".jar") || new File(path).getName().startsWith(OPTIONAL)) {
        continue;
      }
      try (ZipFile jar = new ZipFile(path)) {
        for (ZipEntry entry : jar.stream().toList()) {
          try (InputStream content = jar.getInputStream(entry)) {
            if (isNative(entry.getName(), content.readNBytes(4))) {
              found.add(entry.getName());
            }
          }
        }
      } catch (IOException e) {
        throw new AssertionError(path, e);
      }
    }
    return found;
  }

  private static boolean isNative(String name, byte[] start) {
    int magic = start.length < 4 ? 0 : ByteBuffer.wrap(start).getInt();
    return magic == ELF
        || MACH_O.contains(magic) && !name.endsWith(".class")
        || magic >>> 16 == PE
        || name.matches(".*\\.(so|dll|dylib|jnilib)(\\.\\d+)*");
  }

  @Test
  void machineCodeIsThatOfTensorFlowAndItsBindingAlone() {
    List<String> others =
        FOUND.stream()
            .filter(name -> !name.startsWith("org/tensorflow/"))
            .filter(name -> !name.startsWith("org/bytedeco/"))
            .toList();
    assertEquals(List.of(), others);
  }

  @Test
  void whatIsOptionalIsNotDelivered() {
    String[] jars = new File("../tools/target/convzoo/lib").list();
    assumeTrue(jars != null, "the distribution is not built");
    assertTrue(Stream.of(jars).anyMatch(jar -> jar.startsWith("tensorflow-core-api")));
    assertFalse(Stream.of(jars).anyMatch(jar -> jar.startsWith(OPTIONAL)));
  }

  @Test
  void machineCodeIsForThisMachine() {
    List<String> others =
        FOUND.stream()
            .filter(name -> name.startsWith("org/tensorflow/") || name.startsWith("org/bytedeco/"))
            .filter(name -> !name.contains("/" + Loader.getPlatform()))
            .toList();
    assertEquals(List.of(), others);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensorflow_cc", "jnitensorflow", "jnijavacpp"})
  void libraryIsThereOnce(String library) {
    Stream<String> ones = FOUND.stream().filter(name -> name.contains("/lib" + library + "."));
    assertEquals(1, ones.count(), FOUND.toString());
  }

  @Test
  void machineCodeIsKnownByItsFirstBytes() {
    byte[] elf = {0x7f, 'E', 'L', 'F'};
    byte[] windows = {'M', 'Z', 0, 0};
    byte[] mac = {(byte) 0xcf, (byte) 0xfa, (byte) 0xed, (byte) 0xfe};
    byte[] java = {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe};
    for (byte[] start : List.of(elf, windows, mac, java)) {
      assertTrue(isNative("a", start));
    }
    assertFalse(isNative("A.class", java));
    assertFalse(isNative("a.txt", new byte[] {'t', 'e', 'x', 't'}));
  }
}
