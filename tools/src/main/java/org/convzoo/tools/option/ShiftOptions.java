package org.convzoo.tools.option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.convzoo.UsageException;
import org.convzoo.tools.terminal.Output;
import org.convzoo.tools.terminal.Table;
import org.convzoo.train.evaluate.Shifts;
import org.convzoo.train.run.Run;
import picocli.CommandLine.Option;

/** How a classifier bears shifted images. */
public final class ShiftOptions {

  private static final List<String> COLUMNS =
      List.of("shift", "left", "right", "up", "down", "mean");

  @Option(
      names = "--shift",
      paramLabel = "PIXELS",
      description =
          "Also the accuracy on images that are shifted to each side by 0 to so many pixels, of the"
              + " network's size; what comes in is black.")
  private Integer most;

  @Option(
      names = "--per-shift",
      paramLabel = "FILE",
      description = "With --shift: write its table to a new .csv, too.")
  private Path file;

  /** Whether shifts are asked for. */
  public boolean isAsked() {
    return most != null;
  }

  /** The largest shift. */
  public int most() {
    return most;
  }

  /**
   * Checks what is asked for before the work is done.
   *
   * @param alone whether one network sees each image once
   * @throws IllegalArgumentException if it cannot be done
   */
  public void check(Run run, boolean alone, Output output) {
    if (file != null && most == null) {
      throw new UsageException("--per-shift goes with --shift");
    }
    if (most != null && !alone) {
      throw new UsageException("--shift is of one run, without --with and --view");
    }
    if (most != null) {
      Shifts.require(run, most);
    }
    if (file != null && !Output.extension(file).equals("csv")) {
      throw new UsageException("the shifts' file ends in .csv, got " + file);
    }
    if (file != null) {
      output.requireFree(file);
    }
  }

  /** Prints the table. */
  public void print(List<Shifts.Row> rows, PrintWriter out) {
    out.println("accuracy on shifted images:");
    table(rows, value -> String.format(Locale.ROOT, "%.4f", value)).printText(out);
  }

  /** Writes the file, if one is asked for. */
  public void write(List<Shifts.Row> rows, Output output) throws IOException {
    if (file != null) {
      output.write(file, table(rows, value -> value));
    }
  }

  private static Table table(List<Shifts.Row> rows, Function<Double, Object> cell) {
    return new Table(
        COLUMNS,
        rows.stream()
            .map(
                row ->
                    List.<Object>of(
                        (long) row.shift(),
                        cell.apply(row.left()),
                        cell.apply(row.right()),
                        cell.apply(row.up()),
                        cell.apply(row.down()),
                        cell.apply(row.mean())))
            .toList());
  }
}
