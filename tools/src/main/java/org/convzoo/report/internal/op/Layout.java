package org.convzoo.report.internal.op;

import java.util.List;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationAttributeInspector;

/** What the axes of a graph's maps are: [N,H,W,C] or [N,C,H,W]. */
public enum Layout {
  NHWC(1, 3),
  NCHW(2, 1);

  private static final Set<String> SAYING =
      Set.of("Conv2D", "DepthwiseConv2dNative", "MaxPool", "MaxPoolV2", "AvgPool");

  public final int rows;
  public final int columns;
  final int channels;

  Layout(int rows, int channels) {
    this.rows = rows;
    this.columns = rows + 1;
    this.channels = channels;
  }

  /** The one that the first op says that has to say it. */
  public static Layout of(List<GraphOperation> operations) {
    return operations.stream()
        .filter(op -> SAYING.contains(op.type()))
        .findFirst()
        .flatMap(
            op -> Attributes.find(op, "data_format", OperationAttributeInspector::getAttrString))
        .filter("NCHW"::equals)
        .map(nchw -> NCHW)
        .orElse(NHWC);
  }

  /** Whether this is a batch of maps. */
  public static boolean isMap(Operand<?> operand) {
    return operand.shape().numDimensions() == 4;
  }
}
