package org.convzoo.serve.internal.http;

import java.nio.ByteBuffer;
import org.convzoo.serve.internal.api.Answer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Says in JSON what Jetty itself refuses, such as a header that is too long. */
final class JsonErrors extends ErrorHandler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    Object message = request.getAttribute(ERROR_MESSAGE);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Answer.JSON);
    response.write(true, ByteBuffer.wrap(body(status, message)), callback);
    return true;
  }

  private static byte[] body(int status, Object message) {
    String words = message == null ? HttpStatus.getMessage(status) : message.toString();
    return Answer.error(status, words).body();
  }
}
