package org.convzoo.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.convzoo.export.Model;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that are wrong, each with the status and the message that it is answered by. */
class BadRequestsTest {

  @TempDir static Path folder;
  @AutoClose private static ModelServer server;
  private static Client client;

  @BeforeAll
  static void start() throws IOException {
    TestModels.halfPlus(2, folder.resolve("half/1"));
    TestModels.echo(folder.resolve("echo/1"));
    Model lenet = Model.random("lenet", 28, Files.createDirectory(folder.resolve("checkpoint")));
    lenet.export(folder.resolve("lenet"));
    server =
        TestModels.serve(
            Map.of(
                "half", folder.resolve("half"),
                "echo", folder.resolve("echo"),
                "lenet", folder.resolve("lenet")));
    client = new Client(server.uri());
  }

  record Row(String method, String path, String header, String body, int status, String error) {

    static Row of(String line) {
      String[] cells = (line + " ").split(" \\| ", -1);
      assertEquals(6, cells.length, line);
      return new Row(
          cells[0].strip(),
          cells[1].strip(),
          cells[2].strip(),
          cells[3].strip(),
          Integer.parseInt(cells[4].strip()),
          cells[5].strip());
    }
  }

  static List<Row> rows() throws IOException {
    try (InputStream in = BadRequestsTest.class.getResourceAsStream("bad-requests.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(line -> Row.of(line.replace("| |", "|  |").replace("| |", "|  |")))
          .toList();
    }
  }

  private static byte[] image(int side) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY), "png", png);
    return png.toByteArray();
  }

  private static byte[] body(String words) throws IOException {
    byte[] small = image(28);
    return switch (words) {
      case "{image}" -> small;
      case "{cut}" -> Arrays.copyOf(small, small.length / 2);
      case "{utf-32}" -> new byte[] {0, 0, 0, '{', '"', '9', ' ', '['};
      case "{large}" -> image(5000);
      default -> words.getBytes(StandardCharsets.UTF_8);
    };
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isAnsweredByItsStatusAndMessage(Row row) throws IOException {
    HttpRequest.Builder request =
        client.request(row.path).method(row.method, BodyPublishers.ofByteArray(body(row.body)));
    if (!row.header.isEmpty()) {
      String[] header = row.header.split(": ");
      request.header(header[0], header[1]);
    }
    HttpResponse<byte[]> answer = Client.send(request);
    String error = Client.json(answer).path("error").asText();
    assertTrue(error.startsWith(row.error), error);
    assertEquals(row.status, answer.statusCode());
    assertEquals(1, Client.json(answer).size());
  }

  @Test
  void thereAreAtLeastSixty() throws IOException {
    assertTrue(rows().size() >= 60, rows().size() + " rows");
  }

  /** No request before it has left anything behind that one of these would notice. */
  @Test
  void rightRequestsAreAnsweredAllTheSame() throws IOException {
    assertEquals(
        Client.json("{\"predictions\": [2.5, 3.0]}"),
        Client.json(client.post("/v1/models/half:predict", "{\"instances\": [1, 2]}")));
    assertEquals(200, client.postImage("/v1/models/lenet:predict", image(28)).statusCode());
  }
}
