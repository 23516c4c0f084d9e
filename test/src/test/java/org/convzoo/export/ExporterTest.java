package org.convzoo.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.convzoo.graphs.Zoo;
import org.convzoo.ops.augment.Picture;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.report.GraphReport;
import org.convzoo.report.flow.Row;
import org.convzoo.report.internal.op.Attributes;
import org.convzoo.report.source.Feed;
import org.convzoo.report.source.GraphSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.GraphOperation;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Signature;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** An exported model against the same network drawn and restored by the test. */
class ExporterTest {

  @TempDir static Path folder;
  private static Model lenet;
  private static Path exported;

  @BeforeAll
  static void exportLeNet() throws IOException {
    lenet = Model.random("lenet", 28, Files.createDirectory(folder.resolve("checkpoint")));
    exported = lenet.export(folder.resolve("lenet"));
  }

  @ParameterizedTest(name = "{0} of {1} pixels, images of {2}x{3}, weights as {4}")
  @CsvSource({
    "lenet, 28, 28, 28, CONSTANTS",
    "lenet, 28, 40, 31, VARIABLES",
    "googlenet, 96, 96, 96, CONSTANTS",
    "googlenet, 96, 96, 96, VARIABLES",
    "lenet-bn, 28, 30, 28, FOLDED"
  })
  void reloadedModelSaysWhatTheNetworkSays(
      String name, int side, int height, int width, WeightStorage weights) throws IOException {
    Path own = Files.createTempDirectory(folder, name);
    Model model = Model.random(name, side, own);
    try (SavedModelBundle bundle = SavedModelBundle.load(model.export(weights, own).toString());
        TFloat32 images = Model.images(3, height, width);
        Result said = bundle.function(Signature.DEFAULT_KEY).call(Map.of("images", images))) {
      float[][] expected = model.logits(images);
      float[][] logits = StdArrays.array2dCopyOf((TFloat32) said.get("logits").orElseThrow());
      var probabilities = (TFloat32) said.get("probabilities").orElseThrow();
      var classes = (TInt64) said.get("classes").orElseThrow();
      assertEquals(3, logits.length);
      for (int i = 0; i < logits.length; i++) {
        assertArrayEquals(expected[i], logits[i], 1e-6f);
        assertArrayEquals(softmax(expected[i]), StdArrays.array2dCopyOf(probabilities)[i], 1e-6f);
        assertEquals(argMax(expected[i]), classes.getLong(i));
      }
    }
  }

  @Test
  void exportedModelCutsTheMiddleOutAsThisTestDoes() throws IOException {
    Path own = Files.createDirectory(folder.resolve("framed"));
    Model stretching = Model.random("lenet", 28, own);
    Model model =
        new Model(
            stretching.network(),
            new Preprocessing(28, 28, 32, 1, List.of(0.25f), List.of(0.5f)),
            stretching.checkpoint());
    try (SavedModelBundle bundle = SavedModelBundle.load(model.export(own).toString())) {
      for (Picture image : List.of(Picture.random(40, 61, 1), Picture.random(50, 30, 1))) {
        float[][] expected;
        try (TFloat32 framed = tensor(image.centred(32, 28, 28))) {
          expected = stretching.logits(framed);
        }
        try (TFloat32 whole = tensor(image);
            Result said = bundle.function(Signature.DEFAULT_KEY).call(Map.of("images", whole))) {
          float[][] logits = StdArrays.array2dCopyOf((TFloat32) said.get("logits").orElseThrow());
          assertArrayEquals(expected[0], logits[0], 1e-6f);
        }
      }
    }
  }

  private static TFloat32 tensor(Picture image) {
    Shape shape = Shape.of(1, image.height(), image.width(), 1);
    return TFloat32.tensorOf(shape, DataBuffers.of(image.values()));
  }

