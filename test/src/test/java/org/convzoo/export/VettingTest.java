package org.convzoo.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.convzoo.export.scan.ModelScan;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variables;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.types.TFloat32;

/** Models that do more than a network: none is loaded, and nothing of it is run. */
class VettingTest {

  @TempDir static Path folder;
  private static Path model;

  @BeforeAll
  static void export() throws IOException {
    Model lenet = Model.random("lenet", 28, Files.createDirectory(folder.resolve("checkpoint")));
    model = lenet.export(WeightStorage.VARIABLES, folder.resolve("lenet"));
  }

  private static Path tampered(String name, Consumer<MetaGraphDef.Builder> change) {
    return Tampered.copy(model, folder.resolve(name), change);
  }

  private static void assertRefused(String why, Path changed) {
    IOException e = assertThrows(UntrustedModelException.class, () -> Predictor.load(changed));
    assertEquals(
        "%s is not loaded, for it is more than a network: %s".formatted(changed, why),
        e.getMessage());
  }

  @Test
  void ownModelIsLoaded() throws IOException {
    Predictor.load(model).close();
  }

  /** Trusted it does write, so that there is something to be refused. */
  @Test
  void fileThatAnInitialiserWritesIsNotWritten() throws IOException {
    Path target = folder.resolve("by-initialiser");
    Path changed = tampered("initialiser", meta -> {});
    Tampered.writeWhenLoaded(changed, target);
    assertRefused("its operation write is a WriteFile", changed);
    assertFalse(Files.exists(target));
    Predictor.trust(changed).close();
    assertEquals("written", Files.readString(target));
  }

  @Test
  void operationThatNothingReachesIsRefusedToo() {
    Path target = folder.resolve("by-nothing");
    assertRefused(
        "its operation write is a WriteFile",
        tampered("plain", meta -> Tampered.addWriting(meta.getGraphDefBuilder(), target)));
    assertFalse(Files.exists(target));
  }

