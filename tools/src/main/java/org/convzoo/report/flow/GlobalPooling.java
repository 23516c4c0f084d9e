package org.convzoo.report.flow;

import org.convzoo.report.internal.op.OperationTypes;
import org.convzoo.report.internal.op.Sizes;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;

/** Global average pooling, which is a mean over each whole map. */
public final class GlobalPooling {

  private GlobalPooling() {}

  /** Returns what an operation is called in reports and drawings. */
  public static String kind(GraphOperation op) {
    return op.type().equals("Mean") && overMap(op) ? "global avg pool" : OperationTypes.kind(op);
  }

  private static boolean overMap(GraphOperation mean) {
    Shape map = mean.input(0).shape();
    return map.numDimensions() == 4
        && Sizes.isKnown(mean.output(0))
        && mean.output(0).shape().size() == map.get(0) * map.get(3);
  }
}
