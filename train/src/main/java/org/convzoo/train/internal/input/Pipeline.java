package org.convzoo.train.internal.input;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.convzoo.ops.internal.runtime.UntunedDataset;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.data.ParallelMapDataset;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * A tf.data dataset while it is built: a row of elements without an end, each of a few tensors.
 *
 * @param captured what every function sees beside its element, the same for all elements
 */
record Pipeline(
    Ops tf,
    List<? extends Operand<?>> captured,
    Operand<? extends TType> dataset,
    List<Class<? extends TType>> types,
    List<Shape> shapes) {

  /** Builds what a function makes of an element's tensors and then the captured ones. */
  interface Body extends BiFunction<Ops, List<Operand<?>>, List<? extends Operand<?>>> {}

  /** The numbers from {@code first}, a scalar, on. */
  static Pipeline from(Ops tf, Operand<TInt64> first, List<? extends Operand<?>> captured) {
    List<Class<? extends TType>> types = List.of(TInt64.class);
    List<Shape> shapes = List.of(Shape.scalar());
    var last = tf.constant(Long.MAX_VALUE);
    var range = tf.data.rangeDataset(first, last, tf.constant(1L), types, shapes);
    return new Pipeline(tf, captured, range, types, shapes);
  }

  /** Makes one element after the other into another. */
  Pipeline map(Body body) {
    try (Function made = function(body)) {
      return with(
          tf.data.mapDataset(
              dataset, List.copyOf(captured), made.function, made.types, made.shapes),
          made.types,
          made.shapes);
    }
  }

  /**
   * Makes {@code parallel} elements at a time into others, which keep their order: each by one
   * thread, which knows no switches, only functions to choose from.
   */
  Pipeline map(int parallel, Body body) {
    try (Function made = function(body)) {
      return with(
          tf.data.parallelMapDataset(
              dataset,
              List.copyOf(captured),
              tf.constant((long) parallel),
              made.function,
              made.types,
              made.shapes,
              ParallelMapDataset.deterministic("true"),
              ParallelMapDataset.useInterOpParallelism(false)),
          made.types,
          made.shapes);
    }
  }

  /** Takes elements apart along their first axis, which is the same for all tensors of one. */
  Pipeline unbatch() {
    List<Shape> single = shapes.stream().map(Shape::tail).toList();
    return with(tf.data.unbatchDataset(dataset, types, single), types, single);
  }

  /** Puts {@code size} elements at a time together, along a first axis. */
  Pipeline batch(int size) {
    List<Shape> batched = shapes.stream().map(shape -> shape.prepend(size)).toList();
    var whole = tf.constant(true);
    return with(
        tf.data.batchDataset(dataset, tf.constant((long) size), whole, types, batched),
        types,
        batched);
  }

  /** Keeps {@code elements} ready. */
  Pipeline prefetch(int elements) {
    var ahead = tf.data.prefetchDataset(dataset, tf.constant((long) elements), types, shapes);
    return with(ahead, types, shapes);
  }

  private Pipeline with(
      Operand<? extends TType> next, List<Class<? extends TType>> types, List<Shape> shapes) {
    return new Pipeline(tf, captured, next, types, shapes);
  }

  /**
   * A place in the row.
   *
   * @param start goes to the first element
   * @param next the tensors of the next element
   */
  record Reader(Op start, List<? extends Operand<?>> next) {}

  /** Builds a reader. */
  Reader reader() {
    var iterator = tf.data.iterator("", "", types, shapes);
    return new Reader(
        tf.data.makeIterator(UntunedDataset.of(tf, dataset, types, shapes), iterator),
        tf.data.iteratorGetNext(iterator, types, shapes).components());
  }

  private record Function(
      ConcreteFunction function, List<Class<? extends TType>> types, List<Shape> shapes)
      implements AutoCloseable {

    @Override
    public void close() {
      function.close();
    }
  }

  private Function function(Body body) {
    try (Graph graph = new Graph()) {
      Ops inner = Ops.create(graph);
      List<Operand<?>> inputs = new ArrayList<>();
      for (int i = 0; i < types.size(); i++) {
        inputs.add(inner.placeholder(types.get(i), Placeholder.shape(shapes.get(i))));
      }
      for (Operand<?> other : captured) {
        inputs.add(inner.placeholder(other.type(), Placeholder.shape(other.shape())));
      }
      List<? extends Operand<?>> outputs = body.apply(inner, List.copyOf(inputs));
      Signature.Builder signature = Signature.builder();
      for (int i = 0; i < inputs.size(); i++) {
        signature.input("input" + i, inputs.get(i));
      }
      for (int i = 0; i < outputs.size(); i++) {
        signature.output("output" + i, outputs.get(i));
      }
      return new Function(
          ConcreteFunction.create(signature.build(), graph),
          outputs.stream().<Class<? extends TType>>map(Operand::type).toList(),
          outputs.stream().map(Operand::shape).toList());
    }
  }
}
