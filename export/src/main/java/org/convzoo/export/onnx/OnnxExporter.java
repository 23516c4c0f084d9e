package org.convzoo.export.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.convzoo.export.Exporter;
import org.convzoo.export.ModelVersions;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Folding;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variables;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.ops.internal.runtime.CheckpointReader;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Turns a checkpoint into an ONNX model in the layout of Triton: {@code
 * <base>/<version>/model.onnx}.
 *
 * <p>It takes and answers what a SavedModel of {@link Exporter} does under {@code serving_default}:
 * {@code images}, float32 [N,H,W,C] of any H and W, 0 to 255, and the outputs of the network's
 * task. Batch norms are folded. The file's metadata says, as text:
 *
 * <table>
 * <caption>Keys</caption>
 * <tr><td>{@code labels}</td><td>the classes by number, one a line</td></tr>
 * <tr><td>{@code network}, {@code task}</td><td>what it is, and what for</td></tr>
 * <tr><td>{@code input.height}, {@code input.width}, {@code input.channels}</td><td>what the
 * network sees, once the model has resized the images</td></tr>
 * <tr><td>{@code input.resize_shorter_side}</td><td>where the middle is cut out; images are
 * stretched where it is missing</td></tr>
 * <tr><td>{@code input.mean}, {@code input.std}</td><td>by which the model normalises pixels of 0
 * to 1, one a channel; a mean image is not said</td></tr>
 * </table>
 */
public final class OnnxExporter {

  /** The file's name, which Triton looks for. */
  public static final String NAME = "model.onnx";

  /** The key of the labels in the metadata. */
  public static final String LABELS = "labels";

  /** The key of the images' channels in the metadata. */
  public static final String CHANNELS = "input.channels";

  private OnnxExporter() {}

  /**
   * Exports the next version: 1, or one more than the highest there is.
   *
   * @param base the model's folder, named like the model
   * @return the folder of the new version
   * @throws IOException if it cannot be written; then no version appears
   */
  public static Path export(Exporter.Source source, Path base) throws IOException {
    return ModelVersions.write(base, place -> write(place.resolve(NAME), source));
  }

  private static void write(Path file, Exporter.Source source) throws IOException {
    Network network = source.network();
    Preprocessing preprocessing = source.preprocessing();
    Folding folding = source.folding();
    try (Graph graph = new Graph();
        CheckpointReader reader = new CheckpointReader(source.checkpoint())) {
      Variables variables = Variables.restored(graph);
      Ops tf = variables.root();
      Shape shape = Shape.of(-1, -1, -1, preprocessing.channels());
      Operand<TFloat32> images =
          tf.withName("images").placeholder(TFloat32.class, Placeholder.shape(shape));
      Operand<TFloat32> input = preprocessing.apply(tf.withSubScope("preprocessing"), images);
      Layers net = Layers.inference(variables);
      net.fold(folding);
      NetworkOutput logits = network.build(net, input, source.labels().size());
      Task task = network.spec().task();
      new OnnxModel(
              network.spec().name(),
              Map.of("images", images),
              task.outputs(tf, Task.sizes(tf, images), input, logits),
              folding.values(reader::read),
              metadata(network, preprocessing, source.labels()))
          .writeTo(file);
    }
  }

  private static Map<String, String> metadata(
      Network network, Preprocessing preprocessing, List<String> labels) {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put(LABELS, String.join("\n", labels));
    metadata.put("network", network.spec().name());
    metadata.put("task", network.spec().task().words());
    metadata.put("input.height", Integer.toString(preprocessing.height()));
    metadata.put("input.width", Integer.toString(preprocessing.width()));
    metadata.put(CHANNELS, Integer.toString(preprocessing.channels()));
    if (preprocessing.shorter() != null) {
      metadata.put("input.resize_shorter_side", preprocessing.shorter().toString());
    }
    if (preprocessing.mean().size() == preprocessing.channels()) {
      metadata.put("input.mean", words(preprocessing.mean()));
    }
    metadata.put("input.std", words(preprocessing.std()));
    return metadata;
  }

  private static String words(List<Float> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