  @Test
  void functionsAreLookedThrough() {
    FunctionDef function =
        FunctionDef.newBuilder()
            .setSignature(OpDef.newBuilder().setName("innocent"))
            .addNodeDef(Tampered.node("inner", "WriteFile", "a", "b"))
            .build();
    assertRefused(
        "its operation inner is a WriteFile",
        tampered(
            "function",
            meta -> meta.getGraphDefBuilder().getLibraryBuilder().addFunction(function)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ReadFile",
        "MatchingFiles",
        "PyFunc",
        "PyFuncStateless",
        "EagerPyFunc",
        "PrintV2",
        "Abort",
        "ImmutableConst",
        "DebugIdentity",
        "InitializeTableFromTextFileV2",
        "TextLineDataset",
        "DecodeProtoV2",
        "RemoteCall",
        "CollectiveReduceV2",
        "Save",
        "NoSuchOperation"
      })
  void whatReachesOutIsRefused(String op) {
    assertRefused(
        "its operation x is a " + op,
        tampered(op, meta -> meta.getGraphDefBuilder().addNode(Tampered.node("x", op))));
  }

  /** Every export can save its variables; here loading would, to where the graph says. */
  @Test
  void savingIsOutOfReach() {
    assertRefused(
        "its operation mine is a SaveV2",
        tampered(
            "saving",
            meta -> {
              addSaving(meta.getGraphDefBuilder());
              Tampered.initialize(meta, "mine");
            }));
  }

  private static void addSaving(GraphDef.Builder graph) {
    graph.addNode(Tampered.string("to", folder.resolve("saved").toString()));
    graph.addNode(
        Tampered.first(graph, "SaveV2").build().toBuilder().setName("mine").setInput(0, "to"));
  }

  @Test
  void restoringIsNoSaving() {
    assertRefused(
        "its operation mine is a SaveV2",
        tampered(
            "swapped",
            meta -> {
              addSaving(meta.getGraphDefBuilder());
              meta.getSaverDefBuilder().setRestoreOpName("mine");
            }));
  }

  /** TensorFlow may call it in the place of another. */
  @Test
  void functionThatImplementsAnotherDoesNotSave() {
    FunctionDef function =
        FunctionDef.newBuilder()
            .setSignature(OpDef.newBuilder().setName("innocent"))
            .putAttr("api_implements", AttrValue.getDefaultInstance())
            .addNodeDef(Tampered.node("inner", "SaveV2", "a", "b", "c"))
            .build();
    assertRefused(
        "its operation inner is a SaveV2",
        tampered(
            "implementing",
            meta -> meta.getGraphDefBuilder().getLibraryBuilder().addFunction(function)));
  }

  @Test
  void variablesAreRestoredFromTheModelAlone() {
    assertRefused(
        "its operation %s is a RestoreV2".formatted(restore(model)),
        tampered(
            "restoring",
            meta -> {
              GraphDef.Builder graph = meta.getGraphDefBuilder();
              graph.addNode(Tampered.string("from", "/elsewhere/variables"));
              Tampered.first(graph, "RestoreV2").setInput(0, "from");
            }));
  }

  private static String restore(Path model) {
    try {
      GraphDef graph =
          SavedModel.parseFrom(Files.readAllBytes(model.resolve("saved_model.pb")))
              .getMetaGraphs(0)
              .getGraphDef();
      return Tampered.first(graph.toBuilder(), "RestoreV2").getName();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** TensorFlow would take it before saved_model.pb, which is what is looked through. */
  @Test
  void fileThatHidesAnotherGraphIsRefused() throws IOException {
    Path changed = tampered("split", meta -> {});
    Files.write(changed.resolve("saved_model.cpb"), new byte[] {1});
    assertRefused("there is a saved_model.cpb", changed);
  }

  private static SavedModel foreign(String name) throws IOException {
    try (InputStream in =
        VettingTest.class.getResourceAsStream(
            "/org/convzoo/report/%s/saved_model.pb".formatted(name))) {
      return SavedModel.parseFrom(in);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attention",
        "branching",
        "clip",
        "halving",
        "jpegs",
        "keras",
        "lookup",
        "lstm",
        "nested",
        "preprocessing",
        "shapeless",
        "swish",
        "tensorflow1"
      })
  void ordinaryModelsPass(String name) throws IOException {
    assertEquals(Optional.empty(), ModelScan.firstFinding(foreign(name)));
  }

  @Test
  void everyFamilyOfTheZooPasses() {
    Zoo.families()
        .forEach(
            (family, networks) -> {
              Network network = networks.get(0);
              Spec.Input size = network.spec().input();
              Shape shape = Shape.of(-1, size.height(), size.width(), size.channels());
              try (Graph graph = new Graph()) {
                Variables variables = Variables.restored(graph);
                var images = variables.root().placeholder(TFloat32.class, Placeholder.shape(shape));
                network.build(Layers.inference(variables), images, network.spec().classes());
                MetaGraphDef meta =
                    MetaGraphDef.newBuilder().setGraphDef(graph.toGraphDef()).build();
                SavedModel drawn = SavedModel.newBuilder().addMetaGraphs(meta).build();
                assertEquals(Optional.empty(), ModelScan.firstFinding(drawn), family);
              }
            });
  }

  /** There a function restores, from the file that its caller names. */
  @Test
  void functionThatIsToldAnotherFileIsRefused() throws IOException {
    SavedModel.Builder keras = foreign("keras").toBuilder();
    MetaGraphDef.Builder meta = keras.getMetaGraphsBuilder(0);
    String call = meta.getSaverDef().getRestoreOpName();
    meta.getGraphDefBuilder().addNode(Tampered.string("from", "/elsewhere/variables"));
    meta.getGraphDefBuilder().getNodeBuilderList().stream()
        .filter(node -> node.getName().equals(call))
        .forEach(node -> node.setInput(0, "from"));
    String found = ModelScan.firstFinding(keras.build()).orElseThrow();
    assertTrue(found.endsWith(" is a RestoreV2"), found);
  }

  /** No name of a file, a machine or a program is an input or an attribute of what is allowed. */
  @Test
  void operationsThatAreAllowedNameNothingOutside() throws IOException {
    Map<String, OpDef> known =
        TensorFlow.registeredOpList().getOpList().stream()
            .collect(Collectors.toMap(OpDef::getName, Function.identity()));
    try (InputStream in = ModelScan.class.getResourceAsStream("operations.txt")) {
      String list = new String(in.readAllBytes());
      long seen =
          list.lines()
              .filter(line -> !line.startsWith("#") && !line.isEmpty())
              .flatMap(line -> Arrays.stream(line.split(" ")))
              .peek(
                  name -> {
                    OpDef op = known.get(name);
                    Stream.concat(
                            op.getInputArgList().stream().map(OpDef.ArgDef::getName),
                            op.getAttrList().stream().map(OpDef.AttrDef::getName))
                        .forEach(
                            word ->
                                assertFalse(
                                    word.matches(
                                        ".*(file|path|url|address|server|region|token|descriptor).*"),
                                    name + ": " + word));
                  })
              .count();
      assertTrue(seen > 300, seen + " are allowed");
    }
  }
}
