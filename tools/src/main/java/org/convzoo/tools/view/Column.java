package org.convzoo.tools.view;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.convzoo.report.flow.Row;
import org.convzoo.tools.terminal.Table;
import org.tensorflow.ndarray.Shape;

/** What a report says of a row, in the order of its columns. */
public enum Column {
  NAME(true, Row::name),
  KIND(true, Row::kind),
  WINDOW(true, Row::window),
  INPUT(false, row -> pixels(row.input())),
  OUTPUT(true, row -> pixels(row.output())),
  ACTIVATIONS(false, Row::activations),
  PARAMETERS(true, Row::parameters),
  TRAINABLE(false, Row::trainable),
  OTHER(false, Row::other),
  MACS(true, Row::macs),
  FLOPS(false, Row::allFlops),
  WEIGHT_BYTES(false, Row::weightBytes),
  ACTIVATION_BYTES(true, Row::activationBytes),
  KEPT_BYTES(false, Row::keptBytes),
  INTENSITY(false, Row::intensity),
  RECEPTIVE_FIELD(false, FieldColumns::size),
  FIELD_STRIDE(false, FieldColumns::stride),
  FIELD_PADDING(false, FieldColumns::padding),
  ALIGNED(false, FieldColumns::alignment),
  PARAMETERS_PERCENT(true, (row, all) -> percent(row.parameters(), all.parameters())),
  FLOPS_PERCENT(true, (row, all) -> percent(row.allFlops(), all.allFlops()));

  private final boolean brief;
  private final BiFunction<Row, Row, Object> value;

  Column(boolean brief, Function<Row, Object> value) {
    this(brief, (row, all) -> value.apply(row));
  }

  Column(boolean brief, BiFunction<Row, Row, Object> value) {
    this.brief = brief;
    this.value = value;
  }

  /** Returns the columns that fit on a screen. */
  public static List<Column> brief() {
    return Stream.of(values()).filter(column -> column.brief).toList();
  }

  /** Returns the order that has the greatest numbers, or the first of the words, first. */
  public Comparator<Row> order() {
    return (one, other) ->
        of(one, one) instanceof String word
            ? word.compareTo(of(other, other).toString())
            : Double.compare(number(other), number(one));
  }

  private double number(Row row) {
    return ((Number) of(row, row)).doubleValue();
  }

  /** Returns a string, a long or a double. */
  Object of(Row row, Row total) {
    return value.apply(row, total);
  }

  /** Returns the rows as a table of these columns. */
  public static Table table(List<Column> columns, List<Row> rows, Row total) {
    return new Table(
        columns.stream().map(column -> column.name().toLowerCase(Locale.ROOT)).toList(),
        rows.stream()
            .map(row -> columns.stream().map(column -> column.of(row, total)).toList())
            .toList());
  }

  /** A shape without the batch's axis, such as 55x55x96. */
  static String pixels(Shape shape) {
    if (shape.isUnknown()) {
      return "";
    }
    return LongStream.of(shape.asArray())
        .skip(shape.numDimensions() > 1 ? 1 : 0)
        .mapToObj(size -> size < 0 ? "?" : "" + size)
        .collect(Collectors.joining("x"));
  }

  static double percent(long part, long all) {
    return all == 0 ? 0 : 100.0 * part / all;
  }
}
