package org.convzoo.graphs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.convzoo.graphs.network.Network;

/**
 * A row of {@code expected.csv}: what a network comes to by its paper.
 *
 * @param network its name in the Zoo
 * @param inference trainable parameters, at the paper's size and number of classes
 * @param training the same with the heads that only training has
 * @param statistics batch norm's running means and variances, in inference
 * @param macs multiply-adds for one image of the paper's size, in inference
 * @param source where the numbers come from, with the arithmetic
 */
public record Expected(
    String network, long inference, long training, long statistics, long macs, String source) {

  /** Returns the row of a network; a network without one fails the test that asks. */
  public static Expected of(Network network) {
    String name = network.spec().name();
    return rows().stream()
        .filter(row -> row.network().equals(name))
        .findAny()
        .orElseThrow(() -> new AssertionError(name + " has no row in expected.csv"));
  }

  static List<String> networks() {
    return rows().stream().map(Expected::network).toList();
  }

  private static List<Expected> rows() {
    var table = Expected.class.getResourceAsStream("expected.csv");
    try (var lines = new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .skip(1)
          .map(line -> line.split(",", 6)) // a source may hold commas
          .map(
              row ->
                  new Expected(
                      row[0],
                      Long.parseLong(row[1]),
                      Long.parseLong(row[2]),
                      Long.parseLong(row[3]),
                      Long.parseLong(row[4]),
                      row[5]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
