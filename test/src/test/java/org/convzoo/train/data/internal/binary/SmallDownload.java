package org.convzoo.train.data.internal.binary;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.convzoo.tools.Convzoo;

/**
 * A data set of three files of random bytes that {@code data fetch} knows. The published ones are
 * nowhere but on the network.
 */
public final class SmallDownload {

  public static final String NAME = "small";

  private static final List<String> FILES = List.of("first.gz", "second.gz", "third.gz");
  private static final int BYTES = 200_000;

  private SmallDownload() {}

  /** Makes the data set known in this process. */
  public static void publish() {
    Map<String, String> sums = new LinkedHashMap<>();
    FILES.forEach(name -> sums.put(name, md5(content(name))));
    Fetch.SOURCES.put(NAME, new Fetch.Source("http://127.0.0.1/", sums));
  }

  /** Returns the bytes of a file, the same for the same name. */
  public static byte[] content(String name) {
    byte[] content = new byte[BYTES];
    new Random(FILES.indexOf(name)).nextBytes(content);
    return content;
  }

  private static String md5(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs Convzoo, which knows the data set. */
  public static void main(String[] words) {
    publish();
    Convzoo.main(words);
  }
}
