package org.convzoo.export.internal.graph;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.UsageException;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.convzoo.ops.internal.runtime.LeastMemory;
import org.tensorflow.Graph;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/** Writes graphs without variables as SavedModels, which TensorFlow Java's exporter does not. */
public final class FrozenModel {

  /** Protobuf's messages have 2 GB at most; the graph beside the weights is far below a tenth. */
  private static final long MOST_BYTES = Integer.MAX_VALUE / 10 * 9L;

  private static final int BUFFER = 1 << 16;

  private FrozenModel() {}

  /**
   * Checks that constants can hold a network's weights.
   *
   * @throws IllegalArgumentException if they have more than a file may, or than Java's memory
   */
  public static void requireRoom(Variables weights) {
    long bytes = weights.all().stream().mapToLong(Variable::size).sum() * Float.BYTES;
    if (bytes > MOST_BYTES) {
      throw new UsageException(
          "its weights have %,d bytes, and a graph holds no more than %,d as constants: variables do",
          bytes, MOST_BYTES);
    }
    LeastMemory.requireHeap("the export", bytes);
  }

  /**
   * Writes a graph into a file: the same bytes each time. Attributes that have their default are
   * left out, so that a TensorFlow from before they came takes it.
   */
  public static void write(Path saved, Graph graph, List<ServingSignature> signatures)
      throws IOException {
    MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
    meta.getMetaInfoDefBuilder().addTags("serve").setTensorflowVersion(TensorFlow.version());
    meta.getMetaInfoDefBuilder().setStrippedDefaultAttrs(true);
    meta.setGraphDef(DefaultAttributes.stripped(graph.toGraphDef()));
    signatures.forEach(each -> meta.putSignatureDef(each.key(), each.definition()));
    SavedModel model =
        SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
    try (OutputStream file = Files.newOutputStream(saved)) {
      CodedOutputStream out = CodedOutputStream.newInstance(file, BUFFER);
      out.useDeterministicSerialization();
      model.writeTo(out);
      out.flush();
    }
  }
}
