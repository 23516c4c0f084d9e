package org.convzoo.train.cluster;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.convzoo.ops.internal.runtime.InputEdge;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A sum over all processes through which gradients flow. TensorFlow has no gradient of its
 * collectives, so it is built as a product by one, whose gradient is a product by one, too. When
 * gradients are there, both are made to read a sum over all processes: of what each has, and of
 * what the gradients by the sum are in each.
 */
final class DifferentiableSum {

  private final Ops tf;
  private final Operand<TFloat32> own;
  private final Operand<TFloat32> one;
  private final Operand<TFloat32> product;

  /** Builds the product. */
  DifferentiableSum(Ops tf, Operand<TFloat32> own) {
    this.tf = tf;
    this.own = own;
    this.one = tf.constant(1f);
    this.product = tf.math.mul(own, one);
  }

  /** What the sum will be. */
  Operand<TFloat32> output() {
    return product;
  }

  /** Builds the sums, in the same order in all processes. */
  void connect(Collectives across) {
    List<GraphOperation> products = products();
    if (products.size() != 2) {
      throw new IllegalStateException(
          "a sum over processes has %d gradients".formatted(products.size() - 1));
    }
    InputEdge.replace(product.op(), 0, across.sum(tf, own));
    for (GraphOperation each : products) {
      if (!each.equals(product.op())) {
        InputEdge.replace(each, 0, across.sum(tf, each.input(0).<TFloat32>expect(TFloat32.class)));
      }
    }
  }

  /** The products by this one: the own, and that of its gradient. */
  private List<GraphOperation> products() {
    List<GraphOperation> products = new ArrayList<>();
    Graph graph = (Graph) tf.scope().env();
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      GraphOperation op = all.next();
      if (op.type().equals("Mul") && op.input(1).op().equals(one.op())) {
        products.add(op);
      }
    }
    return products;
  }
}
