package org.convzoo.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** Small models whose answers can be told by hand. */
final class TestModels {

  private TestModels() {}

  /** Serves models by their names, at a port that is free. */
  static ModelServer serve(Map<String, Path> models) throws IOException {
    return ModelServer.of(models).port(0).start();
  }

  /** That of TensorFlow Serving's documentation: x/2 and a number. */
  static Path halfPlus(float number, Path version) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var x = tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
      var half = tf.math.mul(x, tf.constant(0.5f));
      var y = tf.withName("y").math.add(half, tf.constant(number));
      return export(graph, version, signature("serving_default", Map.of("x", x), Map.of("y", y)));
    }
  }

  /**
   * Answers what it is given. Signature {@code serving_default}: tag, string [N]; signal, float
   * [N,5]; sensor, float [N,2,2]. Signature {@code bytes}: image_bytes, string [N]. Signature
   * {@code whole}: n, int64 of no dimension, and its double. Signature {@code sum}: x, float [N],
   * to its sum, of no dimension.
   */
  static Path echo(Path version) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var tag = tf.withName("tag").placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
      var signal =
          tf.withName("signal").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 5)));
      var sensor =
          tf.withName("sensor").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2, 2)));
      var bytes =
          tf.withName("image_bytes").placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
      var n = tf.withName("n").placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
      var x = tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
      return export(
          graph,
          version,
          signature(
              "serving_default",
              Map.of("tag", tag, "signal", signal, "sensor", sensor),
              Map.of(
                  "tag", tf.identity(tag),
                  "signal", tf.identity(signal),
                  "sensor", tf.identity(sensor))),
          signature(
              "bytes", Map.of("image_bytes", bytes), Map.of("image_bytes", tf.identity(bytes))),
          signature("whole", Map.of("n", n), Map.of("n", tf.math.add(n, n))),
          signature("sum", Map.of("x", x), Map.of("sum", tf.sum(x, tf.constant(0)))));
    }
  }

  private static Signature signature(
      String key, Map<String, Operand<?>> inputs, Map<String, Operand<?>> outputs) {
    Signature.Builder builder =
        Signature.builder().key(key).methodName("tensorflow/serving/predict");
    inputs.forEach(builder::input);
    outputs.forEach(builder::output);
    return builder.build();
  }

  private static Path export(Graph graph, Path version, Signature... signatures) {
    // the exporter saves variables, and there must be one
    Ops tf = Ops.create(graph);
    var unused = tf.withName("unused").variable(Shape.scalar(), TFloat32.class);
    var start = tf.assign(unused, tf.constant(0f));
    try (Session session = new Session(graph)) {
      session.runner().addTarget(start).run().close();
      SavedModelBundle.Exporter exporter =
          SavedModelBundle.exporter(version.toString()).withSession(session);
      List.of(signatures).forEach(exporter::withSignature);
      exporter.export();
      return version;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
