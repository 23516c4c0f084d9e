package org.convzoo.export.internal.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Folding;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variables;
import org.convzoo.ops.image.ImageFiles;
import org.convzoo.ops.image.Preprocessing;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/**
 * Builds the graph of an exported model, and its signatures.
 *
 * @param variables that the network is built over
 * @param folding of its batch norms, or null
 * @param labels the classes by number
 */
public record ServingGraph(
    Variables variables,
    Folding folding,
    Network network,
    Preprocessing preprocessing,
    List<String> labels) {

  private static final int MOST_GUESSES = 5;
  private static final Set<String> LAYERS = Set.of("MatMul", "Conv2D");

  /** Builds everything. */
  public List<ServingSignature> build() {
    Ops tf = variables.root();
    Shape shape = Shape.of(-1, -1, -1, preprocessing.channels());
    Operand<TFloat32> images =
        tf.withName("images").placeholder(TFloat32.class, Placeholder.shape(shape));
    Operand<TFloat32> input = preprocessing.apply(tf.withSubScope("preprocessing"), images);
    Task task = network.spec().task();
    NetworkOutput logits = network(Layers.inference(variables), input);
    Map<String, Operand<?>> outputs = task.outputs(tf, Task.sizes(tf, images), input, logits);
    List<ServingSignature> all = new ArrayList<>();
    Map<String, Operand<?>> inputs = Map.of("images", images);
    all.add(new ServingSignature(Signature.DEFAULT_KEY, inputs, outputs));
    if (task.equals(Task.CLASSIFICATION)) {
      all.add(new ServingSignature("classes", inputs, guesses(outputs.get("probabilities"))));
      all.add(new ServingSignature("features", inputs, Map.of("features", features(logits))));
    }
    all.add(ofFiles());
    return all;
  }

  private NetworkOutput network(Layers net, Operand<TFloat32> input) {
    net.fold(folding);
    return network.build(net, input, labels.size());
  }

  /** The most probable classes of each image, best first. */
  private Map<String, Operand<?>> guesses(Operand<?> probabilities) {
    Ops tf = variables.root().withSubScope("guesses");
    int count = Math.min(MOST_GUESSES, labels.size());
    TopK<TFloat32, TInt32> best =
        tf.nn.topK(
            probabilities.asOutput().expect(TFloat32.class),
            tf.constant(count),
            new TopK.Options[0]);
    Operand<TString> names = tf.constant(NdArrays.vectorOfObjects(labels.toArray(String[]::new)));
    Operand<TString> found = tf.gather(names, best.indices(), tf.constant(0));
    return Map.of("labels", found, "scores", best.values());
  }

  /** What the last layer with weights is given, which tells the classes apart. */
  private Operand<?> features(NetworkOutput logits) {
    GraphOperation layer = (GraphOperation) logits.main().op();
    while (!LAYERS.contains(layer.type())) {
      layer = (GraphOperation) layer.input(0).op();
    }
    return variables.root().withName("features").identity(layer.input(0));
  }

  /** The network once more, over the same weights, behind images that it decodes. */
  private ServingSignature ofFiles() {
    Ops tf = variables.root().withSubScope("bytes");
    Operand<TString> files =
        tf.withName("image_bytes").placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
    ImageFiles.Prepared input = ImageFiles.prepared(tf, files, preprocessing);
    NetworkOutput logits = network(Layers.inference(variables).under("bytes"), input.images());
    var outputs = network.spec().task().outputs(tf, input.sizes(), input.images(), logits);
    return new ServingSignature("bytes", Map.of("image_bytes", files), outputs);
  }
}
