package org.convzoo.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.convzoo.UsageException;
import org.convzoo.internal.files.AtomicFiles;
import org.convzoo.internal.files.RegularFiles;

/**
 * {@code gradients.csv} of a run: the norms of each layer at every step that was watched, a line
 * each, steps and layers in order. It is appended to; a line that a killed run left half written
 * does not count.
 */
public final class LayerNorms {

  static final String FILE = "gradients.csv";

  private static final String HEADER = "step,layer,gradient,update,weights\n";
  private static final int CELLS = 5;

  private final Path file;

  /**
   * Euclidean norms of a layer's kernel.
   *
   * @param step training steps done before
   * @param layer its scope
   * @param gradient of the loss by the kernel, before it is clipped
   * @param update what the step added to the kernel
   * @param weights of the kernel before the step
   */
  public record Row(long step, String layer, double gradient, double update, double weights) {

    private String line() {
      return "%d,%s,%s,%s,%s\n".formatted(step, layer, gradient, update, weights);
    }
  }

  private LayerNorms(Path file) {
    this.file = file;
  }

  public static LayerNorms of(Run run) {
    return new LayerNorms(run.folder().resolve(FILE));
  }

  /**
   * Reads a run's.
   *
   * @throws IllegalArgumentException if it has none, or what stands there is no number
   */
  public static List<Row> read(Run run) throws IOException {
    List<Row> rows = of(run).rows();
    if (rows.isEmpty()) {
      throw new UsageException(
          "%s has no gradients.csv with a step: it is written by \"convzoo train --watch gradients\"",
          run.folder());
    }
    return rows;
  }

  private List<Row> rows() throws IOException {
    String text = Files.exists(file) ? RegularFiles.text(file) : "";
    List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    List<Row> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      try {
        String[] cells = lines.get(i).split(",", CELLS);
        rows.add(
            new Row(
                Long.parseLong(cells[0]),
                cells[1],
                Double.parseDouble(cells[2]),
                Double.parseDouble(cells[3]),
                Double.parseDouble(cells[4])));
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new UsageException(
            "%s, line %d: \"%s\" is not %s".formatted(file, i + 1, lines.get(i), HEADER.strip()),
            e);
      }
    }
    return rows;
  }

  /** Begins the file, or keeps of it what was written before {@code step}. */
  public void open(long step) throws IOException {
    String kept =
        rows().stream().filter(row -> row.step < step).map(Row::line).collect(Collectors.joining());
    AtomicFiles.write(file, HEADER + kept);
  }

  /** Adds the layers of one step. */
  public void add(List<Row> rows) throws IOException {
    String lines = rows.stream().map(Row::line).collect(Collectors.joining());
    Files.writeString(file, lines, StandardOpenOption.APPEND);
  }
}
