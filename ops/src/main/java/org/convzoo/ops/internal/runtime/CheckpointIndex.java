package org.convzoo.ops.internal.runtime;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.convzoo.internal.files.RegularFiles;
import org.tensorflow.proto.BundleEntryProto;

/**
 * The index of a checkpoint: which tensors it has, their types and shapes. Their numbers are not
 * read.
 *
 * <p>It is a table as in LevelDB, without compression: blocks of entries in the order of their
 * keys, of which a key leaves out what it begins with like the last one; a block of the blocks'
 * places; and a footer that says where that one is. The tensors' entries are {@link
 * BundleEntryProto}s; the one with the empty key is the checkpoint's own.
 */
public final class CheckpointIndex {

  private static final int FOOTER = 48;
  private static final long MAGIC = 0xdb4775248b80fb57L;
  private static final int LARGEST = 1 << 28;

  private final byte[] file;
  private final Map<String, BundleEntryProto> tensors = new HashMap<>();

  private CheckpointIndex(byte[] file) {
    this.file = file;
  }

  /**
   * Returns all tensors by their keys.
   *
   * @throws IOException if the file cannot be read, or is no index
   */
  public static Map<String, BundleEntryProto> tensors(Path index) throws IOException {
    CheckpointIndex read = new CheckpointIndex(RegularFiles.bytes(index, LARGEST));
    try {
      read.footer();
    } catch (IOException | RuntimeException e) { // whatever stands at a place that is not there
      throw new IOException(index + " is cut, or no checkpoint's index", e);
    }
    return read.tensors;
  }

  private interface Entry {
    void read(String key, byte[] value) throws IOException;
  }

  private void footer() throws IOException {
    int start = file.length - FOOTER;
    ByteBuffer end = ByteBuffer.wrap(file, file.length - Long.BYTES, Long.BYTES);
    if (end.order(ByteOrder.LITTLE_ENDIAN).getLong() != MAGIC) {
      throw new IOException("another kind of file");
    }
    CodedInputStream footer = CodedInputStream.newInstance(file, start, FOOTER);
    footer.readRawVarint64(); // the place and the size of a block of which nothing is used
    footer.readRawVarint64();
    block(footer, (last, place) -> block(CodedInputStream.newInstance(place), this::tensor));
  }

  private void tensor(String key, byte[] value) throws IOException {
    if (!key.isEmpty()) {
      tensors.put(key, BundleEntryProto.parseFrom(value));
    }
  }

  /** Reads the block whose place and size stand in {@code at}. */
  private void block(CodedInputStream at, Entry entry) throws IOException {
    int start = Math.toIntExact(at.readRawVarint64());
    int size = Math.toIntExact(at.readRawVarint64());
    ByteBuffer block = ByteBuffer.wrap(file, start, size).slice().order(ByteOrder.LITTLE_ENDIAN);
    if (file[start + size] != 0) {
      throw new IOException("compressed");
    }
    int restarts = block.getInt(size - Integer.BYTES); // places where keys are whole
    int entries = Math.subtractExact(size, Math.multiplyExact(restarts + 1, Integer.BYTES));
    CodedInputStream in = CodedInputStream.newInstance(file, start, entries);
    byte[] key = {};
    while (!in.isAtEnd()) {
      int shared = in.readRawVarint32();
      int rest = in.readRawVarint32();
      int value = in.readRawVarint32();
      if (shared < 0 || shared > key.length) {
        throw new IOException("a key begins with more than there is of the last one");
      }
      byte[] end = in.readRawBytes(rest);
      key = Arrays.copyOf(key, shared + rest);
      System.arraycopy(end, 0, key, shared, rest);
      entry.read(new String(key, StandardCharsets.UTF_8), in.readRawBytes(value));
    }
  }
}
