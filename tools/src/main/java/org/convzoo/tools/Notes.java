package org.convzoo.tools;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.convzoo.report.GraphReport;
import org.convzoo.report.Memory;
import org.convzoo.report.Row;
import org.convzoo.report.Work;

/** What a report says of the whole, under its table. */
final class Notes {

  private Notes() {}

  /** Returns the lines; those that tell more of the line before them are indented. */
  static List<String> of(GraphReport report) {
    Row total = report.total();
    List<String> lines = new ArrayList<>();
    lines.add(text("%,d parameters, %,d of them trainable", total.parameters(), total.trainable()));
    for (Row kind : report.kinds()) {
      if (kind.parameters() > 0) {
        lines.add(
            text(
                "  %s: %.1f %% of the parameters, %.1f %% of the FLOPs",
                kind.name(),
                Column.percent(kind.parameters(), total.parameters()),
                Column.percent(kind.allFlops(), total.allFlops())));
      }
    }
    lines.add(text("%,d multiply-adds, %,d FLOPs", total.macs(), total.allFlops()));
    for (Work work : Work.values()) {
      if (total.flops().containsKey(work)) {
        lines.add(text("  %,d: %s", total.flops().get(work), work.convention()));
      }
    }
    lines.add(
        text(
            "%,d bytes of weights, %,d of activations written, %.1f FLOPs a byte",
            total.weightBytes(), total.activationBytes(), total.intensity()));
    addMemory(lines, report.memory());
    return lines;
  }

  private static void addMemory(List<String> lines, Memory memory) {
    lines.add("memory, computed and not measured:");
    lines.add(
        text(
            "  inference %,d bytes: %,d of weights, %,d fed, %,d of activations at once%s",
            memory.inference(),
            memory.weights(),
            memory.fed(),
            memory.peak(),
            memory.peakAt().isEmpty() ? "" : ", at " + memory.peakAt()));
    lines.add(
        text(
            "  training %,d bytes: weights, what is fed, %,d of gradients, %,d of activations for"
                + " the backward pass",
            memory.training(0), memory.gradients(), memory.kept()));
    lines.add(
        text(
            "  training with the slots of momentum %,d bytes, with Adam's %,d",
            memory.training(1), memory.training(2)));
  }

  /** Returns the same of memory for programs. */
  static Map<String, Object> memory(Memory memory) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("weight_bytes", memory.weights());
    map.put("fed_bytes", memory.fed());
    map.put("gradient_bytes", memory.gradients());
    map.put("kept_bytes", memory.kept());
    map.put("peak_bytes", memory.peak());
    map.put("peak_at", memory.peakAt());
    map.put("inference_bytes", memory.inference());
    map.put("training_bytes", memory.training(0));
    map.put("training_momentum_bytes", memory.training(1));
    map.put("training_adam_bytes", memory.training(2));
    return map;
  }

  private static String text(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
