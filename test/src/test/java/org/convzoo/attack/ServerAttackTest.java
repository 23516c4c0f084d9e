package org.convzoo.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.convzoo.export.Model;
import org.convzoo.serve.ModelServer;
import org.convzoo.serve.option.Limits;
import org.convzoo.train.data.SmallFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests of every kind that the server answers, damaged at random: each is answered by a status
 * that the documentation names and a line of JSON, or its connection is closed; and a right request
 * among them is answered as before. {@code attack.cases}, {@code .first} and {@code .seed} are
 * those of {@link AttackTest}.
 */
@Tag("attack")
class ServerAttackTest {

  private static final int CASES = AttackTest.CASES;
  private static final int FIRST = AttackTest.FIRST;
  private static final long SEED = AttackTest.SEED;
  private static final int CLIENTS = 4;
  private static final int CALM = 50; // a right request stands after so many
  private static final int PATIENCE = 60_000;

  /** docs/serving.md, and those of HTTP itself for what is no request. */
  private static final Set<Integer> STATUSES =
      Set.of(200, 400, 401, 404, 405, 408, 411, 413, 414, 415, 417, 426, 429, 431, 501, 505);

  private static final Pattern RAW =
      Pattern.compile("\n|(java|org)\\.|Exception|(?<!token ')\\bnull\\b|byte -|\\{\\{node");

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static ModelServer server;
  private static List<byte[]> requests;
  private static List<byte[]> images;
  private static byte[] calm;
  private static String calmAnswer;

  private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Integer> statuses = new ConcurrentSkipListMap<>();

