package org.convzoo.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.convzoo.report.flow.ReceptiveFields;
import org.convzoo.report.internal.op.FieldExtent;
import org.convzoo.report.internal.op.ReceptiveField;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A graph of a few ops on maps of one channel, all of whose weights are 1. */
public final class Sketch implements AutoCloseable {

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Operand<TFloat32> image;

  /** An image of this height and width; -1 stands for any. */
  public Sketch(long height, long width) {
    image = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, height, width, 1)));
  }

  /** An image of any size. */
  public Sketch() {
    this(-1, -1);
  }

  Graph graph() {
    return graph;
  }

  public Ops tf() {
    return tf;
  }

  public Operand<TFloat32> image() {
    return image;
  }

  public Operand<TFloat32> conv(
      Operand<TFloat32> x, int height, int width, long stride, String padding) {
    return tf.nn.conv2d(x, ones(height, width), List.of(1L, stride, stride, 1L), padding);
  }

  public Operand<TFloat32> conv(Operand<TFloat32> x, int kernel, long stride, String padding) {
    return conv(x, kernel, kernel, stride, padding);
  }

  public Operand<TFloat32> maxPool(Operand<TFloat32> x, int size, int stride, String padding) {
    Operand<TInt32> window = tf.constant(new int[] {1, size, size, 1});
    return tf.nn.maxPool(x, window, tf.constant(new int[] {1, stride, stride, 1}), padding);
  }

  /** A kernel of ones from one channel to one. */
  public Operand<TFloat32> ones(int height, int width) {
    float[] values = new float[height * width];
    Arrays.fill(values, 1);
    return tf.constant(Shape.of(height, width, 1, 1), DataBuffers.of(values));
  }

  /** Zeros above and on the left, and below and on the right. */
  public Operand<TFloat32> pad(Operand<TFloat32> x, int before, int after) {
    int[][] amounts = {{0, 0}, {before, after}, {before, after}, {0, 0}};
    return tf.pad(x, tf.constant(amounts), tf.constant(0f));
  }

  public ReceptiveFields fields() {
    List<GraphOperation> operations = new ArrayList<>();
    graph.operations().forEachRemaining(operations::add);
    return ReceptiveFields.of(image.asOutput(), operations);
  }

  public ReceptiveField field(Operand<?> end) {
    return fields().at(end.op()).orElseThrow();
  }

  /** Like 11/8/5: size, stride and padding, where rows and columns agree. */
  public String square(Operand<?> end) {
    ReceptiveField field = field(end);
    return field.rows().equals(field.columns()) ? text(field.rows()) : "rows are not columns";
  }

  public static String text(FieldExtent reach) {
    return String.join(
        "/", Stream.of(reach.size(), reach.stride(), reach.padding()).map(Sketch::text).toList());
  }

  private static String text(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  @Override
  public void close() {
    graph.close();
  }
}
