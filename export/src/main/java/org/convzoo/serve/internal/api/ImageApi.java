package org.convzoo.serve.internal.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.convzoo.export.ImageDecoder;
import org.convzoo.export.ImageSource;
import org.convzoo.serve.internal.model.ModelSignature;
import org.convzoo.serve.internal.model.ServedVersion;
import org.convzoo.serve.internal.tensor.HostTensor;
import org.tensorflow.types.TFloat32;

/**
 * Image files as they are: a classifier answers labels and probabilities, a segmenter its mask, a
 * detector boxes.
 */
final class ImageApi implements AutoCloseable {

  private static final int USUAL_TOP = 5;
  private static final float LEAST_SCORE = 0.5f;

  /** Bytes of a file that is sooner decoded than handed to another thread. */
  private static final int SMALL = 1 << 16;

  /** Images that are decoded at the same time: each takes 12 bytes a pixel and more. */
  private final ExecutorService decoders =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(), DaemonThreads.named("decode"));

  static boolean takes(Call call) {
    return call.contentType().startsWith("image/");
  }

  CompletableFuture<Answer> predict(ServedVersion version, Call call) {
    ImageDecoder decoder =
        version
            .decoder()
            .orElseThrow(() -> new HttpFailure(415, "model %s takes no images", version.model()));
    int top = top(call, version.labels().size());
    ModelSignature signature = Models.signature(version, "serving_default");
    CompletableFuture<Map<String, HostTensor>> outputs = new CompletableFuture<>();
    CompletableFuture<Answer> answer = Answers.after(outputs, said -> answer(version, said, top));
    boolean here = version.isAlone() && call.body().length <= SMALL;
    Executor decoding = here ? Runnable::run : decoders;
    decoding.execute(
        () -> {
          try {
            if (!outputs.isDone()) {
              HostTensor pixels = pixels(decoder, call.body());
              forward(version.ask(signature, Map.of("images", pixels)), outputs);
            }
          } catch (RuntimeException | OutOfMemoryError e) {
            outputs.completeExceptionally(e);
          }
        });
    return answer;
  }

  private static <T> void forward(CompletableFuture<T> from, CompletableFuture<T> to) {
    from.whenComplete(
        (value, e) -> {
          if (e == null) {
            to.complete(value);
          } else {
            to.completeExceptionally(e);
          }
        });
    to.whenComplete((value, e) -> from.cancel(false));
  }

  private static HostTensor pixels(ImageDecoder decoder, byte[] file) {
    try (TFloat32 pixels = decoder.read(ImageSource.of(file))) {
      return HostTensor.of(pixels);
    }
  }

  private static int top(Call call, int labels) {
    String asked = call.query().get("top");
    if (asked == null) {
      return Math.min(USUAL_TOP, labels);
    }
    if (!asked.matches("[1-9]\\d{0,5}")) {
      throw new HttpFailure(400, "top must be a number from 1, got %s", asked);
    }
    return Math.min(Integer.parseInt(asked), labels);
  }

  private static Answer answer(ServedVersion version, Map<String, HostTensor> said, int top) {
    return Answer.json(
        to -> {
          to.writeStartObject();
          to.writeStringField("model", version.model());
          to.writeStringField("version", Long.toString(version.number()));
          if (said.containsKey("mask")) {
            mask(to, version.labels(), said);
          } else if (said.containsKey("boxes")) {
            boxes(to, version.labels(), said);
          } else {
            guesses(to, version.labels(), said.get("probabilities"), top);
          }
          to.writeEndObject();
        });
  }

  private static void guesses(
      JsonGenerator to, List<String> labels, HostTensor probabilities, int top) throws IOException {
    ByteBuffer numbers = probabilities.numbers();
    List<Integer> best =
        IntStream.range(0, labels.size())
            .boxed()
            .sorted((a, b) -> Float.compare(number(numbers, b), number(numbers, a)))
            .limit(top)
            .toList();
    to.writeArrayFieldStart("predictions");
    for (int i : best) {
      to.writeStartObject();
      to.writeStringField("label", labels.get(i));
      to.writeNumberField("probability", number(numbers, i));
      to.writeEndObject();
    }
    to.writeEndArray();
  }

  private static float number(ByteBuffer numbers, int i) {
    return numbers.getFloat(i * Float.BYTES);
  }

  /** The mask as a grey PNG file whose pixels are the numbers of the classes. */
  private static void mask(JsonGenerator to, List<String> labels, Map<String, HostTensor> said)
      throws IOException {
    HostTensor mask = said.get("mask");
    int height = (int) mask.sizes()[1];
    int width = (int) mask.sizes()[2];
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    long[] counts = new long[256];
    for (int i = 0; i < height * width; i++) {
      int number = (int) mask.numbers().getLong(i * Long.BYTES) & 255;
      counts[number]++;
      picture.getRaster().setSample(i % width, i / width, 0, number);
    }
    to.writeArrayFieldStart("shares");
    for (int i = 0; i < labels.size(); i++) {
      to.writeStartObject();
      to.writeStringField("label", labels.get(i));
      to.writeNumberField("share", (double) counts[i] / (height * width));
      to.writeEndObject();
    }
    to.writeEndArray();
    ByteBuffer window = said.get("window").numbers();
    to.writeArrayFieldStart("window");
    for (int i = 0; i < 4; i++) {
      to.writeNumber(number(window, i));
    }
    to.writeEndArray();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", png);
    to.writeFieldName("mask");
    to.writeBinary(png.toByteArray());
  }

  private static void boxes(JsonGenerator to, List<String> labels, Map<String, HostTensor> said)
      throws IOException {
    ByteBuffer boxes = said.get("boxes").numbers();
    ByteBuffer scores = said.get("scores").numbers();
    int count = said.get("count").numbers().getInt(0);
    String[] sides = {"top", "left", "bottom", "right"};
    to.writeArrayFieldStart("boxes");
    for (int i = 0; i < count && number(scores, i) >= LEAST_SCORE; i++) {
      to.writeStartObject();
      to.writeStringField("label", labels.get(0));
      to.writeNumberField("score", number(scores, i));
      for (int side = 0; side < 4; side++) {
        to.writeNumberField(sides[side], number(boxes, 4 * i + side));
      }
      to.writeEndObject();
    }
    to.writeEndArray();
  }

  @Override
  public void close() {
    decoders.shutdown();
  }
}
