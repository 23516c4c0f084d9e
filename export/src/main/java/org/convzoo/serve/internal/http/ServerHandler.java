package org.convzoo.serve.internal.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.convzoo.serve.internal.api.Answer;
import org.convzoo.serve.internal.api.Call;
import org.convzoo.serve.internal.api.HttpFailure;
import org.convzoo.serve.internal.api.Router;
import org.convzoo.serve.internal.metrics.ServerMetrics;
import org.convzoo.serve.option.Limits;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/** Takes requests from Jetty and hands back answers. No thread waits, for a client or a model. */
final class ServerHandler extends Handler.Abstract {

  private static final System.Logger LOG = System.getLogger(ServerHandler.class.getName());
  private static final String JSON_LENGTH = "Inference-Header-Content-Length";

  private final Router router;
  private final HttpOptions options;
  private final SlowHeaders slow;
  private final AccessLog log;
  private final ServerMetrics metrics;

  ServerHandler(Router router, HttpOptions options, SlowHeaders slow, ServerMetrics metrics) {
    this.router = router;
    this.options = options;
    this.slow = slow;
    this.log = new AccessLog(options.accessLog());
    this.metrics = metrics;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String decoded = request.getHttpURI().getDecodedPath();
    String path = decoded == null ? "" : decoded;
    watch(request, response, path);
    CompletableFuture<byte[]> whole = body(request, path);
    whole
        .thenCompose(body -> answered(call(request, path, body)))
        .whenComplete(
            (answer, e) -> {
              if (hasBody(request) && !(isRead(request, path) && isThere(whole))) {
                response
                    .getHeaders()
                    .put(HttpHeader.CONNECTION, "close"); // what is left is in the way
              }
              write(response, callback, e == null ? answer : answer(e));
            });
    return true;
  }

  private static boolean hasBody(Request request) {
    return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
  }

  private static boolean isRead(Request request, String path) {
    return Router.takesBody(path) && request.getMethod().equals("POST");
  }

  private static boolean isThere(CompletableFuture<byte[]> body) {
    return body.isDone() && !body.isCompletedExceptionally();
  }

  private void watch(Request request, Response response, String path) {
    Connection connection = request.getConnectionMetaData().getConnection();
    slow.began(connection);
    Request.addCompletionListener(
        request,
        failure -> {
          slow.ended(connection);
          Duration time = Duration.ofNanos(System.nanoTime() - request.getHeadersNanoTime());
          Router.Subject about = router.subject(path);
          metrics.answered(about.model(), about.operation(), response.getStatus(), time);
          log.write(request, response, about, time);
        });
  }

  /** Reads the body where the path has one, unless the request is refused by its header. */
  private CompletableFuture<byte[]> body(Request request, String path) {
    Limits limits = options.limits();
    try {
      requireToken(request, path);
      if (!isRead(request, path)) {
        return CompletableFuture.completedFuture(new byte[0]);
      }
      String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
      if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
        throw new HttpFailure(415, "bodies are not decoded, and this one is in %s", encoding);
      }
      if (request.getLength() > limits.bodyBytes()) {
        throw BodyReader.tooLarge(limits.bodyBytes());
      }
      return BodyReader.read(request, limits.bodyBytes())
          .orTimeout(limits.timeout().toMillis(), TimeUnit.MILLISECONDS)
          .exceptionallyCompose(
              e ->
                  CompletableFuture.failedFuture(
                      e instanceof TimeoutException
                          ? new HttpFailure(408, "the body has not come in time")
                          : e));
    } catch (HttpFailure e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void requireToken(Request request, String path) {
    String token = options.token();
    if (token == null || Router.isOpen(path)) {
      return;
    }
    String given = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    byte[] wanted = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    byte[] found = given == null ? new byte[0] : given.getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(wanted, found)) {
      throw HttpFailure.noToken();
    }
  }

  private static Call call(Request request, String path, byte[] body) {
    Map<String, String> query = new LinkedHashMap<>();
    Fields fields = Request.extractQueryParameters(request);
    fields.getNames().forEach(name -> query.put(name, fields.getValue(name)));
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    String plain = type == null ? "" : type.replaceFirst(";.*", "").strip();
    String length = request.getHeaders().get(JSON_LENGTH);
    if (length != null && !length.matches("\\d{1,9}")) {
      throw new HttpFailure(400, JSON_LENGTH + " must be a number from 0");
    }
    return new Call(
        request.getMethod(),
        path,
        query,
        plain.toLowerCase(Locale.ROOT),
        length == null ? -1 : Integer.parseInt(length),
        body);
  }

  private CompletableFuture<Answer> answered(Call call) {
    return router
        .answer(call)
        .orTimeout(options.limits().timeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Answer answer(Throwable e) {
    Answer answer = HttpFailure.answer(e);
    if (answer == null) {
      LOG.log(System.Logger.Level.ERROR, "a request failed by a fault of the server", e);
      return Answer.error(500, "the server has failed; its log says why");
    }
    return answer;
  }

  private static void write(Response response, Callback callback, Answer answer) {
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    answer.headers().forEach(response.getHeaders()::put);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }
}
