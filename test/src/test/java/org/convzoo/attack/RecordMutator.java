package org.convzoo.attack;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * Changes what stands in a TFRecord file's records, and writes the checksums that belong to it, so
 * that more than the checksum is tried. A record is its length, that number's checksum, its bytes
 * and theirs.
 */
final class RecordMutator {

  private static final int HEADER = Long.BYTES + Integer.BYTES;

  private final Random random;

  RecordMutator(Random random) {
    this.random = random;
  }

  /** Changes one record, of which each is a message like {@code prototype}. */
  byte[] of(byte[] whole, Message prototype) {
    List<byte[]> records = records(whole);
    int at = random.nextInt(records.size());
    records.set(at, changed(records.get(at), prototype));
    ByteBuffer file =
        ByteBuffer.allocate(records.stream().mapToInt(r -> HEADER + r.length + Integer.BYTES).sum())
            .order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] record : records) {
      int start = file.position();
      file.putLong(record.length).putInt(checksum(file.array(), start, Long.BYTES));
      file.put(record).putInt(checksum(record, 0, record.length));
    }
    return file.array();
  }

  private byte[] changed(byte[] record, Message prototype) {
    try {
      return random.nextInt(5) == 0
          ? new ByteMutator(random).of(record)
          : new MessageMutator(random).of(prototype.getParserForType().parseFrom(record));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static List<byte[]> records(byte[] whole) {
    List<byte[]> records = new ArrayList<>();
    ByteBuffer file = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
    while (file.hasRemaining()) {
      byte[] record = new byte[Math.toIntExact(file.getLong())];
      file.getInt();
      file.get(record).getInt();
      records.add(record);
    }
    return records;
  }

  /** CRC-32C, turned by 15 bits and moved: TensorFlow, {@code lib/hash/crc32c.h}. */
  private static int checksum(byte[] bytes, int from, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, count);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }
}
