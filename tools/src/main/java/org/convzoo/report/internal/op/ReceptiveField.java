package org.convzoo.report.internal.op;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * What a feature of a map depends on: its receptive field in the image, by the recurrence of
 * Araujo, Norris, Sim, "Computing receptive fields of convolutional neural networks", Distill 2019.
 *
 * <p>Where paths of different lengths join, it is that of the longest. They are aligned if their
 * fields have the same stride and the same centres: if they are not, features are joined that speak
 * of different places of the image.
 *
 * @param rows downwards
 * @param columns to the right
 * @param whole whether each feature depends on the whole map, as behind a dense layer or a global
 *     pooling; paths need not be aligned with such a one
 * @param misaligned the first op where paths join that are not aligned, or null
 */
public record ReceptiveField(
    FieldExtent rows, FieldExtent columns, boolean whole, String misaligned) {

  /** A pixel's own. */
  public static final ReceptiveField PIXEL =
      new ReceptiveField(FieldExtent.PIXEL, FieldExtent.PIXEL, false, null);

  /** Whether paths are aligned everywhere before this feature, as far as is known. */
  public boolean aligned() {
    return misaligned == null;
  }

  /** Changes the reach along each axis, given by its number in a map's shape. */
  interface Change {
    FieldExtent apply(int axis, FieldExtent before);
  }

  ReceptiveField along(Layout layout, Change change) {
    return new ReceptiveField(
        change.apply(layout.rows, rows), change.apply(layout.columns, columns), whole, misaligned);
  }

  /** The same, of features that depend on the whole map. */
  ReceptiveField ofWholeMap() {
    return new ReceptiveField(rows, columns, true, misaligned);
  }

  /** Where {@code paths} join in the op {@code name}. */
  static ReceptiveField join(List<ReceptiveField> paths, String name) {
    List<ReceptiveField> global = paths.stream().filter(ReceptiveField::whole).toList();
    List<ReceptiveField> joined = global.isEmpty() ? paths : global;
    List<FieldExtent> rows = of(joined, ReceptiveField::rows);
    List<FieldExtent> columns = of(joined, ReceptiveField::columns);
    boolean apart =
        global.isEmpty() && !(FieldExtent.aligned(rows) && FieldExtent.aligned(columns));
    String before =
        paths.stream()
            .map(ReceptiveField::misaligned)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(apart ? name : null);
    return new ReceptiveField(
        FieldExtent.longest(rows), FieldExtent.longest(columns), !global.isEmpty(), before);
  }

  private static List<FieldExtent> of(
      List<ReceptiveField> paths, Function<ReceptiveField, FieldExtent> axis) {
    return paths.stream().map(axis).toList();
  }
}
