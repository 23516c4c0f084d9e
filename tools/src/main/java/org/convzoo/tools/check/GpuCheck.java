package org.convzoo.tools.check;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.convzoo.train.internal.device.Part;
import org.convzoo.train.internal.device.Setting;
import org.convzoo.train.internal.device.row.Fact;
import org.convzoo.train.internal.device.row.Row;

/** Runs the parts of a check, each in a process of its own, and reports what they find. */
final class GpuCheck {

  private static final String LOGGED = ".*(Created device .*GPU:\\d+ with|Loaded cuDNN version).*";

  private final GpuCheckOptions options;
  private final PrintWriter out;
  private final Instant start = Instant.now();
  private final Instant deadline;
  private final Setting setting;
  private final BiFunction<CheckPass, Duration, CheckProcess> processes;

  GpuCheck(GpuCheckOptions options, PrintWriter out) {
    this(options, out, (pass, time) -> CheckProcess.of(pass, options, time));
  }

  /**
   * @param processes starts a pass that has so much time left
   */
  GpuCheck(
      GpuCheckOptions options,
      PrintWriter out,
      BiFunction<CheckPass, Duration, CheckProcess> processes) {
    this.options = options;
    this.out = out;
    this.deadline = start.plus(options.maxTime);
    this.setting = new Setting(options.on, options.quick, () -> Instant.now().isAfter(deadline));
    this.processes = processes;
  }

  /**
   * Runs all parts.
   *
   * @return whether nothing failed
   * @throws IllegalStateException if there is nothing that could be checked
   */
  boolean run(List<CheckPass> passes) throws IOException {
    if (options.json != null) {
      options.output.requireFree(options.json);
    }
    CheckReport report = new CheckReport(out, options);
    for (CheckPass pass : passes) {
      report.begin(pass);
      Instant begun = Instant.now();
      Duration left = Duration.between(begun, deadline);
      CheckProcess.Ended ended =
          left.toSeconds() < 1
              ? new CheckProcess.Ended("skipped: time is over", true, List.of())
              : processes.apply(pass, left).run(left, report::add);
      if (pass.part() == Part.MACHINE) {
        if (ended.problem() != null) {
          throw new IllegalStateException(ended.problem());
        }
        logged(ended.log(), report);
      }
      report.end(pass, ended, Duration.between(begun, Instant.now()));
    }
    return report.end(Duration.between(start, Instant.now()));
  }

  private static void logged(List<String> log, CheckReport report) {
    log.stream()
        .filter(line -> line.matches(LOGGED))
        .map(line -> line.replaceFirst("^[^\\]]*\\] ", ""))
        .distinct()
        .forEach(line -> report.add("machine", Map.of("subject", "TensorFlow", "finding", line)));
  }

  /**
   * Runs one part in this process, and prints its rows in JSON.
   *
   * @param machine what is known of the machine
   */
  void runPart(Machine machine) throws IOException {
    if (options.part == Part.MACHINE) {
      machine.findings().forEach((subject, finding) -> print(new Fact(subject, finding)));
    }
    options.part.run(setting, this::print);
  }

  /** Looks at the machine. */
  @FunctionalInterface
  interface Machine {

    /** Returns findings by what they are about. */
    Map<String, String> findings() throws IOException;
  }

  private void print(Row row) {
    var mapper = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    try {
      out.println(mapper.writeValueAsString(Map.of(row.table(), row)));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
