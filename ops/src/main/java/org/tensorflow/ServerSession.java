package org.tensorflow;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.ConfigProto;

/**
 * A session on one of TensorFlow's servers, whose address TensorFlow Java's own constructor does
 * not take.
 *
 * <p>It lives in TensorFlow's package because the constructor from a handle is package-private.
 */
public final class ServerSession {

  private final TF_Session handle;
  private final Session session;

  private ServerSession(TF_Session handle, Session session) {
    this.handle = handle;
    this.session = session;
  }

  /**
   * Opens a session.
   *
   * @param target the server's address, such as {@code grpc://localhost:2222}
   */
  @SuppressWarnings("try") // the scope frees what is made within it
  public static ServerSession open(Graph graph, String target, ConfigProto config) {
    try (PointerScope scope = new PointerScope();
        Graph.Reference reference = graph.ref()) {
      TF_Status status = TF_Status.newStatus();
      TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
      tensorflow.TF_SetTarget(options, target);
      byte[] bytes = config.toByteArray();
      tensorflow.TF_SetConfig(options, new BytePointer(bytes), bytes.length, status);
      status.throwExceptionIfNotOK();
      TF_Session handle = TF_Session.newSession(reference.nativeHandle(), options, status);
      status.throwExceptionIfNotOK();
      handle.retainReference(); // or the scope would close it
      return new ServerSession(handle, new Session(graph, handle));
    }
  }

  /** Returns the session, which its user closes. */
  public Session session() {
    return session;
  }

  /** Cancels what runs in the session, which then fails; nothing can be run in it any more. */
  @SuppressWarnings("try")
  public void cancel() {
    try (PointerScope scope = new PointerScope()) {
      tensorflow.TF_CloseSession(handle, TF_Status.newStatus());
    }
  }
}
