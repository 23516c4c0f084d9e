package org.convzoo.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.convzoo.report.flow.Composed;
import org.convzoo.report.flow.LayerNames;
import org.convzoo.report.flow.Memory;
import org.convzoo.report.flow.Row;
import org.convzoo.report.flow.Transfer;
import org.convzoo.report.internal.op.GraphException;
import org.convzoo.report.internal.op.Work;
import org.convzoo.report.source.GraphSource;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/**
 * The account of a {@link GraphSource}: rows of operations, and their sums by layer, by block and
 * in all. Every total is the sum of the rows.
 *
 * <p>An operation's row holds what it does to data, and the parameters and constants that it reads.
 * A layer is a name scope, but pooling, resizing and local response normalisation are layers of
 * their own, and {@link LayerNames} says where paddings and concatenations belong. A block is the
 * first part of a layer's name.
 *
 * @param title of the subject
 * @param batch images that are fed, or 0 if nothing is fed that has a batch
 * @param entries the operations, in the graph's order
 * @param memory what it needs of memory
 * @param devices what stands on each device
 * @param transfers what goes from device to device
 * @param bandMacs multiply-adds that no row has: those of the banded convolutions by which a
 *     training phase sums for local response normalisation
 * @param depth in weight layers, if the graph's paths can be followed
 */
public record GraphReport(
    String title,
    long batch,
    List<Entry> entries,
    Memory memory,
    List<Row> devices,
    List<Transfer> transfers,
    long bandMacs,
    Optional<Depth> depth) {

  /**
   * An operation.
   *
   * @param row what it comes to
   * @param layer the layer it belongs to
   */
  record Entry(Row row, String layer) {

    String block() {
      int slash = layer.indexOf('/');
      return slash < 0 ? layer : layer.substring(0, slash);
    }
  }

  /** How finely to tell. */
  public enum By {
    /** A row for an operation. */
    OP,
    /** A row for a layer. */
    LAYER,
    /** A row for a block. */
    BLOCK,
    /** A row for a device, by the device that the graph gives each operation. */
    DEVICE,
    /** One row. */
    TOTAL
  }

  public GraphReport {
    entries = List.copyOf(entries);
    devices = List.copyOf(devices);
    transfers = List.copyOf(transfers);
  }

  /**
   * Reads the graph of {@code subject}, which may be closed afterwards.
   *
   * @throws GraphException if a total is more than a long can hold, or the graph cannot be followed
   */
  public static GraphReport of(GraphSource subject) {
    try {
      Reader reader = new Reader(subject);
      List<Entry> entries = reader.entries();
      Row total = Row.sum("total", entries.stream().map(Entry::row).toList());
      total.allFlops();
      total.bytes();
      return new GraphReport(
          subject.title(),
          batch(subject),
          entries,
          reader.memory(total),
          reader.devices(),
          reader.transfers(),
          reader.bandMacs(),
          reader.depth());
    } catch (ArithmeticException e) {
      throw new GraphException(
          "%s is too large to be counted: %s".formatted(subject.title(), e.getMessage()), e);
    } catch (RuntimeException e) {
      throw GraphException.unforeseen(subject.title(), e);
    }
  }

  /** The size of the first axis of all that is fed, if that is the same. */
  private static long batch(GraphSource subject) {
    long[] sizes =
        subject.inputs().stream()
            .map(Output::shape)
            .filter(shape -> !shape.isUnknown() && shape.numDimensions() > 0)
            .mapToLong(shape -> shape.get(0))
            .distinct()
            .toArray();
    return sizes.length == 1 ? Math.max(0, sizes[0]) : 0;
  }

  /** Returns the rows; layers, blocks and devices that come to nothing are left out. */
  public List<Row> rows(By by) {
    return switch (by) {
      case OP -> entries.stream().map(Entry::row).toList();
      case LAYER ->
          grouped(Entry::layer).entrySet().stream()
              .map(layer -> layer(layer.getKey(), layer.getValue()))
              .filter(row -> !row.isEmpty())
              .toList();
      case BLOCK ->
          grouped(Entry::block).entrySet().stream()
              .map(block -> block(block.getKey(), block.getValue()))
              .filter(row -> !row.isEmpty())
              .toList();
      case DEVICE -> devices.stream().filter(row -> !row.isEmpty()).toList();
      case TOTAL -> List.of(total());
    };
  }

  /** Returns the sum of all operations. */
  public Row total() {
    return block("total", rows(By.OP));
  }

  /** Returns the sums of the layers of each kind, named conv, dense, max pool and so on. */
  public List<Row> kinds() {
    Map<String, List<Row>> kinds = new LinkedHashMap<>();
    for (Row layer : rows(By.LAYER)) {
      kinds.computeIfAbsent(layer.kind(), kind -> new ArrayList<>()).add(layer);
    }
    return kinds.entrySet().stream().map(kind -> Row.sum(kind.getKey(), kind.getValue())).toList();
  }

  private Map<String, List<Row>> grouped(Function<Entry, String> name) {
    Map<String, List<Row>> groups = new LinkedHashMap<>();
    for (Entry entry : entries) {
      groups.computeIfAbsent(name.apply(entry), n -> new ArrayList<>()).add(entry.row());
    }
    return groups;
  }

  /**
   * A layer is of the kind of its weightiest operation, of a scope that adds the addition. Its
   * output is what that one puts out, after what follows it number by number, such as a bias and an
   * activation.
   */
  private static Row layer(String name, List<Row> rows) {
    Row main =
        rows.stream()
            .min(
                Comparator.comparingInt(GraphReport::weight)
                    .thenComparing(row -> !row.kind().equals("add")))
            .orElseThrow();
    Row last = main;
    for (Row row : rows.subList(rows.indexOf(main), rows.size())) {
      if (weight(row) < Work.DATA.ordinal() && sameMaps(row.output(), main.output())) {
        last = row;
      }
    }
    Optional<String> composed = Composed.kind(name);
    Row like =
        Row.named(
            name,
            composed.orElse(main.kind()),
            composed.isPresent() ? "" : main.window(),
            rows.get(0).input(),
            last.output(),
            last.field());
    return Row.sum(like, rows);
  }

  /**
   * Whether shapes are the same but for the channels: groups that are computed apart are joined.
   */
  private static boolean sameMaps(Shape one, Shape other) {
    if (one.isUnknown() || other.isUnknown() || one.numDimensions() != other.numDimensions()) {
      return one.equals(other);
    }
    return IntStream.range(0, one.numDimensions())
            .filter(axis -> one.get(axis) != other.get(axis))
            .count()
        <= 1;
  }

  /** How little an operation says of what its layer is: the place of its work among all. */
  private static int weight(Row row) {
    return row.flops().keySet().stream().mapToInt(Work::ordinal).min().orElse(Work.DATA.ordinal());
  }

  private static Row block(String name, Collection<Row> rows) {
    List<Row> list = List.copyOf(rows);
    Row last = list.get(list.size() - 1);
    return Row.sum(Row.named(name, "", "", list.get(0).input(), last.output(), last.field()), list);
  }
}
