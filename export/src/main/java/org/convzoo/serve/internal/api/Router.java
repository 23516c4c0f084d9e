package org.convzoo.serve.internal.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.convzoo.serve.internal.metrics.ServerMetrics;
import org.convzoo.serve.internal.model.ServedModel;
import org.convzoo.serve.internal.model.ServedVersion;

/** Which path is answered by what. */
public final class Router implements AutoCloseable {

  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final Pattern VERSION_1 =
      Pattern.compile("/v1/models/([^/:]+)(?:/versions/([^/:]+))?(|/metadata|/drawing|:\\w+)");
  private static final Pattern VERSION_2 =
      Pattern.compile("/v2/models/([^/]+)(?:/versions/([^/]+))?(|/ready|/infer)");
  private static final Pattern OPERATION =
      Pattern.compile("status|metadata|drawing|predict|ready|infer");
  private static final Pattern PROBE = Pattern.compile(".*/(metrics|live|ready)");
  private static final Pattern WITH_BODY =
      Pattern.compile("/v1/models/.*:\\w+|/v2/models/.*/infer");

  private final Models models;
  private final ServerMetrics metrics;
  private final BooleanSupplier ready;
  private final ImageApi images = new ImageApi();
  private final PageApi page;

  /**
   * Knows all paths.
   *
   * @param ready whether all models are loaded
   */
  public Router(Models models, PageApi page, ServerMetrics metrics, BooleanSupplier ready) {
    this.models = models;
    this.page = page;
    this.metrics = metrics;
    this.ready = ready;
  }

  /** What a request is about, for the log and the metrics: bounded in number. */
  public record Subject(String model, String operation) {}

  public Subject subject(String path) {
    for (Pattern pattern : new Pattern[] {VERSION_1, VERSION_2}) {
      Matcher match = pattern.matcher(path);
      if (match.matches()) {
        String operation = match.group(3).isEmpty() ? "status" : match.group(3).substring(1);
        boolean known = models.all().stream().anyMatch(m -> m.name().equals(match.group(1)));
        boolean usual = OPERATION.matcher(operation).matches();
        return new Subject(known ? match.group(1) : "", usual ? operation : "other");
      }
    }
    return new Subject("", PROBE.matcher(path).matches() ? "probe" : "other");
  }

  /** Whether a path may be asked for without a token. */
  public static boolean isOpen(String path) {
    return path.equals("/") || path.startsWith("/v2/health/");
  }

  /** Whether a path takes a body. */
  public static boolean takesBody(String path) {
    return WITH_BODY.matcher(path).matches();
  }

  /**
   * Answers a request.
   *
   * @throws HttpFailure if it is refused at once; otherwise what is returned fails
   */
  public CompletableFuture<Answer> answer(Call call) {
    Matcher one = VERSION_1.matcher(call.path());
    if (one.matches()) {
      return version1(call, one.group(1), orEmpty(one.group(2)), one.group(3));
    }
    Matcher two = VERSION_2.matcher(call.path());
    if (two.matches()) {
      return version2(call, two.group(1), orEmpty(two.group(2)), two.group(3));
    }
    Answer answer =
        switch (call.path()) {
          case "/" -> PageApi.page();
          case "/v1/models" -> page.models(models);
          case "/samples" -> page.samples();
          case "/v2" -> InferenceApi.server();
          case "/v2/health/live" -> Answer.json(to -> flag(to, "live", true));
          case "/v2/health/ready" -> {
            boolean isReady = ready.getAsBoolean();
            yield Answer.json(to -> flag(to, "ready", isReady)).with(isReady ? 200 : 503);
          }
          case "/metrics", "/monitoring/prometheus/metrics" ->
              Answer.text(METRICS_TYPE, metrics.text());
          default -> page.sample(call.path());
        };
    requireMethod(call, "GET");
    return CompletableFuture.completedFuture(answer);
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static void requireMethod(Call call, String method) {
    boolean fits =
        call.method().equals(method) || method.equals("GET") && call.method().equals("HEAD");
    if (!fits) {
      throw HttpFailure.wrongMethod(method);
    }
  }

  private CompletableFuture<Answer> version1(Call call, String model, String number, String what) {
    ServedModel served = models.get(model);
    requireMethod(call, what.startsWith(":") ? "POST" : "GET");
    return models.using(
        model,
        number,
        version ->
            switch (what) {
              case "" -> CompletableFuture.completedFuture(TensorFlowApi.status(version, served));
              case "/metadata" ->
                  CompletableFuture.completedFuture(TensorFlowApi.metadata(version));
              case "/drawing" -> page.drawing(version);
              case ":predict" -> predict(version, call);
              case ":classify", ":regress" ->
                  throw new HttpFailure(
                      400,
                      "Expected %s signature method_name to be tensorflow/serving/%s."
                          + " Was: tensorflow/serving/predict; ask by :predict",
                      what.equals(":classify") ? "classification" : "regression",
                      what.substring(1));
              default -> throw new HttpFailure(404, "models have :predict, but no %s", what);
            });
  }

  private CompletableFuture<Answer> predict(ServedVersion version, Call call) {
    return ImageApi.takes(call)
        ? images.predict(version, call)
        : TensorFlowApi.predict(version, call);
  }

  private CompletableFuture<Answer> version2(Call call, String model, String number, String what) {
    requireMethod(call, what.equals("/infer") ? "POST" : "GET");
    return models.using(
        model,
        number,
        version ->
            switch (what) {
              case "" -> CompletableFuture.completedFuture(InferenceApi.model(version));
              case "/ready" ->
                  CompletableFuture.completedFuture(
                      Answer.json(
                          to -> {
                            to.writeStartObject();
                            to.writeStringField("name", model);
                            to.writeBooleanField("ready", true);
                            to.writeEndObject();
                          }));
              default -> InferenceApi.infer(version, call);
            });
  }

  private static void flag(JsonGenerator to, String name, boolean value) throws IOException {
    to.writeStartObject();
    to.writeBooleanField(name, value);
    to.writeEndObject();
  }

  @Override
  public void close() {
    images.close();
    page.close();
  }
}
