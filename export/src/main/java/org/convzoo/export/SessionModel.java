package org.convzoo.export;

import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphImport;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.SessionFunction;
import org.tensorflow.Signature;
import org.tensorflow.Tensor;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;

/** A model in a session of TensorFlow's, and what it answers under its usual signature. */
final class SessionModel implements AutoCloseable {

  /**
   * Bytes of a graph above which TensorFlow's optimisers do not go over it, since they copy it many
   * times: 537 MB of VGG-16 took 26 s before the first answer, and 4 s without them.
   */
  private static final int LARGE = 1 << 27;

  private final SessionFunction function;
  private final Runnable close;

  private SessionModel(SessionFunction function, Runnable close) {
    this.function = function;
    this.close = close;
  }

  /** Takes what TensorFlow has loaded, to close it. */
  static SessionModel of(SavedModelBundle bundle) {
    return new SessionModel(bundle.function(Signature.DEFAULT_KEY), bundle::close);
  }

  /**
   * Loads a graph with nothing beside it, as {@link #isWhole} says: TensorFlow Java's own loading
   * copies the weights into Java's memory, where they stay.
   */
  static SessionModel of(MetaGraphDef meta) {
    Graph graph = new Graph();
    Session session = null;
    try {
      GraphImport.into(graph, meta.getGraphDef());
      session = new Session(graph, config(meta.getGraphDef().getSerializedSize()));
      Signature signature = signature(graph, meta.getSignatureDefOrThrow(Signature.DEFAULT_KEY));
      Session opened = session;
      return new SessionModel(
          SessionFunction.create(signature, session),
          () -> {
            opened.close();
            graph.close();
          });
    } catch (RuntimeException e) {
      if (session != null) {
        session.close();
      }
      graph.close();
      throw e;
    }
  }

  /** Whether loading a graph is all: it has no variables, and nothing to be run before. */
  static boolean isWhole(MetaGraphDef meta) {
    return !meta.hasSaverDef()
        && meta.getAssetFileDefCount() == 0
        && meta.getCollectionDefCount() == 0
        && meta.getSignatureDefMap().keySet().stream().noneMatch(key -> key.startsWith("__"))
        && meta.getGraphDef().getNodeList().stream()
            .noneMatch(node -> node.getOp().startsWith("Var"));
  }

  private static ConfigProto config(int bytes) {
    ConfigProto.Builder config = ConfigProto.newBuilder();
    config
        .getGraphOptionsBuilder()
        .getRewriteOptionsBuilder()
        .setDisableMetaOptimizer(bytes > LARGE);
    return config.build();
  }

  private static Signature signature(Graph graph, SignatureDef definition) {
    Signature.Builder signature =
        Signature.builder(Signature.DEFAULT_KEY).methodName(definition.getMethodName());
    definition
        .getInputsMap()
        .forEach((name, tensor) -> signature.input(name, graph.outputOrThrow(tensor.getName())));
    definition
        .getOutputsMap()
        .forEach((name, tensor) -> signature.output(name, graph.outputOrThrow(tensor.getName())));
    return signature.build();
  }

  /** Returns the names of what it answers. */
  Set<String> outputs() {
    return function.signature().outputNames();
  }

  /** Asks it; the answers are for the caller to close. */
  Result call(Map<String, Tensor> inputs) {
    return function.call(inputs);
  }

  @Override
  public void close() {
    close.run();
  }
}
