package org.convzoo.train.step;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** TensorBoard's event files, written by TensorFlow's own summary ops. */
public final class Summaries {

  private static final int QUEUE = 100;
  private static final int FLUSH_MILLIS = 5_000;

  private final Placeholder<TInt64> step;
  private final Map<String, Placeholder<TFloat32>> values = new LinkedHashMap<>();
  private final Map<String, Op> writes = new LinkedHashMap<>();
  private final Op open;
  private final Op flush;

  /** Builds a writer into {@code folder} for scalars of these tags. */
  public Summaries(Ops tf, Path folder, List<String> tags) {
    var writer = tf.summary.summaryWriter();
    open =
        tf.summary.createSummaryFileWriter(
            writer,
            tf.constant(folder.toString()),
            tf.constant(QUEUE),
            tf.constant(FLUSH_MILLIS),
            tf.constant(""));
    flush = tf.summary.flushSummaryWriter(writer);
    step = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    for (String tag : tags) {
      var value = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      values.put(tag, value);
      writes.put(tag, tf.summary.writeScalarSummary(writer, step, tf.constant(tag), value));
    }
  }

  public void open(Session session) {
    session.runner().addTarget(open).run().close();
  }

  /** Writes one point of each curve named. */
  public void write(Session session, long at, Map<String, Double> points) {
    List<TFloat32> fed = new ArrayList<>();
    Session.Runner runner = session.runner();
    TInt64 number = TInt64.scalarOf(at);
    runner.feed(step, number);
    for (Map.Entry<String, Double> point : points.entrySet()) {
      TFloat32 value = TFloat32.scalarOf(point.getValue().floatValue());
      fed.add(value);
      runner.feed(values.get(point.getKey()), value).addTarget(writes.get(point.getKey()));
    }
    try {
      runner.run().close();
    } finally {
      number.close();
      fed.forEach(TFloat32::close);
    }
  }

  public void flush(Session session) {
    session.runner().addTarget(flush).run().close();
  }
}
