package org.convzoo.train.data.internal.tfrecord;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.internal.files.TfRecord;
import org.convzoo.train.data.DataException;

/** Where the records of a TFRecord file begin. */
final class Records {

  private Records() {}

  /**
   * Goes from header to header.
   *
   * @return each record's first byte
   * @throws DataException if the file is no TFRecord file, is compressed, damaged or cut short
   */
  static long[] offsets(Path file) {
    LongStream.Builder offsets = LongStream.builder();
    try (FileChannel channel = FileChannel.open(RegularFiles.require(file))) {
      long size = channel.size();
      ByteBuffer header = ByteBuffer.allocate(TfRecord.HEADER).order(ByteOrder.LITTLE_ENDIAN);
      for (long at = 0; at < size; ) {
        header.clear();
        while (header.hasRemaining() && channel.read(header, at + header.position()) >= 0) {
          // a read may give less than was asked for
        }
        if (header.hasRemaining()) {
          throw cutShort(file, at);
        }
        check(file, at, header);
        long length = header.getLong(0);
        if (length < 0 || length > size - at - TfRecord.HEADER - TfRecord.FOOTER) {
          throw cutShort(file, at);
        }
        offsets.add(at);
        at += TfRecord.HEADER + length + TfRecord.FOOTER;
      }
    } catch (IOException e) {
      throw DataException.unreadable(file, e);
    }
    return offsets.build().toArray();
  }

  private static void check(Path file, long at, ByteBuffer header) {
    if (header.getInt(8) == TfRecord.checksum(header.array(), 8)) {
      return;
    }
    if (at == 0 && header.get(0) == 0x1f && header.get(1) == (byte) 0x8b) {
      throw new DataException(
          file + " is gzipped, so its records cannot be found by their place: unpack it");
    }
    throw new DataException(
        at == 0
            ? file + " is no TFRecord file"
            : "%s is damaged at byte %,d: the record's length has another checksum"
                .formatted(file, at));
  }

  private static DataException cutShort(Path file, long at) {
    return new DataException("%s is cut short: its record at byte %,d", file, at);
  }
}
