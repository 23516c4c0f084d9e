package org.convzoo.tools.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.convzoo.report.GraphReport;
import org.convzoo.report.flow.Row;
import org.convzoo.report.internal.op.Work;

/** A report for programs: with every column, and what the notes say. */
public final class ReportJson {

  private ReportJson() {}

  public static Map<String, Object> of(GraphReport report, List<Row> rows, Row total) {
    List<Column> columns = List.of(Column.values());
    List<Map<String, Object>> flops = new ArrayList<>();
    for (Work work : Work.values()) {
      if (total.flops().containsKey(work)) {
        flops.add(
            Map.of(
                "work", work.name().toLowerCase(Locale.ROOT),
                "flops", total.flops().get(work),
                "convention", work.convention()));
      }
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("title", report.title());
    json.put("rows", Column.table(columns, rows, total).maps());
    json.put("total", Column.table(columns, List.of(total), total).maps().get(0));
    json.put("kinds", Column.table(columns, report.kinds(), total).maps());
    json.put("flops", flops);
    json.put("lrn_band_macs", report.bandMacs());
    report
        .depth()
        .ifPresent(
            depth ->
                json.put(
                    "depth",
                    Map.of(
                        "weight_layers", depth.layers(),
                        "paths", depth.paths(),
                        "mean_weight_layers", depth.meanLayers())));
    json.put("memory", Notes.memory(report.memory()));
    json.put("transfers", Transfers.of(report).maps());
    json.put("uncounted", total.uncounted());
    return json;
  }
}
