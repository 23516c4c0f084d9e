package org.convzoo.train.internal.input;

import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.image.Pixels;
import org.convzoo.train.data.ImageSet;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** Single images of a set, as they are there. */
public final class Pictures implements AutoCloseable {

  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final Content content;
  private final Placeholder<TInt64> number;
  private final Operand<TString> png;
  private final Operand<?> truth;

  /**
   * Builds what reads them.
   *
   * @param images closed by others
   */
  public Pictures(ImageSet images) {
    Ops tf = Ops.create(graph);
    content = new Content(tf, images);
    number = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    Sample sample = images.sample(tf, content.operands(), number);
    var bytes = tf.dtypes.cast(Pixels.floats(tf, sample.image()), TUint8.class);
    png = tf.image.encodePng(bytes);
    truth = sample.truth();
  }

  /** Returns an image as a PNG file. */
  public byte[] png(int of) {
    try (Result result = read(of, png)) {
      return ((TString) result.get(0)).asBytes().getObject();
    }
  }

  /** Returns an image's label, where it has one. */
  int label(int of) {
    try (Result result = read(of, truth)) {
      return ((TInt32) result.get(0)).getInt();
    }
  }

  private Result read(int of, Operand<?> what) {
    try (TInt64 at = TInt64.scalarOf(of)) {
      return content.feed(session.runner().feed(number, at)).fetch(what).run();
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
