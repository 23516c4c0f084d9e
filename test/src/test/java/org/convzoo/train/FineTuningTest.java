package org.convzoo.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.convzoo.UsageException;
import org.convzoo.export.Exporter;
import org.convzoo.export.Tampered;
import org.convzoo.export.WeightStorage;
import org.convzoo.graphs.Zoo;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Refusal;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.recipe.ImageInput;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.run.Run;
import org.convzoo.train.run.TinyRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Trainings that start from the weights of another: LeNet with batch norm, for an epoch. */
class FineTuningTest {

  private static final Map<String, String> SMALL =
      Map.of("epochs", "1", "batch_size", "20", "checkpoint.every", "0");

  @TempDir static Path folder;
  private static DataSet data;
  private static Run source;
  private static Map<String, float[]> learned;

  @BeforeAll
  static void trainTheSource() throws IOException {
    data = FashionMnist.find(SmallData.write(folder.resolve("data"), 100, 20));
    source = TinyRun.plan(folder.resolve("source"), "lenet-bn", SMALL);
    assertTrue(TinyRun.train(source, data, () -> false).finished());
    learned = weights(source);
  }

  private static Run plan(String name, Map<String, String> changes) throws IOException {
    Map<String, String> all = new HashMap<>(SMALL);
    all.put("init_from", source.folder().toString());
    all.put("seed", "9");
    all.putAll(changes);
    return TinyRun.plan(folder.resolve(name), "lenet-bn", all);
  }

  /** Returns the network's variables in the newest checkpoint. */
  private static Map<String, float[]> weights(Run run) throws IOException {
    Map<String, float[]> weights = new TreeMap<>();
    try (Graph graph = new Graph()) {
      Variables variables = Variables.restored(graph);
      ImageInput size = run.recipe().input();
      Shape shape = Shape.of(-1, size.height(), size.width(), 1);
      var images = variables.root().placeholder(TFloat32.class, Placeholder.shape(shape));
      Zoo.get(run.recipe().network()).build(Layers.inference(variables), images, 10);
      try (Session session = new Session(graph)) {
        try (var last = run.checkpoints().last(w -> {}).orElseThrow()) {
          session.restore(last.prefix());
        }
        for (Variable variable : variables.all()) {
          float[] values = new float[(int) variable.size()];
          try (Result result = session.runner().fetch(variable.value()).run()) {
            ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(values);
          }
          weights.put(variable.name(), values);
        }
      }
    }
    return weights;
  }

  /** Saves before the first step, and returns what was said to be new. */
  private static List<String> start(Run run) throws IOException {
    return start(run, data);
  }

