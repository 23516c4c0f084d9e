package org.convzoo.ops.internal.runtime;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.train.Restore;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** Reads the values of variables from a checkpoint's files, one at a time. */
public final class CheckpointReader implements AutoCloseable {

  private final Graph graph = new Graph();
  private final Session session;
  private final Operand<TString> name;
  private final Operand<TFloat32> value;

  /**
   * Opens a checkpoint; that its files are there is found out when they are read.
   *
   * @param prefix of its files
   */
  public CheckpointReader(String prefix) {
    Ops tf = Ops.create(graph);
    name = tf.placeholder(TString.class, Placeholder.shape(Shape.of(1)));
    Operand<TString> whole = tf.constant(NdArrays.vectorOfObjects(""));
    Restore restore = tf.train.restore(tf.constant(prefix), name, whole, List.of(TFloat32.class));
    value = restore.tensors().get(0).asOutput().expect(TFloat32.class);
    session = new Session(graph);
  }

  /**
   * Reads a variable.
   *
   * @return its value, for the caller to close
   * @throws org.tensorflow.exceptions.TensorFlowException if the checkpoint cannot be read, or has
   *     none of this name
   */
  public TFloat32 read(String variable) {
    try (TString names = TString.vectorOf(variable)) {
      Result result = session.runner().feed(name, names).fetch(value).run();
      return (TFloat32) result.get(0);
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
