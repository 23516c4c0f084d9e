package org.convzoo.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.convzoo.ops.internal.runtime.CheckpointIndex;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.internal.types.registry.TensorTypeRegistry;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** What a training of GoogLeNet says of its heads: four images of 80 pixels, two a step. */
class AuxiliaryHeadsTest {

  private static final BooleanSupplier NEVER = () -> false;
  private static final Map<String, String> SMALL =
      Map.of(
          "input.height", "80",
          "input.width", "80",
          "batch_size", "2",
          "epochs", "1",
          "optimizer.name", "sgd",
          "checkpoint.every", "0");

  @TempDir static Path folder;
  private static DataSet data;
  private static Path straight;

  @BeforeAll
  static void trainOnce() throws IOException {
    data = FashionMnist.find(SmallData.write(folder.resolve("data"), 4, 2));
    straight = folder.resolve("straight");
    TinyRun.train(TinyRun.plan(straight, "googlenet", SMALL), data, NEVER);
  }

  @AfterAll
  static void close() {
    data.close();
  }

  @Test
  void eachHeadHasColumnsOfItsName() throws IOException {
    Map<String, Double> epoch = epoch(straight);
    assertEquals(
        "epoch,step,learning_rate,train_loss,train_accuracy,test_loss,test_accuracy,"
            + "auxiliary_4a_loss,auxiliary_4a_accuracy,auxiliary_4d_loss,auxiliary_4d_accuracy",
        TinyRun.metrics(straight).get(0));
    List<Double> losses = new ArrayList<>();
    for (String head : List.of("train", "auxiliary_4a", "auxiliary_4d")) {
      double right = 4 * epoch.get(head + "_accuracy");
      assertEquals(Math.rint(right), right, 1e-9, head);
      losses.add(epoch.get(head + "_loss"));
    }
    assertEquals(3, losses.stream().distinct().count(), losses.toString());
  }

  @Test
  void tensorBoardHasTheHeadsOfTheFirstStep() throws IOException {
    Map<String, Double> first = TinyRun.events(straight).get(0L);
    for (String head : List.of("", "auxiliary_4a_", "auxiliary_4d_")) {
      double right = 2 * first.get(head + "accuracy");
      assertEquals(Math.rint(right), right, 1e-9, head);
      assertTrue(first.get(head + "loss") > 0, head);
    }
    assertNotEquals(first.get("auxiliary_4a_loss"), first.get("auxiliary_4d_loss"));
  }

  @Test
  void runThatBeganBeforeHeadsWereToldApartGoesOnAsItWas() throws IOException {
    Path old = folder.resolve("old");
    Run run = TinyRun.plan(old, "googlenet", TinyRun.with(SMALL, "auxiliary_loss_weight", "0.5"));
    assertFalse(TinyRun.train(run, data, TinyRun.after(0)).finished());
    forgetHeads(old.resolve("checkpoints/0"), old.resolve("metrics.csv"));
    assertTrue(TinyRun.train(Run.open(old, Map.of()), data, NEVER).finished());
    Path now = folder.resolve("now");
    TinyRun.train(
        TinyRun.plan(now, "googlenet", TinyRun.with(SMALL, "auxiliary_loss_weight", "0.5")),
        data,
        NEVER);
    Map<String, Double> before = epoch(old);
    Map<String, Double> after = epoch(now);
    assertFalse(before.containsKey("auxiliary_4a_loss"));
    assertEquals(
        after.get("train_loss")
            + 0.5 * (after.get("auxiliary_4a_loss") + after.get("auxiliary_4d_loss")),
        before.get("train_loss"),
        1e-5);
    assertEquals(after.get("test_loss"), before.get("test_loss"), "of the same weights");
    assertNotEquals(epoch(straight).get("test_loss"), after.get("test_loss"), "of 0.3");
  }

  private static Map<String, Double> epoch(Path run) throws IOException {
    List<String> lines = TinyRun.metrics(run);
    assertEquals(2, lines.size());
    Map<String, Double> cells = new TreeMap<>();
    String[] names = lines.get(0).split(",");
    for (int i = 0; i < names.length; i++) {
      cells.put(names[i], Double.parseDouble(lines.get(1).split(",")[i]));
    }
    return cells;
  }

  /** Makes a checkpoint of step 0 what it was before: without the heads' sums and columns. */
  private static void forgetHeads(Path checkpoint, Path metrics) throws IOException {
    String prefix = checkpoint.resolve("variables").toString();
    List<String> kept = new ArrayList<>();
    List<Class<? extends TType>> types = new ArrayList<>();
    CheckpointIndex.tensors(Path.of(prefix + ".index"))
        .forEach(
            (name, tensor) -> {
              if (!name.contains("epoch_auxiliary")) {
                kept.add(name);
                types.add(TensorTypeRegistry.find(tensor.getDtype()).type());
              }
            });
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var names = strings(tf, kept);
      var whole = strings(tf, kept.stream().map(name -> "").toList());
      var values = tf.train.restore(tf.constant(prefix), names, whole, types).tensors();
      List<Operand<?>> read = new ArrayList<>();
      values.forEach(value -> read.add(value.asOutput()));
      var save = tf.train.save(tf.constant(prefix + "-old"), names, whole, read);
      try (Session session = new Session(graph)) {
        session.runner().addTarget(save).run().close();
      }
    }
    for (String end : List.of(".index", ".data-00000-of-00001")) {
      Files.delete(Path.of(prefix + end));
      Files.move(Path.of(prefix + "-old" + end), Path.of(prefix + end));
    }
    String header = Files.readString(metrics).replaceAll(",auxiliary_[^,]*", "");
    Files.writeString(metrics, header);
    Files.writeString(checkpoint.resolve("metrics.csv"), header);
    Files.delete(checkpoint.resolve("manifest.json"));
    Manifest.write(checkpoint, 0, null);
  }

  private static Operand<TString> strings(Ops tf, List<String> values) {
    return tf.constant(NdArrays.vectorOfObjects(values.toArray(String[]::new)));
  }
}
