package org.convzoo.report.flow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.report.internal.op.Sizes;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/**
 * A tensor that stands on one device and is read on another: it goes there once, however many
 * operations read it there.
 *
 * @param tensor its name
 * @param shape its shape
 * @param from the device of the operation that writes it, or {@link #FED}
 * @param to the device of those that read it
 * @param bytes its size, or 0 if its shape is not known
 */
public record Transfer(String tensor, Shape shape, String from, String to, long bytes) {

  /** Where a tensor comes from that is fed. */
  public static final String FED = "fed";

  /** The device of an operation that a graph gives none. */
  static final String NOWHERE = "no device";

  /**
   * Returns the device that a graph gives an operation, such as {@code GPU:1}, or with its task in
   * a cluster, such as {@code job:worker/task:1/GPU:0}.
   */
  public static String device(GraphOperation op) {
    String name =
        op.device()
            .replaceFirst("^/job:localhost/replica:0/task:0", "")
            .replaceFirst("/replica:\\d+", "")
            .replaceFirst("/device:", "/")
            .replaceFirst("/cpu:", "/CPU:")
            .replaceFirst("/gpu:", "/GPU:");
    return name.isEmpty() ? NOWHERE : name.substring(1);
  }

  /** Returns what goes from device to device in a graph, in the order in which it is read. */
  public static List<Transfer> all(DataFlow flow, Scopes scopes) {
    Map<List<Object>, Transfer> transfers = new LinkedHashMap<>();
    for (GraphOperation op : flow.operations()) {
      String to = device(op);
      for (Operand<?> input : flow.isFed(op) ? List.<Operand<?>>of() : op.inputs()) {
        Output<?> tensor = input.asOutput();
        GraphOperation writer = (GraphOperation) tensor.op();
        String from = flow.isFed(writer) ? FED : device(writer);
        if (!from.equals(to) && !from.equals(NOWHERE) && !to.equals(NOWHERE)) {
          transfers.computeIfAbsent(
              List.of(tensor, to), key -> of(tensor, scopes.shorten(writer.name()), from, to));
        }
      }
    }
    return List.copyOf(transfers.values());
  }

  private static Transfer of(Output<?> tensor, String writer, String from, String to) {
    String name = tensor.index() == 0 ? writer : writer + ":" + tensor.index();
    long bytes = Sizes.isKnown(tensor) ? Sizes.bytes(tensor) : 0;
    return new Transfer(name, tensor.shape(), from, to, bytes);
  }
}
