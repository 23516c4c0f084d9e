package org.convzoo.train.data.internal.binary;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLConnection;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.convzoo.internal.files.Folders;
import org.convzoo.internal.files.RegularFiles;

/**
 * A file's way from an address to the disk. What has come when it breaks off stays, and the next
 * goes on from there where the server can: RFC 9110, section 14.
 *
 * @param address http, https or file
 * @param silence the longest time without a byte
 */
record Download(URI address, Duration silence) {

  /** Bytes that no file of a data set that is known has: 1 GiB. */
  private static final long MOST = 1L << 30;

  /**
   * Writes the file.
   *
   * @param target what is there already is taken for the file's beginning
   * @throws IOException if it cannot be had whole, in words; {@code target} is then what has come
   */
  void to(Path target) throws IOException {
    try {
      transfer(target);
    } catch (SocketTimeoutException e) {
      throw failed("no byte came for %,d seconds".formatted(silence.toSeconds()), e);
    } catch (UnknownHostException e) {
      throw failed("there is no host " + address.getHost(), e);
    } catch (FileNotFoundException e) {
      throw failed("there is no such file", e);
    } catch (IOException e) {
      throw failed(Folders.reason(e), e);
    }
  }

  private IOException failed(String why, IOException e) {
    return new IOException("%s cannot be downloaded: %s".formatted(address, why), e);
  }

  private void transfer(Path target) throws IOException {
    if (address.getScheme().equals("file")) {
      try (InputStream in = RegularFiles.open(Path.of(address))) {
        write(in, -1, target, false);
      }
      return;
    }
    long there = Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS) ? Files.size(target) : 0;
    URLConnection connection = address.toURL().openConnection();
    connection.setConnectTimeout(Math.toIntExact(silence.toMillis()));
    connection.setReadTimeout(Math.toIntExact(silence.toMillis()));
    if (there > 0) {
      connection.setRequestProperty("Range", "bytes=%d-".formatted(there));
    }
    int status = ((HttpURLConnection) connection).getResponseCode();
    if (status == 416 && there > 0) { // there is nothing behind what is there
      Files.delete(target);
      transfer(target);
      return;
    }
    if (status / 100 != 2) {
      throw new IOException("the server answers with the status " + status);
    }
    try (InputStream in = connection.getInputStream()) {
      write(in, connection.getContentLengthLong(), target, status == 206);
    }
  }

  /** Writes what comes, which is so long if that is not -1, behind what is there or instead. */
  private static void write(InputStream in, long length, Path target, boolean behind)
      throws IOException {
    long come = 0;
    try (OutputStream out =
        Files.newOutputStream(
            target,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS,
            behind ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING)) {
      byte[] some = new byte[1 << 16];
      for (int count; (count = in.read(some)) >= 0; come += count) {
        if (come + count > MOST) {
          throw new IOException("it has more than %,d bytes".formatted(MOST));
        }
        out.write(some, 0, count);
      }
    }
    if (come < length) {
      throw new IOException("the connection ended after %,d of %,d bytes".formatted(come, length));
    }
  }
}