  private static List<String> start(Run run, DataSet data) throws IOException {
    List<String> others = new ArrayList<>(List.of("not said"));
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void started(String from, List<String> names) {
            assertEquals(run.recipe().initFrom(), from);
            others.clear();
            others.addAll(names);
          }

          @Override
          public void warning(String message) {
            throw new AssertionError(message);
          }
        };
    try (Trainer trainer =
        new Trainer(
            run,
            data,
            run.recipe().optimizer(),
            new Hardware(Devices.Choice.CPU, 2),
            listener,
            () -> false)) {
      assertEquals(new TrainingOutcome(false, 0), trainer.run(0));
    }
    return others;
  }

  private static void assertSame(Map<String, float[]> expected, Map<String, float[]> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, value) -> assertArrayEquals(value, found.get(name), name));
  }

  @Test
  void allVariablesOfARunAreTaken() throws IOException {
    Run run = plan("from-run", Map.of());
    assertEquals(List.of(), start(run));
    assertSame(learned, weights(run));
  }

  private static Path export(String name, WeightStorage weights) throws IOException {
    try (var last = source.checkpoints().last(w -> {}).orElseThrow()) {
      var trained =
          new Exporter.Source(
              Zoo.get("lenet-bn"), source.preprocessing(), source.labels(), last.prefix(), null);
      return Exporter.export(trained, weights, folder.resolve(name));
    }
  }

  /** What told ten kinds of clothes apart knows nothing of ten digits. */
  @Test
  void lastLayerStartsAnewForOtherClassesEvenIfTheyAreAsMany() throws IOException {
    List<String> digits = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
    DataSet other = new DataSet("mnist", "", data.task(), data.training(), data.test(), digits);
    Map<String, Path> sources =
        Map.of("run", source.folder(), "model", export("clothes", WeightStorage.CONSTANTS));
    for (Map.Entry<String, Path> from : sources.entrySet()) {
      String name = "digits-from-" + from.getKey();
      Recipe recipe = plan(name, Map.of("init_from", from.getValue().toString())).recipe();
      Run run = new Run(folder.resolve(name), recipe, digits);
      assertEquals(List.of("fc5/kernel", "fc5/bias"), start(run, other));
      Map<String, float[]> found = weights(run);
      assertFalse(Arrays.equals(learned.get("fc5/kernel"), found.remove("fc5/kernel")));
      assertArrayEquals(new float[10], found.remove("fc5/bias"));
      Map<String, float[]> rest = new TreeMap<>(learned);
      rest.keySet().removeAll(List.of("fc5/kernel", "fc5/bias"));
      assertSame(rest, found);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FOLDED")
  void allVariablesOfASavedModelAreTaken(WeightStorage weights) throws IOException {
    Path model = export("model-" + weights, weights);
    Run run = plan("from-model-" + weights, Map.of("init_from", model.toString()));
    assertEquals(List.of(), start(run));
    assertSame(learned, weights(run));
  }

  @Test
  void foldedModelIsRefused() throws IOException {
    Path model = export("folded", WeightStorage.FOLDED);
    Run run = plan("from-folded", Map.of("init_from", model.toString()));
    UsageException e = assertThrows(UsageException.class, () -> start(run));
    assertEquals(
        model
            + " has its batch norms folded into other layers: start from its run, or from an export"
            + " that is not folded",
        e.getMessage());
  }

  /** What its graph would write when it is loaded is not written. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FOLDED")
  void modelWhoseVariablesAreTakenIsNotRun(WeightStorage weights) throws IOException {
    Path model = export("hostile-" + weights, weights);
    Path target = folder.resolve("written-" + weights);
    Tampered.writeWhenLoaded(model, target);
    Run run = plan("from-hostile-" + weights, Map.of("init_from", model.toString()));
    assertEquals(List.of(), start(run));
    assertSame(learned, weights(run));
    assertFalse(Files.exists(target));
  }

  /** At 32 pixels fc3 sees 5x5x16 numbers instead of 4x4x16. */
  @Test
  void variablesOfAnotherShapeStartAnew() throws IOException {
    Run run = plan("larger", Map.of("input.height", "32", "input.width", "32"));
    assertEquals(List.of("fc3/kernel"), start(run));
    Map<String, float[]> found = weights(run);
    assertEquals(400 * 120, found.remove("fc3/kernel").length);
    Map<String, float[]> rest = new TreeMap<>(learned);
    rest.remove("fc3/kernel");
    assertSame(rest, found);
  }

  @Test
  void frozenScopesStayAsTheyAreWithTheirStatistics() throws IOException {
    Run run = plan("frozen", Map.of("variables.frozen", "[conv1, conv2, fc3/kernel]"));
    assertTrue(TinyRun.train(run, data, () -> false).finished());
    weights(run)
        .forEach(
            (name, values) ->
                assertEquals(
                    name.matches("conv[12]/.*|fc3/kernel"),
                    Arrays.equals(learned.get(name), values),
                    name));
  }

  @Test
  void stoppedFineTuningNeedsItsSourceNoMore() throws IOException {
    Path copy = folder.resolve("copy");
    Files.move(folder.resolve("source"), copy);
    Map<String, String> changes =
        Map.of("init_from", copy.toString(), "variables.frozen", "conv1", "ema_decay", "0.9");
    Run straight = plan("straight", changes);
    assertTrue(TinyRun.train(straight, data, () -> false).finished());
    Run stopped = plan("stopped", changes);
    assertFalse(TinyRun.train(stopped, data, TinyRun.after(2)).finished());
    Files.move(copy, folder.resolve("source"));
    assertTrue(TinyRun.train(stopped, data, () -> false).finished());
    assertEquals(TinyRun.lastBits(straight.folder()), TinyRun.lastBits(stopped.folder()));
  }

  private static void assertRefused(String message, Map<String, String> changes)
      throws IOException {
    Run run = plan("refused", changes);
    assertEquals(message, Refusal.of(() -> TinyRun.train(run, data, () -> false)));
    assertFalse(Files.exists(run.folder()));
  }

  @Test
  void wrongWordsAreRefusedBeforeAFolderIsMade() throws IOException {
    assertRefused(
        "variables.frozen: there is no layer \"conv9\": did you mean conv1?",
        Map.of("variables.frozen", "conv9"));
    assertRefused(
        "variables.frozen leaves nothing to be trained",
        Map.of("variables.frozen", "[conv1, conv2, fc3, fc4, fc5]"));
    Path nowhere = folder.resolve("nowhere");
    assertRefused(
        nowhere + " is neither the directory of a run nor of a SavedModel",
        Map.of("init_from", nowhere.toString()));
  }

  @Test
  void weightsOfAnotherNetworkAreRefused() throws IOException {
    Run other = TinyRun.plan(folder.resolve("other"), "lenet-caffe", SMALL);
    TinyRun.train(other, data, () -> false);
    assertRefused(
        "no variable in %s has the name and shape of one of the network".formatted(other.folder()),
        Map.of("init_from", other.folder().toString()));
  }
}