  private static float[] softmax(float[] logits) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    float[] shares = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      shares[i] = (float) (Math.exp(logits[i]) / sum);
    }
    return shares;
  }

  private static int argMax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  @Test
  void eachImageIsJudgedByItself() {
    try (SavedModelBundle bundle = SavedModelBundle.load(exported.toString());
        TFloat32 three = Model.images(3, 28, 28);
        TFloat32 one = Model.images(1, 28, 28);
        Result ofThree = bundle.function(Signature.DEFAULT_KEY).call(Map.of("images", three));
        Result ofOne = bundle.function(Signature.DEFAULT_KEY).call(Map.of("images", one))) {
      float[][] all = StdArrays.array2dCopyOf((TFloat32) ofThree.get("logits").orElseThrow());
      float[][] first = StdArrays.array2dCopyOf((TFloat32) ofOne.get("logits").orElseThrow());
      assertArrayEquals(all[0], first[0], 1e-6f);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FOLDED")
  void graphHoldsInferenceAndNothingElse(WeightStorage weights) throws IOException {
    Path model = lenet.export(weights, folder.resolve("graph-" + weights));
    boolean frozen = weights == WeightStorage.CONSTANTS;
    try (SavedModelBundle bundle = SavedModelBundle.load(model.toString())) {
      List<String> variables = new ArrayList<>();
      List<String> strays = new ArrayList<>();
      bundle
          .graph()
          .operations()
          .forEachRemaining(
              op -> {
                if (frozen ? standsForVariable(op) : op.type().startsWith("Variable")) {
                  variables.add(op.name());
                }
                if (isStray(op)) {
                  strays.add(op.type() + " " + op.name());
                }
              });
      assertEquals(List.of(), strays);
      assertEquals(lenet.variables(), variables.stream().sorted().toList());
      assertEquals(!frozen, Files.exists(model.resolve("variables/variables.index")));
    }
  }

  private static boolean standsForVariable(GraphOperation op) {
    return op.type().equals("Const")
        && Attributes.find(op, "_trainable", OperationAttributeInspector::getAttrBool).isPresent();
  }

  /** The paper's counts, whatever holds the weights: a mean image's numbers are none. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FOLDED")
  void reportCountsTheWeightsAndNothingElse(WeightStorage weights) throws IOException {
    Path own = Files.createTempDirectory(folder, "counted");
    Model random = Model.random("lenet-bn", 28, own);
    List<Float> mean = Collections.nCopies(28 * 28, 0.25f);
    var preprocessing = new Preprocessing(28, 28, null, 1, mean, List.of(0.5f));
    Model model = new Model(random.network(), preprocessing, random.checkpoint());
    Path version = model.export(weights, own);
    try (GraphSource source =
        GraphSource.savedModel(version, "serving_default", Feed.of(1, 28, 28))) {
      Row total = GraphReport.of(source).total();
      assertEquals(44_878, total.trainable());
      assertEquals(2 * (6 + 16 + 120 + 84), total.other()); // the moving means and variances
    }
  }

  /** Each of the four batch norms stands in the kernel and the bias of the layer before it. */
  @Test
  void foldedModelHasTheParametersOfTheNetworkWithoutBatchNorm() throws IOException {
    Path own = Files.createTempDirectory(folder, "folded");
    Path version = Model.random("lenet-bn", 28, own).export(WeightStorage.FOLDED, own);
    try (GraphSource source =
        GraphSource.savedModel(version, "serving_default", Feed.of(1, 28, 28))) {
      GraphReport report = GraphReport.of(source);
      assertEquals(156 + 2_416 + 30_840 + 10_164 + 850, report.total().trainable());
      assertEquals(0, report.total().other());
      assertEquals(281_640, report.total().macs());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FOLDED")
  void sameCheckpointIsExportedToTheSameBytes(WeightStorage weights) throws IOException {
    Path base = folder.resolve("twice-" + weights);
    String file =
        weights == WeightStorage.CONSTANTS
            ? "saved_model.pb"
            : "variables/variables.data-00000-of-00001";
    byte[] first = Files.readAllBytes(lenet.export(weights, base).resolve(file));
    assertArrayEquals(first, Files.readAllBytes(lenet.export(weights, base).resolve(file)));
  }

  /** Such as grad_a of MatMul, which a TensorFlow of 2022 does not know. */
  @Test
  void attributesThatHaveTheirDefaultAreLeftOut() throws IOException {
    Map<String, OpDef> known =
        TensorFlow.registeredOpList().getOpList().stream()
            .collect(Collectors.toMap(OpDef::getName, Function.identity()));
    MetaGraphDef meta =
        SavedModel.parseFrom(Files.readAllBytes(exported.resolve("saved_model.pb")))
            .getMetaGraphs(0);
    assertTrue(meta.getMetaInfoDef().getStrippedDefaultAttrs());
    List<NodeDef> nodes = new ArrayList<>(meta.getGraphDef().getNodeList());
    meta.getGraphDef()
        .getLibrary()
        .getFunctionList()
        .forEach(function -> nodes.addAll(function.getNodeDefList()));
    for (NodeDef node : nodes) {
      for (OpDef.AttrDef attribute : known.get(node.getOp()).getAttrList()) {
        if (attribute.hasDefaultValue() && node.containsAttr(attribute.getName())) {
          assertNotEquals(
              attribute.getDefaultValue(), node.getAttrOrThrow(attribute.getName()), node.getOp());
        }
      }
    }
    assertTrue(nodes.stream().anyMatch(node -> node.getOp().equals("MatMul")));
  }

  /** Whether an op trains, starts a variable, draws by chance, reads data or writes summaries. */
  private static boolean isStray(GraphOperation op) {
    boolean saver = op.name().startsWith("save/");
    return op.type().startsWith("Assign") && !saver
        || op.type().matches(".*(Apply|Random|Grad|Backprop|Truncated|Dataset|Iterator|Summary).*")
        || op.type().matches("Dropout|NoOp") && !saver;
  }

  @Test
  void metaGraphIsTaggedForServing() throws IOException {
    try (SavedModelBundle bundle = SavedModelBundle.load(exported.toString(), "serve")) {
      MetaGraphDef meta = bundle.metaGraphDef();
      assertEquals(List.of("serve"), List.copyOf(meta.getMetaInfoDef().getTagsList()));
      var signature = meta.getSignatureDefOrThrow("serving_default");
      assertEquals("tensorflow/serving/predict", signature.getMethodName());
      assertEquals(List.of("images"), List.copyOf(signature.getInputsMap().keySet()));
      assertEquals(
          Set.of("logits", "probabilities", "classes"), signature.getOutputsMap().keySet());
      var shape = signature.getInputsOrThrow("images").getTensorShape();
      assertEquals(
          List.of(-1L, -1L, -1L, 1L), shape.getDimList().stream().map(d -> d.getSize()).toList());
    }
  }

  @Test
  void labelsTravelWithTheModel() throws IOException {
    assertEquals(Model.LABELS, Files.readAllLines(exported.resolve("assets/labels.txt")));
  }

  @Test
  void versionsCountUpFromTheHighest() throws IOException {
    Path base = folder.resolve("versions");
    assertEquals(base.resolve("1"), lenet.export(base));
    assertEquals(base.resolve("2"), lenet.export(base));
    Files.createDirectory(base.resolve("9"));
    assertEquals(base.resolve("10"), lenet.export(base));
    Files.createDirectory(base.resolve("1764504000")); // seconds, as TensorFlow Serving's may be
    Path newest = lenet.export(base);
    assertEquals(base.resolve("1764504001"), newest);
    assertEquals(newest, ModelVersions.newest(base));
  }

  @Test
  void exportedFolderMayBeReadByWhoeverMayReadNewFolders() throws IOException {
    Path usual = Files.createDirectory(folder.resolve("usual"));
    assertEquals(Files.getPosixFilePermissions(usual), Files.getPosixFilePermissions(exported));
  }

  @Test
  void missingCheckpointLeavesNoVersion() throws IOException {
    Path base = folder.resolve("no-checkpoint");
    Model model = new Model(lenet.network(), lenet.preprocessing(), folder.resolve("nothing"));
    IOException e = assertThrows(IOException.class, () -> model.export(base));
    assertTrue(e.getMessage().startsWith("the model was not exported to " + base), e.getMessage());
    assertEmpty(base);
  }

  @Test
  void checkpointOfAnotherNetworkLeavesNoVersion() throws IOException {
    Path base = folder.resolve("other-network");
    Model model = new Model(Zoo.get("lenet-caffe"), lenet.preprocessing(), lenet.checkpoint());
    assertThrows(IOException.class, () -> model.export(base));
    assertEmpty(base);
  }

  private static void assertEmpty(Path base) throws IOException {
    try (Stream<Path> left = Files.list(base)) {
      assertEquals(List.of(), left.toList());
    }
  }
}
