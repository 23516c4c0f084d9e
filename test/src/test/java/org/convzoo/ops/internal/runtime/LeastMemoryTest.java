package org.convzoo.ops.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Bytes of floats, of 4 each. */
class LeastMemoryTest {

  @Test
  void variablesAreThereBesidesTheLargestOutput() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var variable = tf.variable(Shape.of(1000), TFloat32.class);
      var images = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 1000)));
      var sums = tf.math.add(images, variable);
      double batchOfThree = 4 * (1000 + 3 * 1000);
      assertEquals(batchOfThree, LeastMemory.of(graph, sums, List.of(sums), 3));
    }
  }
}
