package org.convzoo.train.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.convzoo.ops.Variables;
import org.convzoo.train.internal.replica.DevicePlan;
import org.convzoo.train.internal.replica.TrainingBatch;
import org.convzoo.train.recipe.Changes;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * In no step does a variable change beside another use of it: so the same step is the same to the
 * bit however threads take turns.
 */
class StepOrderTest {

  private static final DevicePlan TWO = DevicePlan.replicas(List.of("CPU:0", "CPU:1"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd",
        "sgd, momentum: 0.9",
        "nesterov, momentum: 0.9",
        "adam",
        "adamw",
        "rmsprop",
        "lars",
        "adagrad",
        "adagrad_da",
        "adadelta",
        "adamax",
        "nadam",
        "ftrl"
      })
  void optimizersMoveInOrder(String optimizer) {
    assertOrdered("lenet", "optimizer={name: " + optimizer + "}", DevicePlan.UNPLACED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lenet-bn | gradients={accumulate: 2, clip_norm: 0.5} ema_decay=0.9",
        "lenet-bn | batch_norm.synchronized=true",
        "googlenet | input.height=80 input.width=80",
        "alexnet | optimizer={name: sgd, momentum: 0.9}",
      })
  void everyPartOfAStepIsInOrder(String network, String changes) {
    assertOrdered(network, changes, DevicePlan.UNPLACED);
    assertOrdered(network, changes, TWO);
  }

  @Test
  void towersAreInOrder() {
    DevicePlan towers = DevicePlan.towers(List.of("CPU:0", "CPU:1"));
    assertOrdered("alexnet", "optimizer={name: sgd, momentum: 0.9}", towers);
  }

  /** What is looked for is found: two that count at once, and one that reads while another does. */
  @Test
  void usesSideBySideAreFound() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var count = tf.withName("count").variable(Shape.scalar(), TInt64.class);
      var first = tf.withName("first").assignAdd(count, tf.constant(1L));
      var second = tf.withName("second").assignAdd(count, tf.constant(1L));
      var read = tf.withName("read").math.neg(tf.withName("handed").identity(count));
      var last = tf.withControlDependencies(List.of(first, second, read)).assign(count, read);
      assertEquals(
          Set.of(
              "first and handed: count",
              "first and read: count",
              "first and second: count",
              "handed and second: count",
              "read and second: count"),
          UnorderedUses.of(graph.toGraphDef(), Set.of(last.op().name())));
    }
  }

  private static void assertOrdered(String network, String changes, DevicePlan devices) {
    Recipe recipe = recipe(network, changes);
    try (Graph graph = new Graph()) {
      Variables variables = Variables.starting(graph, recipe.initialization());
      TrainingBatch batch = batch(variables.root().withSubScope("data"), recipe);
      var training = new TrainingGraph(variables, recipe, batch, 10, 1, devices);
      for (int step = 0; step < 2; step++) {
        Set<String> run =
            Stream.concat(
                    Stream.of(training.train(step).op().name()),
                    training.heads().stream()
                        .flatMap(head -> Stream.of(head.loss(), head.answers().right()))
                        .map(operand -> operand.op().name()))
                .collect(Collectors.toSet());
        assertEquals(Set.of(), UnorderedUses.of(graph.toGraphDef(), run), "step " + step);
      }
    }
  }

  private static Recipe recipe(String network, String changes) {
    return Recipes.shipped(
        network, network.equals("lenet-bn") ? "quick" : "default", Changes.of(changes));
  }

  private static TrainingBatch batch(Ops tf, Recipe recipe) {
    var size = recipe.size();
    Shape shape = Shape.of(-1, size.height(), size.width(), size.channels());
    Operand<TFloat32> images = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
    Operand<TInt32> labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    Operand<TInt64> whole = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    return new TrainingBatch(images, labels, whole);
  }
}
