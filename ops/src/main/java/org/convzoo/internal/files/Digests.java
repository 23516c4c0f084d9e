package org.convzoo.internal.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of regular files. */
public final class Digests {

  private static final int BUFFER = 1 << 16;

  private Digests() {}

  /**
   * Reads a file for its SHA-256.
   *
   * @return 64 hexadecimal digits in lower case
   */
  public static String sha256(Path file) throws IOException {
    try (InputStream raw = RegularFiles.open(file)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      DigestInputStream in = new DigestInputStream(raw, sha);
      byte[] buffer = new byte[BUFFER];
      while (in.read(buffer) >= 0) {
        // reading is what feeds the digest
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has SHA-256
    }
  }
}
