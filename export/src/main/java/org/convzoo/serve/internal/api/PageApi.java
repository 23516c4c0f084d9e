package org.convzoo.serve.internal.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.convzoo.serve.internal.model.ServedModel;
import org.convzoo.serve.internal.model.ServedVersion;
import org.convzoo.serve.option.ModelDrawing;

/** The page on which models are tried, and what it asks for. */
public final class PageApi implements AutoCloseable {

  private static final String SAMPLE = "/samples/";
  private static final Map<String, String> TYPES =
      Map.of(
          "png",
          "image/png",
          "jpg",
          "image/jpeg",
          "jpeg",
          "image/jpeg",
          "bmp",
          "image/bmp",
          "gif",
          "image/gif");

  /** A drawing that is made, or was, of a model's version. */
  private record Drawn(long version, CompletableFuture<String> svg) {}

  private final List<Path> samples;
  private final ModelDrawing drawing;
  private final Map<String, Drawn> drawn = new ConcurrentHashMap<>();
  private final ExecutorService drawer =
      Executors.newSingleThreadExecutor(DaemonThreads.named("drawing"));

  /**
   * Has samples and drawings at hand.
   *
   * @param samples image files to try models on
   * @param drawing draws networks; null if nothing can
   */
  public PageApi(List<Path> samples, ModelDrawing drawing) {
    this.samples = List.copyOf(samples);
    this.drawing = drawing;
  }

  /** Whether a file's ending is that of an image which the page can show. */
  public static boolean isSample(Path file) {
    return TYPES.containsKey(extension(file));
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** The models with what a client needs to know to send images; not of TensorFlow Serving's. */
  Answer models(Models models) {
    return Answer.json(
        to -> {
          to.writeStartObject();
          to.writeArrayFieldStart("models");
          for (ServedModel model : models.all()) {
            ServedVersion version = model.acquire().orElse(null);
            if (version == null) {
              continue;
            }
            to.writeStartObject();
            to.writeStringField("name", model.name());
            to.writeStringField("version", Long.toString(version.number()));
            to.writeNumberField("channels", version.channels());
            to.writeArrayFieldStart("labels");
            for (String label : version.labels()) {
              to.writeString(label);
            }
            to.writeEndArray();
            to.writeEndObject();
            version.release();
          }
          to.writeEndArray();
          to.writeBooleanField("drawings", drawing != null);
          to.writeEndObject();
        });
  }

  /** Returns the page, which loads nothing from elsewhere. */
  static Answer page() {
    try (InputStream in = PageApi.class.getResourceAsStream("page.html")) {
      return Answer.text(
              "text/html; charset=utf-8", new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .with(
              "Content-Security-Policy",
              "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
                  + " img-src blob: data:; connect-src 'self'; base-uri 'none';"
                  + " form-action 'none'; frame-ancestors 'none'");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the names of the samples, whose numbers are their paths. */
  Answer samples() {
    return Answer.json(
        to -> {
          to.writeStartObject();
          to.writeArrayFieldStart("samples");
          for (Path sample : samples) {
            to.writeString(sample.getFileName().toString());
          }
          to.writeEndArray();
          to.writeEndObject();
        });
  }

  /**
   * Returns a sample's file.
   *
   * @throws HttpFailure if the path is no sample's
   */
  Answer sample(String path) {
    if (path.matches(SAMPLE + "\\d{1,4}")) {
      int number = Integer.parseInt(path.substring(SAMPLE.length()));
      if (number < samples.size()) {
        Path file = samples.get(number);
        try {
          return new Answer(200, TYPES.get(extension(file)), Map.of(), Files.readAllBytes(file));
        } catch (IOException e) {
          throw new HttpFailure(404, "this sample cannot be read any more");
        }
      }
    }
    throw new HttpFailure(404, "there is nothing at this path");
  }

  /** Draws a version's network, one at a time, and keeps the drawing while it is served. */
  CompletableFuture<Answer> drawing(ServedVersion version) {
    if (drawing == null) {
      throw new HttpFailure(404, "this server draws no networks");
    }
    Drawn one =
        drawn.compute(
            version.model(),
            (model, before) ->
                before != null && before.version == version.number()
                    ? before
                    : new Drawn(
                        version.number(),
                        CompletableFuture.supplyAsync(() -> svg(version.place()), drawer)));
    return one.svg.thenApply(svg -> Answer.text("image/svg+xml; charset=utf-8", svg));
  }

  private String svg(Path model) {
    try {
      return drawing.svg(model);
    } catch (IOException | RuntimeException e) {
      throw new HttpFailure(404, "the network cannot be drawn: %s", e.getMessage());
    }
  }

  @Override
  public void close() {
    drawer.shutdownNow();
  }
}
