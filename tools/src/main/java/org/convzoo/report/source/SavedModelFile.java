package org.convzoo.report.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.convzoo.UsageException;
import org.convzoo.export.card.FileDigests;
import org.convzoo.graphs.network.Suggestion;
import org.convzoo.report.internal.op.GraphException;
import org.convzoo.report.internal.shape.SavedVariables;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** A SavedModel's folder, written by TensorFlow 1 or 2, by Keras or by this project. */
final class SavedModelFile {

  private SavedModelFile() {}

  /**
   * Reads one signature of the graph for serving.
   *
   * @throws IllegalArgumentException if there is no such signature
   * @throws IOException if the model is not as its card says
   */
  static ForeignGraph read(Path folder, String signature) throws IOException {
    FileDigests.require(folder);
    Path file = folder.resolve("saved_model.pb");
    MetaGraphDef meta =
        serving(folder, ForeignGraph.parse(file, SavedModel.parser(), "SavedModel"));
    SignatureDef asked = meta.getSignatureDefMap().get(signature);
    if (asked == null) {
      List<String> known =
          meta.getSignatureDefMap().keySet().stream()
              .filter(name -> !name.startsWith("__"))
              .sorted()
              .toList();
      throw new UsageException(
          "%s has no signature %s%s", folder, signature, Suggestion.among(known, signature));
    }
    List<ForeignGraph.Input> inputs = new ArrayList<>();
    new TreeMap<>(asked.getInputsMap())
        .forEach(
            (name, info) ->
                inputs.add(
                    new ForeignGraph.Input(
                        tensor(folder, name, info), info.getDtype(), info.getTensorShape())));
    List<String> outputs = new ArrayList<>();
    new TreeMap<>(asked.getOutputsMap())
        .forEach((name, info) -> outputs.add(tensor(folder, name, info)));
    GraphDef graph =
        RestoredShapes.completed(
            SavedVariables.described(meta), folder, meta.getSaverDef().getRestoreOpName());
    return new ForeignGraph("%s, %s".formatted(folder, signature), graph, inputs, outputs);
  }

  private static String tensor(Path folder, String name, TensorInfo info) {
    if (info.getName().isEmpty()) {
      throw new GraphException("%s: %s is sparse or composite".formatted(folder, name));
    }
    return info.getName();
  }

  private static MetaGraphDef serving(Path folder, SavedModel model) {
    return model.getMetaGraphsList().stream()
        .filter(meta -> meta.getMetaInfoDef().getTagsList().contains("serve"))
        .findFirst()
        .orElseThrow(
            () -> new GraphException(folder + " holds no graph for serving (with the tag serve)"));
  }
}
