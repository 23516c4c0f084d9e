package org.convzoo.train;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.convzoo.ops.Variables;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** Networks of a thousand layers: what is drawn for each layer must not read all the others. */
class DeepNetworksTest {

  private static final int BATCH = 2;

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"preresnet1001", "resnet1202"})
  void trainingGraphIsDrawnInUnderAMinuteAndTakesAStep(String name) {
    Recipe recipe = Recipes.shipped(name, "default", Map.of());
    try (Graph graph = new Graph()) {
      Variables variables = Variables.starting(graph, recipe.initialization());
      TrainingGraph training =
          assertTimeout(
              Duration.ofSeconds(60),
              () -> new TrainingGraph(variables, recipe, images(variables), 10, 1, List.of()));
      Operand<TFloat32> firstKernel = variables.trainable().get(0).value();
      try (Session session = new Session(graph, withoutGraphOptimizer())) {
        session.initialize();
        float[] before = value(session, firstKernel);
        try (Result result =
            session.runner().addTarget(training.train()).fetch(training.loss()).run()) {
          assertTrue(Float.isFinite(((TFloat32) result.get(0)).getFloat()));
        }
        float[] after = value(session, firstKernel);
        assertFalse(Arrays.equals(before, after), "the first layer has moved");
        for (float weight : after) {
          assertTrue(Float.isFinite(weight));
        }
      }
    }
  }

  private static TrainingGraph.Source images(Variables variables) {
    Ops tf = variables.root().withSubScope("data");
    var shape = tf.constant(Shape.of(BATCH, 32, 32, 1));
    var images = tf.random.statelessRandomUniform(shape, tf.constant(new long[] {1, 2}));
    return new TrainingGraph.Source(images, tf.constant(new int[] {3, 7}));
  }

  /** Which takes longer over such a graph than two steps do. */
  private static ConfigProto withoutGraphOptimizer() {
    ConfigProto.Builder config = ConfigProto.newBuilder();
    config.getGraphOptionsBuilder().getRewriteOptionsBuilder().setDisableMetaOptimizer(true);
    return config.build();
  }

  private static float[] value(Session session, Operand<TFloat32> operand) {
    try (Result result = session.runner().fetch(operand).run()) {
      TFloat32 tensor = (TFloat32) result.get(0);
      float[] values = new float[(int) tensor.size()];
      tensor.asRawTensor().data().asFloats().read(values);
      return values;
    }
  }
}
