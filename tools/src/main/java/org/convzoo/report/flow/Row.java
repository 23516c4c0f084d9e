package org.convzoo.report.flow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.convzoo.report.internal.op.ReceptiveField;
import org.convzoo.report.internal.op.Sizes;
import org.convzoo.report.internal.op.Windows;
import org.convzoo.report.internal.op.Work;
import org.tensorflow.ndarray.Shape;

/**
 * What an operation, a layer, a block or a whole graph comes to, for a whole batch.
 *
 * @param name of the operation or the scope
 * @param kind in words, such as {@code conv}; "" for what is of several kinds
 * @param window kernel, stride, padding and groups as {@link Windows} writes them, or ""
 * @param input shape of what comes in first, unknown where nothing does
 * @param output shape of what goes out, unknown where nothing does
 * @param field what a feature of the output depends on in the image, or null if that is not known
 * @param trainable parameters that gradients move; shared ones count where they are read first
 * @param other parameters that they don't: batch norm's running means and variances
 * @param weightBytes bytes of all these parameters
 * @param macs multiply-adds
 * @param flops floating-point operations by kind of work, 2 for a multiply-add among them
 * @param bytesRead bytes of activations that are read
 * @param activationBytes bytes of activations that are written; where an operation can work in the
 *     place of its input (a bias, batch norm, an activation), it reads and writes none
 * @param keptBytes bytes of activations that the backward pass reads, if the graph is trained as it
 *     is
 * @param uncounted operations that could not be counted, each with its type
 */
public record Row(
    String name,
    String kind,
    String window,
    Shape input,
    Shape output,
    ReceptiveField field,
    long trainable,
    long other,
    long weightBytes,
    long macs,
    Map<Work, Long> flops,
    long bytesRead,
    long activationBytes,
    long keptBytes,
    List<String> uncounted) {

  public static final String SHAPELESS = "its shapes are not known";

  public Row {
    flops = Map.copyOf(flops);
    uncounted = List.copyOf(uncounted);
  }

  /** Returns the sum of {@code parts}. */
  public static Row sum(String name, Collection<Row> parts) {
    return sum(named(name, "", "", Shape.unknown(), Shape.unknown(), null), parts);
  }

  /** Returns the sum of {@code parts}, with what is no sum as in another row. */
  public static Row sum(Row like, Collection<Row> parts) {
    long trainable = 0;
    long other = 0;
    long weightBytes = 0;
    long macs = 0;
    long bytesRead = 0;
    long activationBytes = 0;
    long keptBytes = 0;
    Map<Work, Long> flops = new EnumMap<>(Work.class);
    List<String> uncounted = new ArrayList<>();
    for (Row part : parts) {
      trainable = Math.addExact(trainable, part.trainable);
      other = Math.addExact(other, part.other);
      weightBytes = Math.addExact(weightBytes, part.weightBytes);
      macs = Math.addExact(macs, part.macs);
      bytesRead = Math.addExact(bytesRead, part.bytesRead);
      activationBytes = Math.addExact(activationBytes, part.activationBytes);
      keptBytes = Math.addExact(keptBytes, part.keptBytes);
      part.flops.forEach((work, count) -> flops.merge(work, count, Math::addExact));
      uncounted.addAll(part.uncounted);
    }
    return new Row(
        like.name,
        like.kind,
        like.window,
        like.input,
        like.output,
        like.field,
        trainable,
        other,
        weightBytes,
        macs,
        flops,
        bytesRead,
        activationBytes,
        keptBytes,
        uncounted);
  }

  /** A row without numbers. */
  public static Row named(
      String name, String kind, String window, Shape input, Shape output, ReceptiveField field) {
    return new Row(
        name, kind, window, input, output, field, 0, 0, 0, 0, Map.of(), 0, 0, 0, List.of());
  }

  /** Whether one of {@link #uncounted} is so because its shapes are not known. */
  public static boolean isShapeless(String uncounted) {
    return uncounted.endsWith(SHAPELESS);
  }

  /** Returns all parameters. */
  public long parameters() {
    return Math.addExact(trainable, other);
  }

  /** Returns floating-point operations of every kind of work. */
  public long allFlops() {
    return flops.values().stream().reduce(0L, Math::addExact);
  }

  /** Returns the number of elements that go out, or 0 if that is not known. */
  public long activations() {
    return output.isUnknown() || output.hasUnknownDimension() ? 0 : Sizes.elements(output);
  }

  /** Returns bytes of weights and activations that are read or written, once each. */
  public long bytes() {
    return Math.addExact(weightBytes, Math.addExact(bytesRead, activationBytes));
  }

  /** Returns arithmetic intensity: FLOPs per byte, or 0 if there are no bytes. */
  public double intensity() {
    return bytes() == 0 ? 0 : (double) allFlops() / bytes();
  }

  /** Whether there is nothing to tell. */
  public boolean isEmpty() {
    return parameters() == 0 && allFlops() == 0 && activationBytes == 0 && uncounted.isEmpty();
  }
}
