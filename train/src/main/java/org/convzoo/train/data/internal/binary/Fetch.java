package org.convzoo.train.data.internal.binary;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.convzoo.UsageException;
import org.convzoo.graphs.network.Suggestion;
import org.convzoo.internal.files.AtomicFiles;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.train.data.DataException;

/** Downloads data sets from where they were published, and checks each file by its known MD5. */
public final class Fetch {

  /**
   * Where a data set's files are.
   *
   * @param address of a folder
   * @param md5 of each file in it
   */
  record Source(String address, Map<String, String> md5) {}

  private static final String CIFAR = "https://www.cs.toronto.edu/~kriz/";

  static final Map<String, Source> SOURCES = new LinkedHashMap<>();

  static {
    SOURCES.put(
        FashionMnist.NAME,
        mnist(
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            "25c81989df183df01b3e8a0aad5dffbe",
            "bef4ecab320f06d8554ea6380940ec79",
            "bb300cfdad3c16e7a12a480ee83cd310"));
    SOURCES.put(
        "mnist", // its authors' own page asks for a password; this is PyTorch's copy of it
        mnist(
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "f68b3c2dcbeaaa9fbdd348bbdeb94873",
            "d53e105ee54ea40749a09fcbcd1e9432",
            "9fb629c4189551a2d022fa330f9573f3",
            "ec29112dd5afa0611ce80d1b7f02629c"));
    SOURCES.put(
        "kmnist",
        mnist(
            "http://codh.rois.ac.jp/kmnist/dataset/kmnist/",
            "bdb82020997e1d708af4cf47b453dcf7",
            "e144d726b3acfaa3e44228e80efcd344",
            "5c965bf0a639b31b8f53240b1b52f4d7",
            "7320c461ea6c1c855c0b718fb2a4b134"));
    SOURCES.put(
        "cifar10",
        new Source(CIFAR, Map.of("cifar-10-binary.tar.gz", "c32a1d4ab5d03f1284b67883e8d87530")));
    SOURCES.put(
        "cifar100",
        new Source(CIFAR, Map.of("cifar-100-binary.tar.gz", "03b5dce01913d631647c71ecec9e9cb8")));
  }

  /** The longest time without a byte. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private Fetch() {}

  private static Source mnist(String address, String... md5) {
    Map<String, String> files = new LinkedHashMap<>();
    for (String name : FashionMnist.FILES) {
      files.put(name + ".gz", md5[files.size()]);
    }
    return new Source(address, files);
  }

  /** Returns the fetched files that are to be unpacked. */
  public static List<Path> archives(String name, Path folder) {
    return SOURCES.get(name).md5.keySet().stream()
        .filter(file -> file.endsWith(".tar.gz"))
        .map(folder::resolve)
        .toList();
  }

  /** Returns how to get a data set's files, to go on a sentence with, or nothing. */
  public static String hint(String name) {
    return SOURCES.containsKey(name)
        ? ": \"convzoo data fetch %s\" downloads it".formatted(name)
        : "";
  }

  /**
   * Downloads what {@code folder} does not yet hold. A file appears there only whole and checked;
   * one that breaks off is gone on with at the next call.
   *
   * @param base the address of another folder that holds the files: http, https or file; or null
   * @param progress hears a line a file
   * @throws IllegalArgumentException if the data set is not known, or {@code base} is no address
   * @throws DataException if a file has other bytes than were published
   * @throws IOException if it cannot be downloaded or written
   */
  public static void files(String name, String base, Path folder, Consumer<String> progress)
      throws IOException {
    files(name, base, folder, SILENCE, progress);
  }

  /** Downloads likewise, where a server may be silent for so long. */
  static void files(
      String name, String base, Path folder, Duration silence, Consumer<String> progress)
      throws IOException {
    Source source = SOURCES.get(name);
    if (source == null) {
      throw new UsageException(
          "there is no data set \"%s\" to download%s",
          name, Suggestion.among(SOURCES.keySet(), name));
    }
    URI from = address(base == null ? source.address : base);
    Files.createDirectories(folder);
    for (Map.Entry<String, String> file : source.md5.entrySet()) {
      Path target = folder.resolve(file.getKey());
      if (Files.exists(target) && md5(target).equals(file.getValue())) {
        progress.accept(target + " is already there");
        continue;
      }
      URI address = from.resolve(file.getKey());
      Path aside = folder.resolve(".fetching-" + file.getKey());
      boolean begun = Files.exists(aside);
      Download download = new Download(address, silence);
      download.to(aside);
      String found = md5(aside);
      if (begun && !found.equals(file.getValue())) { // what was there was not its beginning
        Files.delete(aside);
        download.to(aside);
        found = md5(aside);
      }
      if (!found.equals(file.getValue())) {
        Files.delete(aside);
        throw new DataException(
            "%s has the MD5 %s, not the published %s", address, found, file.getValue());
      }
      AtomicFiles.sync(aside);
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
      progress.accept(target + " downloaded and checked");
    }
  }

  private static URI address(String base) {
    try {
      URI address = new URI(base.endsWith("/") ? base : base + "/");
      if (address.isAbsolute() && Set.of("http", "https", "file").contains(address.getScheme())) {
        return address;
      }
    } catch (URISyntaxException e) {
      // said below
    }
    throw new UsageException("an address begins with http://, https:// or file://, got " + base);
  }

  private static String md5(Path file) throws IOException {
    try (InputStream in = RegularFiles.open(file)) {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has MD5
    }
  }
}
