package org.convzoo.tools.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.convzoo.internal.files.AtomicFiles;

/** What a check has found so far: printed row by row, and written to a file pass by pass. */
final class CheckReport {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Lines that are kept of what a process said before it ended badly. */
  private static final int LOG = 50;

  private final PrintWriter out;
  private final Path file;
  private final Map<String, Object> whole = new LinkedHashMap<>();
  private final List<Map<String, Object>> passes = new ArrayList<>();
  private final Map<String, Integer> verdicts = new LinkedHashMap<>();
  private Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
  private CheckColumns columns;

  /** Starts with nothing found. */
  CheckReport(PrintWriter out, GpuCheckOptions options) {
    this.out = out;
    this.file = options.json;
    whole.put("on", options.on.name().toLowerCase(Locale.ROOT));
    whole.put("quick", options.quick);
    whole.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    whole.put("passes", passes);
    whole.put("verdicts", verdicts);
    List.of("ok", "failed", "skipped").forEach(verdict -> verdicts.put(verdict, 0));
  }

  /** Starts a pass. */
  void begin(CheckPass pass) {
    tables = new LinkedHashMap<>();
    out.printf("%n== %s%n", pass.title());
    out.flush();
  }

  /** Takes a row of the pass. */
  void add(String table, Map<String, Object> row) {
    List<Map<String, Object>> rows = tables.computeIfAbsent(table, name -> new ArrayList<>());
    if (rows.isEmpty()) {
      columns = new CheckColumns(row);
      columns.printHeading(out);
    }
    rows.add(row);
    columns.print(out, row);
    if (row.get("verdict") instanceof String verdict) {
      count(verdict);
    }
    out.flush();
  }

  private void count(String verdict) {
    verdicts.merge(verdict, 1, Integer::sum);
  }

  /** Ends the pass. */
  void end(CheckPass pass, CheckProcess.Ended ended, Duration time) throws IOException {
    Map<String, Object> found = new LinkedHashMap<>();
    found.put("part", pass.part().name().toLowerCase(Locale.ROOT));
    found.put("environment", pass.environment());
    found.put("seconds", time.toMillis() / 1000.0);
    found.put("problem", ended.problem());
    found.put("tables", tables);
    passes.add(found);
    if (ended.problem() != null) {
      List<String> log = ended.log();
      found.put("log", log.subList(Math.max(0, log.size() - LOG), log.size()));
      out.println(ended.problem());
      count(ended.stopped() ? "skipped" : "failed");
    }
    write();
  }

  /** Ends the check, and returns whether nothing failed. */
  boolean end(Duration time) throws IOException {
    whole.put("seconds", time.toMillis() / 1000.0);
    write();
    boolean right = verdicts.get("failed") == 0;
    out.printf(
        "%n%s: %d ok, %d failed, %d skipped, in %d s%n",
        !right
            ? "something is wrong"
            : verdicts.get("skipped") == 0 ? "all right" : "nothing wrong in what was tried",
        verdicts.get("ok"),
        verdicts.get("failed"),
        verdicts.get("skipped"),
        time.toSeconds());
    return right;
  }

  private void write() throws IOException {
    if (file != null) {
      AtomicFiles.write(file, JSON.writeValueAsString(whole) + "\n");
    }
  }
}
