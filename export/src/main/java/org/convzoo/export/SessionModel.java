package org.convzoo.export;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
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

/** A model in a session of TensorFlow's, and what it answers under its signatures. */
final class SessionModel implements AutoCloseable {

  /**
   * Bytes of a graph above which TensorFlow's optimisers do not go over it, since they copy it many
   * times: 537 MB of VGG-16 took 26 s before the first answer, and 4 s without them; 45 MB of
   * ResNet-18 8 and 4 s, and each answer 29 and 40 ms.
   */
  private static final int LARGE = 1 << 23;

  private final Function<String, SessionFunction> functions;
  private final Runnable close;

  private SessionModel(Function<String, SessionFunction> functions, Runnable close) {
    this.functions = functions;
    this.close = close;
  }

  /**
   * Loads a folder by TensorFlow's own means: variables, assets and what is to be run before.
   *
   * @throws org.tensorflow.exceptions.TensorFlowException if it cannot be loaded
   */
  static SessionModel of(Path folder) {
    SavedModelBundle bundle =
        SavedModelBundle.loader(folder.toString())
            .withTags(SavedModelBundle.DEFAULT_TAG)
            .withConfigProto(config(true))
            .load();
    return new SessionModel(bundle::function, bundle::close);
  }

  /**
   * Loads a graph with nothing beside it, as {@link #isWhole} says: TensorFlow Java's own loading
   * copies the weights into Java's memory, where they stay.
   *
   * @param optimized whether TensorFlow optimises a large graph, too, which pays where many answers
   *     are wanted
   */
  static SessionModel of(MetaGraphDef meta, boolean optimized) {
    Graph graph = new Graph();
    Session session = null;
    try {
      GraphImport.into(graph, meta.getGraphDef());
      int bytes = meta.getGraphDef().getSerializedSize();
      session = new Session(graph, config(optimized || bytes <= LARGE));
      Session opened = session;
      Map<String, SignatureDef> definitions = meta.getSignatureDefMap();
      Map<String, SessionFunction> made = new ConcurrentHashMap<>();
      Function<String, SessionFunction> functions =
          key ->
              made.computeIfAbsent(
                  key,
                  each ->
                      SessionFunction.create(
                          signature(graph, each, definitions.get(each)), opened));
      if (definitions.containsKey(Signature.DEFAULT_KEY)) {
        functions.apply(Signature.DEFAULT_KEY); // what is wrong with it is said now
      }
      return new SessionModel(
          functions,
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

  private static ConfigProto config(boolean optimized) {
    ConfigProto.Builder config = ConfigProto.newBuilder();
    config
        .getGraphOptionsBuilder()
        .getRewriteOptionsBuilder()
        .setDisableMetaOptimizer(!optimized)
        .setDisableTfgOptimizer(true); // it infers shapes alone, and logs damaged tensors whole
    return config.build();
  }

  private static Signature signature(Graph graph, String key, SignatureDef definition) {
    Signature.Builder signature = Signature.builder(key).methodName(definition.getMethodName());
    definition
        .getInputsMap()
        .forEach((name, tensor) -> signature.input(name, graph.outputOrThrow(tensor.getName())));
    definition
        .getOutputsMap()
        .forEach((name, tensor) -> signature.output(name, graph.outputOrThrow(tensor.getName())));
    return signature.build();
  }

  /** Returns the names of what it answers under its usual signature. */
  Set<String> outputs() {
    return functions.apply(Signature.DEFAULT_KEY).signature().outputNames();
  }

  /** Asks it under its usual signature; the answers are for the caller to close. */
  Result call(Map<String, Tensor> inputs) {
    return call(Signature.DEFAULT_KEY, inputs);
  }

  /** Asks it under a signature, likewise. */
  Result call(String signature, Map<String, Tensor> inputs) {
    return functions.apply(signature).call(inputs);
  }

  @Override
  public void close() {
    close.run();
  }
}
