package org.convzoo.train.data.internal.binary;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.train.data.DataException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TUint8;

/** The IDX format of MNIST and its successors: unsigned bytes behind a header, gzipped or not. */
final class Idx {

  private static final int UNSIGNED_BYTES = 0x08;

  private Idx() {}

  /** A file's bytes, wherever they are. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  /** Reads a whole file. */
  static TUint8 read(Path file, int axes) {
    return read(file.toString(), () -> RegularFiles.open(file), axes);
  }

  /**
   * Reads a whole file.
   *
   * @param file its name
   * @param source opens it
   * @param axes how many the file must have: 1 for labels, 3 for grey images
   * @return a tensor of the file's shape, for the caller to close
   * @throws DataException if the file is missing, is no IDX file of that many axes, is damaged or
   *     holds fewer or more bytes than its header says
   */
  static TUint8 read(String file, Source source, int axes) {
    try (DataInputStream in = new DataInputStream(open(file, source))) {
      int magic = in.readInt();
      if (magic != (UNSIGNED_BYTES << 8 | axes)) {
        throw new DataException(
            "%s is not an IDX file of unsigned bytes with %d axes: it starts with 0x%08x",
            file, axes, magic);
      }
      long[] sizes = new long[axes];
      for (int axis = 0; axis < axes; axis++) {
        sizes[axis] = Integer.toUnsignedLong(in.readInt());
      }
      Shape shape = Shape.of(sizes);
      double count = LongStream.of(sizes).asDoubleStream().reduce(1, (a, b) -> a * b);
      if (count > Integer.MAX_VALUE - 8) { // shape.size() may have overflowed
        throw new DataException("%s says it holds %s bytes: too many", file, shape);
      }
      byte[] bytes = in.readNBytes((int) shape.size());
      if (bytes.length < shape.size()) {
        throw new DataException(
            "%s is cut short: its header says %,d bytes, it holds %,d",
            file, shape.size(), bytes.length);
      }
      if (in.read() != -1) {
        throw new DataException(
            "%s is longer than the %,d bytes of its header", file, shape.size());
      }
      return TUint8.tensorOf(shape, DataBuffers.of(bytes));
    } catch (NoSuchFileException e) {
      throw new DataException(file + " does not exist");
    } catch (EOFException e) {
      throw new DataException(file + " is cut short");
    } catch (ZipException e) {
      throw new DataException("%s is damaged: %s", file, e.getMessage());
    } catch (IOException e) {
      throw DataException.unreadable(file, e);
    }
  }

  private static InputStream open(String file, Source source) throws IOException {
    InputStream raw = new BufferedInputStream(source.open(), 1 << 16);
    return file.endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
  }
}