  @BeforeAll
  static void start() throws IOException {
    Model lenet = Model.random("lenet", 28, Files.createDirectory(folder.resolve("checkpoint")));
    lenet.export(folder.resolve("lenet"));
    server =
        ModelServer.of(Map.of("lenet", folder.resolve("lenet")))
            .port(0)
            .limits(Limits.USUAL.timeout(Duration.ofSeconds(20)))
            .start();
    String row = Arrays.deepToString(new float[28][28][1]);
    String flat = Arrays.toString(new float[28 * 28]);
    String infer =
        ("{\"inputs\": [{\"name\": \"images\", \"shape\": [1, 28, 28, 1], \"datatype\": \"FP32\", %s}]"
            + ", \"outputs\": [{\"name\": \"logits\", \"parameters\": {\"binary_data\": %s}}]}");
    String binary = infer.formatted("\"parameters\": {\"binary_data_size\": 3136}", true);
    images =
        List.of(
            picture("png", SmallFiles.noise(28, 28, 1)),
            picture("jpeg", SmallFiles.noise(40, 30, 2)),
            picture("bmp", SmallFiles.noise(9, 7, 3)),
            picture("gif", SmallFiles.noise(28, 28, 4)));
    String model = "/v1/models/lenet";
    calm = post(model + ":predict", "application/json", "{\"instances\": [%s]}".formatted(row));
    requests =
        List.of(
            calm,
            post(model + ":predict", "application/json", "{\"inputs\": [%s]}".formatted(row)),
            post(
                model + "/versions/1:predict",
                "application/json",
                "{\"signature_name\": \"bytes\", \"instances\": [{\"b64\": \"%s\"}]}"
                    .formatted(Base64.getEncoder().encodeToString(images.get(0)))),
            post(
                "/v2/models/lenet/infer",
                "application/json",
                infer.formatted("\"data\": " + flat, false)),
            post(
                "/v2/models/lenet/infer",
                "application/octet-stream\r\nInference-Header-Content-Length: " + binary.length(),
                binary + "\0".repeat(3136)),
            image(images.get(0)),
            get(model),
            get(model + "/metadata"),
            get("/v2/models/lenet/versions/1/ready"),
            get("/metrics"),
            get("/"));
    calmAnswer = body(exchange(calm));
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static byte[] picture(String format, BufferedImage image) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, file));
    return file.toByteArray();
  }

  private static byte[] get(String path) {
    return "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        .formatted(path)
        .getBytes(ISO_8859_1);
  }

  private static byte[] image(byte[] file) {
    return post("/v1/models/lenet:predict?top=3", "image/png", new String(file, ISO_8859_1));
  }

  private static byte[] post(String path, String type, String body) {
    return ("POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: %s\r\n"
            + "Content-Length: %d\r\n\r\n%s")
        .formatted(path, type, body.length(), body)
        .getBytes(ISO_8859_1);
  }

  /** Sends it, says that nothing more comes, and returns all that is answered. */
  private static String exchange(byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(PATIENCE);
      try {
        socket.getOutputStream().write(request);
        socket.shutdownOutput();
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (SocketException e) { // closed while it was sent
        return "";
      }
    }
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  /** Returns what is wrong with the answer to a request, or null. */
  private static String fault(String request, String answer) {
    if (answer.isEmpty()) {
      return null;
    }
    if (!answer.matches("(?s)HTTP/1.1 \\d{3} .*\r\n\r\n.*")) {
      return "no answer of HTTP: " + answer.lines().findFirst().orElse("");
    }
    int status = Integer.parseInt(answer.substring(9, 12));
    if (!STATUSES.contains(status)) {
      return answer;
    }
    return status == 200 ? null : faultOfError(request, body(answer));
  }

  /** A line of JSON, without words of programs but those that are quoted. */
  private static String faultOfError(String request, String body) {
    try {
      String error = JSON.readTree(body).path("error").asText();
      boolean foreign =
          RAW.matcher(error).results().anyMatch(word -> !request.contains(word.group()));
      return error.isBlank() || foreign ? "no message for people: " + body : null;
    } catch (IOException e) {
      return "no JSON: " + body;
    }
  }

  @Test
  void rightRequestsAreAnswered() throws IOException {
    for (byte[] request : requests) {
      String answer = exchange(request);
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }
    for (byte[] image : images) {
      assertTrue(exchange(image(image)).startsWith("HTTP/1.1 200 "));
    }
  }

  @Test
  void damagedRequestsAreAnsweredOrRefused() throws Exception {
    attack(
        random -> {
          byte[] whole = any(requests, random);
          byte[] damaged =
              random.nextInt(8) == 0
                  ? new ByteMutator(random).spliced(whole, any(requests, random))
                  : random.nextBoolean()
                      ? new TextMutator(random).of(whole)
                      : new ByteMutator(random).of(whole);
          return random.nextInt(3) == 0 ? damaged : withItsLength(damaged);
        });
  }

  /** So that what is damaged comes to the readers of bodies. */
  private static byte[] withItsLength(byte[] request) {
    String text = new String(request, ISO_8859_1);
    int length = text.length() - text.indexOf("\r\n\r\n") - 4;
    return text.replaceFirst("Content-Length: \\d+", "Content-Length: " + length)
        .getBytes(ISO_8859_1);
  }

  /** Their length is right, so that what is damaged comes to the readers of images. */
  @Test
  void damagedImagesAreAnsweredOrRefused() throws Exception {
    attack(
        random -> {
          byte[] whole = any(images, random);
          ByteMutator bytes = new ByteMutator(random);
          return image(
              switch (random.nextInt(6)) {
                case 0 -> bytes.truncated(whole);
                case 1 -> bytes.spliced(whole, any(images, random));
                default -> bytes.of(whole);
              });
        });
  }

  private static byte[] any(List<byte[]> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  /** Makes a request of random numbers. */
  private interface Damage {
    byte[] of(Random random);
  }

  private void attack(Damage damage) throws Exception {
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      Callable<Void> client =
          () -> {
            for (int i = next.getAndIncrement(); i < CASES; i = next.getAndIncrement()) {
              run(FIRST + i, damage);
            }
            return null;
          };
      for (Future<Void> each : threads.invokeAll(Collections.nCopies(CLIENTS, client))) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    System.out.printf(
        "%,d requests from %,d, seed %d: %s, %,d faults%n",
        CASES, FIRST, SEED, statuses, faults.size());
    assertEquals(0, faults.size(), String.join("\n", faults));
    // some damage does not matter, most does
    int answered = statuses.getOrDefault("200", 0);
    assertTrue(
        CASES < 100 || answered > CASES / 20 && answered < CASES * 2 / 3, statuses.toString());
  }

  private void run(int number, Damage damage) throws IOException {
    Random random = Case.random(SEED, number);
    byte[] request = damage.of(random);
    String answer = exchange(request);
    String fault = fault(new String(request, ISO_8859_1), answer);
    if (fault != null) {
      faults.add("case %d of seed %d: %s".formatted(number, SEED, fault));
    }
    statuses.merge(answer.isEmpty() ? "closed" : answer.substring(9, 12), 1, Integer::sum);
    if (number % CALM == 0) {
      String again = body(exchange(calm));
      if (!same(JSON.readTree(calmAnswer), JSON.readTree(again))) {
        faults.add("after case %d: %s".formatted(number, again));
      }
    }
  }

  /** Whether logits are the same but for the last digits, which a batch may round otherwise. */
  private static boolean same(JsonNode first, JsonNode second) {
    List<Double> logits = logits(first);
    List<Double> others = logits(second);
    return logits.size() == 10
        && others.size() == 10
        && IntStream.range(0, 10).allMatch(i -> Math.abs(logits.get(i) - others.get(i)) < 1e-5);
  }

  private static List<Double> logits(JsonNode answer) {
    List<Double> logits = new ArrayList<>();
    answer.path("predictions").path(0).path("logits").forEach(one -> logits.add(one.asDouble()));
    return logits;
  }
}
