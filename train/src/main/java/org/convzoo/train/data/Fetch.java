package org.convzoo.train.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.convzoo.train.Folders;

/** Downloads Fashion-MNIST's four files and checks each by the MD5 its authors published. */
public final class Fetch {

  /** Where the authors keep the files. */
  public static final String AUTHORS =
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";

  private static final Map<String, String> MD5 = new LinkedHashMap<>();

  static {
    MD5.put("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d");
    MD5.put("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe");
    MD5.put("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79");
    MD5.put("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310");
  }

  private Fetch() {}

  /**
   * Downloads what {@code folder} does not yet hold. A file appears there only whole and checked.
   *
   * @param base the address of a folder that holds the files: http, https or file
   * @param progress hears a line a file
   * @throws DataException if a file has other bytes than the authors published
   * @throws IOException if it cannot be downloaded or written
   */
  public static void fashionMnist(String base, Path folder, Consumer<String> progress)
      throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, String> file : MD5.entrySet()) {
      Path target = folder.resolve(file.getKey());
      if (Files.exists(target) && md5(target).equals(file.getValue())) {
        progress.accept(target + " is already there");
        continue;
      }
      URI address = URI.create(base.endsWith("/") ? base : base + "/").resolve(file.getKey());
      Path aside = folder.resolve(".fetching-" + file.getKey());
      try {
        try (InputStream in = address.toURL().openStream()) {
          Files.copy(in, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
          throw new IOException("%s cannot be downloaded: %s".formatted(address, e), e);
        }
        String found = md5(aside);
        if (!found.equals(file.getValue())) {
          throw new DataException(
              "%s has the MD5 %s, not the published %s".formatted(address, found, file.getValue()));
        }
        Folders.sync(aside);
        Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        progress.accept(target + " downloaded and checked");
      } finally {
        Files.deleteIfExists(aside);
      }
    }
  }

  private static String md5(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has MD5
    }
  }
}
