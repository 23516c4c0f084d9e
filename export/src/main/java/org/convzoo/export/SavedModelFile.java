package org.convzoo.export;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.convzoo.export.card.FileDigests;
import org.convzoo.export.scan.ModelScan;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.ops.internal.runtime.MappedMessage;
import org.convzoo.ops.internal.runtime.OneDnn;
import org.convzoo.ops.internal.runtime.TensorFlowReason;
import org.tensorflow.Graph;
import org.tensorflow.Signature;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** What a SavedModel's file says before anything in it is loaded. */
record SavedModelFile(Path folder, SavedModel model) {

  static final String NAME = "saved_model.pb";

  private static final String SPLIT = "saved_model.cpb"; // TensorFlow would take it first
  private static final int LONG = 1 << 16; // bytes of a constant
  private static final List<Integer> CHANNELS = List.of(1, 3, 4);

  /** Whether a folder holds a SavedModel. */
  static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(NAME));
  }

  /**
   * Reads the file.
   *
   * @throws IOException if it cannot be read, is no SavedModel, or is not as its model card says
   */
  static SavedModelFile read(Path folder) throws IOException {
    RegularFiles.requireBelow(folder);
    FileDigests.require(folder);
    try {
      return new SavedModelFile(
          folder, MappedMessage.parse(folder.resolve(NAME), SavedModel.parser()));
    } catch (InvalidProtocolBufferException e) {
      throw new IOException(
          "%s cannot be loaded: %s is cut, or no SavedModel".formatted(folder, NAME), e);
    }
  }

  /**
   * Checks that it does nothing but what a network has to.
   *
   * @throws UntrustedModelException if it may do more
   */
  void requireHarmless() throws UntrustedModelException {
    Optional<String> finding =
        Files.exists(folder.resolve(SPLIT))
            ? Optional.of("there is a " + SPLIT)
            : ModelScan.firstFinding(model);
    if (finding.isPresent()) {
      throw new UntrustedModelException(
          "%s is not loaded, for it is more than a network: %s".formatted(folder, finding.get()));
    }
  }

  /**
   * Checks that TensorFlow takes its graph and constants: loading it would say so, too, but with
   * pages of its log.
   *
   * @throws IOException if it does not
   */
  private void requireSound() throws IOException {
    if (serving().getGraphDef().getNodeCount() == 0) { // of none TensorFlow ends its process
      throw new IOException(folder + " has no operation");
    }
    try (Graph graph = new Graph()) {
      GraphDef whole = serving().getGraphDef();
      Set<String> weights = new HashSet<>();
      graph.importGraphDef(withoutWeights(whole, weights));
      graph
          .operations()
          .forEachRemaining(
              op -> {
                if (op.type().equals("Const") && !weights.contains(op.name())) {
                  op.attributes().getAttrTensor("value").close();
                }
              });
    } catch (TensorFlowException | IllegalArgumentException e) { // some of its are of this kind
      throw refusal(e);
    }
  }

  /**
   * Loads what answers under its signatures.
   *
   * @param optimized as for {@link SessionModel#of(MetaGraphDef, boolean)}
   * @throws UsageException if convolutions would come out wrong on this machine as it is set up
   * @throws IOException if TensorFlow does not take it
   */
  SessionModel open(boolean optimized) throws IOException {
    OneDnn.requireRight();
    requireSound();
    MetaGraphDef meta = serving();
    boolean whole = model.getMetaGraphsCount() == 1 && SessionModel.isWhole(meta);
    try {
      return whole ? SessionModel.of(meta, optimized) : SessionModel.of(folder);
    } catch (TensorFlowException | IllegalArgumentException e) { // some of its are of this kind
      throw refusal(e);
    }
  }

  /**
   * Leaves the numbers of long constants out, of which there are as many as their shapes say.
   *
   * @param weights takes the names of these
   */
  private static GraphDef withoutWeights(GraphDef whole, Set<String> weights) {
    GraphDef.Builder rest = whole.toBuilder();
    for (NodeDef.Builder node : rest.getNodeBuilderList()) {
      TensorProto value =
          node.getAttrOrDefault("value", AttrValue.getDefaultInstance()).getTensor();
      int bytes = value.getTensorContent().size();
      if (node.getOp().equals("Const")
          && value.getDtype() == DataType.DT_FLOAT
          && bytes > LONG
          && bytes == Float.BYTES * elements(value.getTensorShape())) {
        TensorProto none = value.toBuilder().clearTensorContent().build();
        node.putAttr("value", AttrValue.newBuilder().setTensor(none).build());
        weights.add(node.getName());
      }
    }
    return rest.build();
  }

  /** The number of elements, or NaN where a size is below 0. */
  private static double elements(TensorShapeProto shape) {
    return shape.getDimList().stream()
        .mapToDouble(size -> size.getSize() < 0 ? Double.NaN : size.getSize())
        .reduce(1, (a, b) -> a * b);
  }

  /** Makes the exception that says why TensorFlow does not load it. */
  private IOException refusal(RuntimeException e) {
    return new IOException(
        "%s cannot be loaded: TensorFlow refuses it: %s".formatted(folder, TensorFlowReason.of(e)),
        e);
  }

  /**
   * Checks that it takes images and answers as the exports of this project do.
   *
   * @param labels how many there are
   * @return the channels of its images: 1, 3 or 4
   * @throws IOException if it does not
   */
  int requireOfImages(int labels) throws IOException {
    SignatureDef signature = signature();
    TensorInfo images = signature.getInputsMap().get("images");
    List<TensorShapeProto.Dim> sizes =
        images == null ? List.of() : images.getTensorShape().getDimList();
    int channels = sizes.size() == 4 ? (int) sizes.get(3).getSize() : 0;
    if (signature.getInputsCount() != 1
        || images == null
        || images.getDtype() != DataType.DT_FLOAT
        || !CHANNELS.contains(channels)) {
      throw new IOException(
          "%s takes %s: wanted are images, float [?,?,?,C] with C of %s"
              .formatted(folder, words(signature.getInputsMap()), CHANNELS));
    }
    Map<String, TensorInfo> outputs = signature.getOutputsMap();
    requireAnswers(outputs);
    TensorInfo probabilities = outputs.get("probabilities");
    long classes = probabilities == null ? -1 : last(probabilities.getTensorShape());
    if (labels == 0 || classes >= 0 && classes != labels) {
      throw new IOException(
          "%s tells %s classes apart, but has %,d labels"
              .formatted(folder, classes < 0 ? "some" : "%,d".formatted(classes), labels));
    }
    return channels;
  }

  private void requireAnswers(Map<String, TensorInfo> outputs) throws IOException {
    boolean classifies = is(outputs, "probabilities", DataType.DT_FLOAT);
    boolean segments =
        is(outputs, "mask", DataType.DT_INT64) && is(outputs, "window", DataType.DT_FLOAT);
    boolean detects =
        is(outputs, "boxes", DataType.DT_FLOAT)
            && is(outputs, "scores", DataType.DT_FLOAT)
            && is(outputs, "count", DataType.DT_INT32);
    boolean fits =
        outputs.containsKey("mask")
            ? segments
            : outputs.containsKey("boxes") ? detects : classifies;
    if (!fits) {
      throw new IOException(
          "%s answers %s: wanted are probabilities, or mask and window, or boxes, scores and count"
              .formatted(folder, words(outputs)));
    }
  }

  private SignatureDef signature() throws IOException {
    Map<String, SignatureDef> signatures = serving().getSignatureDefMap();
    if (!signatures.containsKey(Signature.DEFAULT_KEY)) {
      throw new IOException(
          "%s has no signature %s, but %s"
              .formatted(folder, Signature.DEFAULT_KEY, new TreeSet<>(signatures.keySet())));
    }
    return signatures.get(Signature.DEFAULT_KEY);
  }

  /** Returns the graph that is to be served. */
  MetaGraphDef serving() throws IOException {
    return model.getMetaGraphsList().stream()
        .filter(meta -> meta.getMetaInfoDef().getTagsList().contains("serve"))
        .findFirst()
        .orElseThrow(() -> new IOException(folder + " has no graph with the tag serve"));
  }

  private static boolean is(Map<String, TensorInfo> outputs, String name, DataType type) {
    TensorInfo output = outputs.get(name);
    return output != null && output.getDtype() == type;
  }

  private static long last(TensorShapeProto shape) {
    return shape.getDimCount() == 0 ? -1 : shape.getDim(shape.getDimCount() - 1).getSize();
  }

  private static String words(Map<String, TensorInfo> tensors) {
    return tensors.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(tensor -> tensor.getKey() + ", " + words(tensor.getValue()))
        .collect(Collectors.joining("; "));
  }

  private static String words(TensorInfo tensor) {
    String type = tensor.getDtype().name().replaceFirst("^DT_", "").toLowerCase(Locale.ROOT);
    if (tensor.getTensorShape().getUnknownRank()) {
      return type + " of any shape";
    }
    return tensor.getTensorShape().getDimList().stream()
        .map(size -> size.getSize() < 0 ? "?" : Long.toString(size.getSize()))
        .collect(Collectors.joining(",", type + " [", "]"));
  }
}
