package org.convzoo.serve.internal.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.CharConversionException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.convzoo.export.ImageException;
import org.convzoo.ops.internal.runtime.TensorFlowReason;
import org.convzoo.serve.internal.model.QueueFullException;
import org.convzoo.serve.internal.tensor.BadTensorException;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/** A request that is answered by an error, with its status. */
public final class HttpFailure extends RuntimeException {

  /** Where something began, as Jackson says it of a source that it does not tell. */
  private static final String SOURCE = "\\[Source: [^;]*; line: (\\d+), column: (\\d+)]";

  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Map<String, String> headers;

  public HttpFailure(int status, String message, Object... values) {
    this(status, Map.of(), values.length == 0 ? message : message.formatted(values));
  }

  private HttpFailure(int status, Map<String, String> headers, String message) {
    super(message);
    this.status = status;
    this.headers = headers;
  }

  static HttpFailure wrongMethod(String allowed) {
    return new HttpFailure(405, Map.of("Allow", allowed), "this path takes " + allowed + " alone");
  }

  /** A request without the token that it must carry. */
  public static HttpFailure noToken() {
    return new HttpFailure(
        401,
        Map.of("WWW-Authenticate", "Bearer"),
        "a token is wanted: Authorization: Bearer TOKEN");
  }

  Answer answer() {
    Answer answer = Answer.error(status, getMessage());
    return new Answer(status, answer.contentType(), headers, answer.body());
  }

  /** Returns the answer to a request that failed so, or null if the fault is the server's. */
  public static Answer answer(Throwable e) {
    if (e instanceof CompletionException && e.getCause() != null) {
      return answer(e.getCause());
    }
    if (e instanceof HttpFailure failure) {
      return failure.answer();
    }
    if (e instanceof BadTensorException) {
      return Answer.error(400, e.getMessage());
    }
    if (e instanceof ImageException image) {
      return Answer.error(image.isTooLarge() ? 413 : 400, e.getMessage());
    }
    if (e instanceof JsonProcessingException json) {
      return Answer.error(400, "JSON Parse error: " + words(json));
    }
    if (e instanceof CharConversionException) { // what looks like UTF-32 and is not
      return Answer.error(400, "JSON Parse error: " + e.getMessage());
    }
    if (e instanceof QueueFullException) {
      return Answer.error(429, e.getMessage()).with("Retry-After", "1");
    }
    if (e instanceof TimeoutException) {
      return Answer.error(504, "the model has not answered in time");
    }
    if (e instanceof TFResourceExhaustedException || e instanceof OutOfMemoryError) {
      return Answer.error(503, "the model needs more memory than there is")
          .with("Retry-After", "1");
    }
    if (e instanceof TFInvalidArgumentException || e instanceof IllegalArgumentException) {
      String reason = TensorFlowReason.of((RuntimeException) e);
      return Answer.error(400, "the model refuses the inputs: " + reason);
    }
    return null;
  }

  private static String words(JsonProcessingException e) {
    String what =
        e.getOriginalMessage().replace("\n", " ").replaceAll(SOURCE, "line $1, column $2");
    long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
    String place = at < 0 ? "" : " at byte %,d".formatted(at); // it is not known in UTF-16
    return what + place;
  }
}
