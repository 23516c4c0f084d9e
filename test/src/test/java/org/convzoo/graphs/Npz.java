package org.convzoo.graphs;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** Reads NumPy's .npz: a zip file of arrays, each a header in words and its numbers. */
final class Npz {

  /** The only kind that is read: little-endian float32, the last axis first in memory. */
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '<f4', 'fortran_order': False, 'shape': \\(([0-9, ]*)\\), \\}\\s*");

  private Npz() {}

  /** Returns the arrays by their names. The caller closes them. */
  static Map<String, TFloat32> read(Path file) throws IOException {
    Map<String, TFloat32> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        try (var in = new DataInputStream(zip.getInputStream(entry))) {
          arrays.put(entry.getName().replaceAll("\\.npy$", ""), array(in));
        }
      }
    }
    return arrays;
  }

  /** Version 1.0: six bytes of magic, two of version, two of the header's length. */
  private static TFloat32 array(DataInputStream in) throws IOException {
    in.skipNBytes(8);
    int length = Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
    String header = new String(in.readNBytes(length));
    Matcher words = HEADER.matcher(header);
    if (!words.matches()) {
      throw new IOException("not an array of float32 in C order: " + header);
    }
    long[] shape =
        Arrays.stream(words.group(1).split("[, ]+"))
            .filter(size -> !size.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
    return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(bytes.asFloatBuffer()));
  }
}
