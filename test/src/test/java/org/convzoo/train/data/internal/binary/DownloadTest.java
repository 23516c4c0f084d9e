package org.convzoo.train.data.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are slow, silent or break off, on this machine. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class DownloadTest {

  private static final String CONTENT = "0123456789";

  @TempDir private Path folder;
  private Path target;
  private HttpServer server;
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @BeforeEach
  void prepare() throws IOException {
    target = folder.resolve("target");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static Download from(int port, int seconds) {
    URI address = URI.create("http://127.0.0.1:%d/a".formatted(port));
    return new Download(address, Duration.ofSeconds(seconds));
  }

  /** Starts to serve the content, from where it is asked for if {@code ranges}. */
  private Download serve(boolean ranges) {
    server.createContext(
        "/",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          asked.add(String.valueOf(range));
          int from = ranges && range != null ? range.charAt("bytes=".length()) - '0' : 0;
          byte[] rest = CONTENT.substring(from).getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(from > 0 ? 206 : 200, rest.length);
          exchange.getResponseBody().write(rest);
          exchange.close();
        });
    server.start();
    return from(server.getAddress().getPort(), 50);
  }

  private static String refusal(Download download, Path target) {
    String message = assertThrows(IOException.class, () -> download.to(target)).getMessage();
    String start = download.address() + " cannot be downloaded: ";
    assertEquals(start, message.substring(0, start.length()));
    return message.substring(start.length());
  }

  @Test
  void fileComesWhole() throws IOException {
    serve(true).to(target);
    assertEquals(CONTENT, Files.readString(target));
    assertEquals(List.of("null"), asked);
  }

  @Test
  void fileIsGoneOnWithWhereTheServerCan() throws IOException {
    Files.writeString(target, "0123");
    serve(true).to(target);
    assertEquals(CONTENT, Files.readString(target));
    assertEquals(List.of("bytes=4-"), asked);
  }

  @Test
  void fileBeginsAnewWhereTheServerCannotGoOn() throws IOException {
    Files.writeString(target, "other");
    serve(false).to(target);
    assertEquals(CONTENT, Files.readString(target));
  }

  @Test
  void serverThatSaysNothingIsLeft() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Download download = from(silent.getLocalPort(), 1);
      assertEquals("no byte came for 1 seconds", refusal(download, target));
    }
  }

  /** Sends a head of 10 bytes' length and four of them; then holds the connection, or ends it. */
  private String brokenOff(boolean held) throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answer =
          new Thread(
              () -> {
                try (var connection = socket.accept()) {
                  connection.getInputStream().read(new byte[4096]);
                  String said = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123";
                  connection.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
                  connection.getOutputStream().flush();
                  if (held) {
                    connection.getInputStream().read();
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      answer.setDaemon(true);
      answer.start();
      Download download = from(socket.getLocalPort(), held ? 1 : 50);
      return refusal(download, target);
    }
  }

  @Test
  void serverThatStopsSpeakingIsLeftAndWhatHasComeStays() throws Exception {
    assertEquals("no byte came for 1 seconds", brokenOff(true));
    assertEquals("0123", Files.readString(target));
  }

  @Test
  void connectionThatEndsTooEarlyIsNoticed() throws Exception {
    assertEquals("the connection ended after 4 of 10 bytes", brokenOff(false));
    assertEquals("0123", Files.readString(target));
  }

  @Test
  void serversRefusalIsSaid() {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        });
    server.start();
    Download download = from(server.getAddress().getPort(), 50);
    assertEquals("the server answers with the status 503", refusal(download, target));
  }
}
