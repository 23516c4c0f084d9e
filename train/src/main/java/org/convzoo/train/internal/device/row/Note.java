package org.convzoo.train.internal.device.row;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.ndarray.Shape;

/**
 * A row of any table for which there are no figures.
 *
 * @param note why
 */
public record Note(@JsonIgnore String table, String subject, Verdict verdict, String note)
    implements Row {

  public static Note timeIsOver(String table, String subject) {
    return new Note(table, subject, Verdict.SKIPPED, "time is over");
  }

  /** A row that ended with an error: too little memory says nothing against a device. */
  public static Note of(String table, String subject, RuntimeException e) {
    return e instanceof TFResourceExhaustedException
        ? new Note(table, subject, Verdict.SKIPPED, "out of memory")
        : new Note(table, subject, Verdict.FAILED, reason(e));
  }

  /** Returns a shape such as 2x9x10x16. */
  public static String words(Shape shape) {
    return shape.numDimensions() == 0
        ? "scalar"
        : LongStream.of(shape.asArray()).mapToObj(Long::toString).collect(Collectors.joining("x"));
  }

  public static String reason(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElseGet(e::toString);
  }
}
