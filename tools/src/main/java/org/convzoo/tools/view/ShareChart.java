package org.convzoo.tools.view;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.convzoo.report.flow.Row;

/**
 * Bars of each row's share of the parameters, upwards, and of the FLOPs, downwards.
 *
 * @param bars their number
 * @param top the greatest share of the parameters, in percent
 * @param bottom the greatest share of the FLOPs
 * @param busiest the place of the row that has it
 */
record ShareChart(int bars, double top, double bottom, int busiest) {

  private static final int MOST_NAMES = 48;

  /** Looks at {@code rows}, of which there is at least one. */
  static ShareChart of(List<Row> rows, Row total) {
    Row largest = Collections.max(rows, Comparator.comparingLong(Row::parameters));
    Row busiest = Collections.max(rows, Comparator.comparingLong(Row::allFlops));
    return new ShareChart(
        rows.size(),
        Column.percent(largest.parameters(), total.parameters()),
        Column.percent(busiest.allFlops(), total.allFlops()),
        rows.indexOf(busiest));
  }

  double height() {
    return top + bottom;
  }

  int last() {
    return bars - 1;
  }

  /** Whether there is room for all names. */
  boolean named() {
    return bars <= MOST_NAMES;
  }
}
