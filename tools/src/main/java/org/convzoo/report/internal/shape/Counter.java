package org.convzoo.report.internal.shape;

import static org.tensorflow.proto.DataType.DT_INT32;
import static org.tensorflow.proto.DataType.DT_INT64;

import java.util.Optional;
import org.convzoo.report.internal.op.Marks;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * A counter of a loop's rounds: it goes on as long as it is less than a limit, or greater, if its
 * steps are negative.
 *
 * @param start where it starts
 * @param step what each round adds to it
 * @param inclusive whether it goes on at the limit, too
 * @param limit a tensor
 * @param type of the limit
 */
record Counter(long start, long step, boolean inclusive, String limit, DataType type) {

  /** Sums of four numbers below it are no more than a long can hold. */
  static final long FAR = 1L << 60;

  /** Returns a counter, if it is one of integers. */
  static Optional<Counter> of(
      long start, long step, boolean inclusive, String limit, DataType type) {
    return type == DT_INT32 || type == DT_INT64
        ? Optional.of(new Counter(start, step, inclusive, limit, type))
        : Optional.empty();
  }

  static boolean isNear(long number) {
    return -FAR < number && number < FAR;
  }

  /**
   * Adds an operation whose first size is the distance to the limit, if that can be known; {@link
   * #FAR} or more is beyond what can be counted. Returns its name.
   */
  String distance(Assembly to) {
    int direction = Long.signum(step);
    String from = to.constant(inclusive ? start - direction : start);
    String cast =
        to.add(
            to.node("Cast", limit)
                .putAttr("SrcT", Assembly.type(type))
                .putAttr("DstT", Assembly.type(DT_INT64)));
    String low = to.add("Maximum", DT_INT64, cast, to.constant(-2 * FAR));
    String bounded = to.add("Minimum", DT_INT64, low, to.constant(2 * FAR));
    String distance =
        direction > 0
            ? to.add("Sub", DT_INT64, bounded, from)
            : to.add("Sub", DT_INT64, from, bounded);
    String zero = to.constant(0);
    String positive = to.add("Maximum", DT_INT64, distance, zero);
    String sizes =
        to.add(
            to.node("Pack", positive)
                .putAttr("T", Assembly.type(DT_INT64))
                .putAttr("N", Marks.number(1)));
    NodeDef.Builder sized =
        to.node("Fill", sizes, zero)
            .putAttr("T", Assembly.type(DT_INT64))
            .putAttr("index_type", Assembly.type(DT_INT64))
            .putAttr(Marks.STEP, Marks.number(Math.abs(step)))
            .putAttr(Marks.ROOM, Marks.number(room(direction)));
    to.add(sized);
    return sized.getName();
  }

  /** How far it can go; with 64 bits, further than to the limit and a step. */
  private long room(int direction) {
    if (type == DT_INT64) {
      return Long.MAX_VALUE;
    }
    return direction > 0 ? Integer.MAX_VALUE - start : start - Integer.MIN_VALUE;
  }
}
