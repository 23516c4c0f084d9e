package org.convzoo.serve.internal.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.convzoo.serve.internal.api.Answer;
import org.convzoo.serve.internal.api.Router;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * A line of JSON for each request that was answered.
 *
 * @param lines takes them; null where nobody wants any
 */
record AccessLog(Consumer<String> lines) {

  void write(Request request, Response response, Router.Subject about, Duration time) {
    if (lines == null) {
      return;
    }
    ObjectNode line = Answer.MAPPER.createObjectNode();
    line.put("time", Instant.ofEpochMilli(Request.getTimeStamp(request)).toString());
    line.put("client", Request.getRemoteAddr(request));
    line.put("method", request.getMethod());
    line.put("path", request.getHttpURI().getPathQuery());
    line.put("model", about.model());
    line.put("status", response.getStatus());
    line.put("bytes_in", Request.getContentBytesRead(request));
    line.put("bytes_out", Response.getContentBytesWritten(response));
    line.put("milliseconds", time.toNanos() / 1000 / 1e3);
    lines.accept(line.toString());
  }
}
