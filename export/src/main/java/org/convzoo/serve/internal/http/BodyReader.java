package org.convzoo.serve.internal.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.convzoo.serve.internal.api.HttpFailure;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;

/** Reads a body as it comes, without a thread that waits for it, up to a size. */
final class BodyReader implements Runnable {

  private final Content.Source source;
  private final int most;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();

  private BodyReader(Content.Source source, int most) {
    this.source = source;
    this.most = most;
  }

  /** Begins to read; what is returned fails by an {@link HttpFailure} where there is too much. */
  static CompletableFuture<byte[]> read(Content.Source source, int most) {
    BodyReader reader = new BodyReader(source, most);
    reader.run();
    return reader.body;
  }

  static HttpFailure tooLarge(int most) {
    return new HttpFailure(413, "the body has more than %,d bytes", most);
  }

  @Override
  public void run() {
    while (!body.isDone()) {
      Content.Chunk chunk = source.read();
      if (chunk == null) {
        source.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        body.completeExceptionally(failure(chunk.getFailure()));
        return;
      }
      ByteBuffer part = chunk.getByteBuffer();
      if (bytes.size() + part.remaining() > most) {
        chunk.release();
        body.completeExceptionally(tooLarge(most));
        return;
      }
      bytes.writeBytes(BufferUtil.toArray(part));
      chunk.release();
      if (chunk.isLast()) {
        body.complete(bytes.toByteArray());
      }
    }
  }

  private static Throwable failure(Throwable e) {
    return e instanceof HttpException bad
        ? new HttpFailure(bad.getCode(), "the body cannot be read: %s", bad.getReason())
        : new HttpFailure(400, "the body has ended before its end");
  }
}
