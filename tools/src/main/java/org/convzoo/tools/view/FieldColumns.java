package org.convzoo.tools.view;

import java.util.function.ToDoubleFunction;
import org.convzoo.report.flow.Row;
import org.convzoo.report.internal.op.FieldExtent;
import org.convzoo.report.internal.op.ReceptiveField;

/** What a report says of a row's receptive field; "" where there is none. */
final class FieldColumns {

  private FieldColumns() {}

  /** Such as 195, or 7x5 if rows and columns differ; with "(all)" where it is the whole map. */
  static String size(Row row) {
    ReceptiveField field = row.field();
    if (field == null) {
      return "";
    }
    return pixels(field, FieldExtent::size) + (field.whole() ? " (all)" : "");
  }

  /** Pixels from one feature's field to the next one's. */
  static String stride(Row row) {
    return row.field() == null ? "" : pixels(row.field(), FieldExtent::stride);
  }

  /** Pixels that the first feature's field begins before the image. */
  static String padding(Row row) {
    return row.field() == null ? "" : pixels(row.field(), FieldExtent::padding);
  }

  /** Whether paths join with the same centres, else where they first don't. */
  static String alignment(Row row) {
    ReceptiveField field = row.field();
    if (field == null) {
      return "";
    }
    return field.aligned() ? "yes" : "no: " + field.misaligned();
  }

  private static String pixels(ReceptiveField field, ToDoubleFunction<FieldExtent> value) {
    String rows = number(value.applyAsDouble(field.rows()));
    String columns = number(value.applyAsDouble(field.columns()));
    return rows.equals(columns) ? rows : rows + "x" + columns;
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "unknown";
    }
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
