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

  private ServerSession() {}

  /**
   * Opens a session.
   *
   * @param target the server's address, such as {@code grpc://localhost:2222}
   */
  @SuppressWarnings("try") // the scope frees what is made within it
  public static Session open(Graph graph, String target, ConfigProto config) {
    try (PointerScope scope = new PointerScope();
        Graph.Reference reference = graph.ref()) {
      TF_Status status = TF_Status.newStatus();
      TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
      tensorflow.TF_SetTarget(options, target);
      byte[] bytes = config.toByteArray();
      tensorflow.TF_SetConfig(options, new BytePointer(bytes), bytes.length, status);
      status.throwExceptionIfNotOK();
      TF_Session session = TF_Session.newSession(reference.nativeHandle(), options, status);
      status.throwExceptionIfNotOK();
      session.retainReference(); // or the scope would close it
      return new Session(graph, session);
    }
  }
}
