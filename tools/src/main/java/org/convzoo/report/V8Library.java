package org.convzoo.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * V8's library, which J2V8 would unpack into the user's home, and which asks for a stack that can
 * be executed without needing it: the JVM warns of that, and newer C libraries refuse to load it.
 * So it is loaded here, without that wish, and J2V8 is told so.
 */
final class V8Library {

  private static final String NAME = "/libj2v8_linux_x86_64.so";
  private static final int GNU_STACK = 0x6474e551; // the type of an ELF program header
  private static final int EXECUTE = 1; // a flag of it

  private V8Library() {}

  static void load() {
    try (InputStream packed = V8Library.class.getResourceAsStream(NAME)) {
      if (packed == null) {
        throw new FileNotFoundException(NAME);
      }
      Path file = Files.createTempFile("convzoo-v8-", ".so");
      try {
        Files.write(file, withoutExecutableStack(packed.readAllBytes()));
        System.load(file.toString());
      } finally {
        Files.delete(file); // what is loaded stays
      }
      Field loaded =
          Class.forName("com.eclipsesource.v8.V8").getDeclaredField("nativeLibraryLoaded");
      loaded.setAccessible(true);
      loaded.setBoolean(null, true);
    } catch (IOException e) {
      throw new UncheckedIOException("V8 could not be unpacked", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this J2V8 cannot be told that its library is loaded", e);
    }
  }

  private static byte[] withoutExecutableStack(byte[] library) {
    ByteBuffer elf = ByteBuffer.wrap(library).order(ByteOrder.LITTLE_ENDIAN);
    int start = (int) elf.getLong(0x20);
    int size = elf.getShort(0x36);
    int end = start + size * elf.getShort(0x38);
    for (int header = start; header < end; header += size) {
      if (elf.getInt(header) == GNU_STACK) {
        elf.putInt(header + 4, elf.getInt(header + 4) & ~EXECUTE);
      }
    }
    return library;
  }
}
