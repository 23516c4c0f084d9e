package org.convzoo.internal.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The format of TFRecord files. A record is its length (8 bytes, little-endian), the checksum of
 * that (4), its bytes, and their checksum (4).
 */
public final class TfRecord {

  /** Bytes before a record's own. */
  public static final int HEADER = 12;

  /** Bytes after a record's own. */
  public static final int FOOTER = 4;

  private TfRecord() {}

  /** Writes a record. */
  public static void write(OutputStream out, byte[] record) throws IOException {
    ByteBuffer around = ByteBuffer.allocate(HEADER + FOOTER).order(ByteOrder.LITTLE_ENDIAN);
    around.putLong(record.length).putInt(checksum(around.array(), Long.BYTES));
    around.putInt(checksum(record, record.length));
    out.write(around.array(), 0, HEADER);
    out.write(record);
    out.write(around.array(), HEADER, FOOTER);
  }

  /** Returns the CRC-32C of the first bytes, turned and shifted as the format has it. */
  public static int checksum(byte[] bytes, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, count);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }
}
