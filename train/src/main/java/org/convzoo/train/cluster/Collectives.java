package org.convzoo.train.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * Operations in which all processes of a cluster take part. Each process builds the same ones in
 * the same order, in one graph or several: they find each other by their numbers.
 *
 * <p>Sums go round in a ring. How tensors are put into {@link Buckets} decides about the last bits
 * of a sum.
 */
public final class Collectives {

  private static final int GROUP = 1;

  /** The number of a type by reference, as variables have it, is the type's and so many. */
  private static final int REFERENCE = 100;

  private final int processes;
  private int number;

  Collectives(int processes) {
    this.processes = processes;
  }

  /** Builds the sum of a tensor over all processes. */
  public <T extends TNumber> Operand<T> sum(Ops tf, Operand<T> own) {
    return reduce(tf, own, "Add");
  }

  /** Builds the least of a tensor's numbers over all processes, place by place. */
  public <T extends TNumber> Operand<T> least(Ops tf, Operand<T> own) {
    return reduce(tf, own, "Min");
  }

  /** Builds the greatest of a tensor's numbers over all processes, place by place. */
  public <T extends TNumber> Operand<T> greatest(Ops tf, Operand<T> own) {
    return reduce(tf, own, "Max");
  }

  /**
   * Builds the sums of tensors over all processes, bucket by bucket.
   *
   * @param own of known shapes
   */
  public <T extends TNumber> List<Operand<T>> sums(Ops tf, List<Operand<T>> own) {
    return Buckets.of(own, Collectives::size).stream()
        .flatMap(bucket -> bucket(tf, bucket).stream())
        .toList();
  }

  private <T extends TNumber> List<Operand<T>> bucket(Ops tf, List<Operand<T>> own) {
    if (own.size() == 1) { // ConcatV2 wants two
      return List.of(large(tf, own.get(0)));
    }
    Operand<TInt32> flat = tf.constant(new int[] {-1});
    List<Operand<T>> rows = new ArrayList<>();
    own.forEach(each -> rows.add(tf.reshape(each, flat)));
    Operand<T> sum = sum(tf, tf.concat(rows, tf.constant(0)));
    long[] sizes = own.stream().mapToLong(Collectives::size).toArray();
    var parts = tf.splitV(sum, tf.constant(sizes), tf.constant(0), (long) sizes.length).output();
    List<Operand<T>> sums = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      sums.add(tf.reshape(parts.get(i), tf.constant(own.get(i).shape())));
    }
    return sums;
  }

  /** Sums up a tensor by its rows, as many as fill a bucket at a time. */
  private <T extends TNumber> Operand<T> large(Ops tf, Operand<T> own) {
    int[] rows = Buckets.rows(own.shape());
    if (rows.length == 1) {
      return sum(tf, own);
    }
    Operand<TInt32> first = tf.constant(0);
    List<Operand<T>> sums = new ArrayList<>();
    tf.splitV(own, tf.constant(rows), first, (long) rows.length)
        .output()
        .forEach(part -> sums.add(sum(tf, part)));
    return tf.concat(sums, first);
  }

  /**
   * Builds an assignment of the chief's value to the same variable of all others.
   *
   * @param variable of a known shape
   */
  public <T extends TType> Op fromChief(Ops tf, Operand<T> variable, boolean isChief) {
    OperationBuilder builder =
        tf.scope()
            .opBuilder(isChief ? "CollectiveBcastSendV2" : "CollectiveBcastRecvV2", "FromChief");
    if (isChief) {
      builder.addInput(variable.asOutput());
    }
    identify(tf, builder);
    if (isChief) {
      Operand<T> sent = builder.build().output(0);
      return tf.withControlDependencies(List.of(sent)).noOp();
    }
    builder.addInput(tf.constant(variable.shape()).asOutput());
    builder.setAttr(
        "T", DataType.forNumber(variable.asOutput().dataType().getNumber() % REFERENCE));
    return tf.assign(variable, builder.build().output(0));
  }

  private <T extends TNumber> Operand<T> reduce(Ops tf, Operand<T> own, String by) {
    OperationBuilder builder = tf.scope().opBuilder("CollectiveReduceV2", "AllReduce");
    builder.addInput(own.asOutput());
    identify(tf, builder);
    builder.addInputList(new Output<?>[0]);
    builder.setAttr("merge_op", by).setAttr("final_op", "Id");
    return builder.build().output(0);
  }

  private void identify(Ops tf, OperationBuilder builder) {
    number++;
    builder.addInput(tf.constant(processes).asOutput());
    builder.addInput(tf.constant(GROUP).asOutput());
    builder.addInput(tf.constant(number).asOutput());
    builder.setAttr("communication_hint", "ring");
  }

  private static long size(Operand<?> operand) {
    Shape shape = operand.shape();
    return LongStream.of(shape.asArray()).reduce(1, Math::multiplyExact);
  }
}
