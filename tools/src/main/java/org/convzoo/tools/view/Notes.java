package org.convzoo.tools.view;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.convzoo.report.Depth;
import org.convzoo.report.GraphReport;
import org.convzoo.report.flow.Memory;
import org.convzoo.report.flow.Row;
import org.convzoo.report.internal.op.Work;

/** What a report says of the whole, under its table. */
public final class Notes {

  /** Of AlexNet, and of most papers after it. */
  private static final int BATCH = 128;

  private static final Pattern TOWER = Pattern.compile("tower\\d+");

  private Notes() {}

  /** Returns the lines; those that tell more of the line before them are indented. */
  public static List<String> of(GraphReport report) {
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
    if (report.bandMacs() > 0) {
      lines.add(
          text(
              "  beside these, %,d multiply-adds of 1x1 convolutions with a banded kernel, by which"
                  + " LRN is built where it has a gradient",
              report.bandMacs()));
    }
    lines.add(
        text(
            "%,d bytes of weights, %,d of activations written, %.1f FLOPs a byte",
            total.weightBytes(), total.activationBytes(), total.intensity()));
    report.depth().ifPresent(depth -> lines.add(depth(depth)));
    addMemory(lines, report.memory());
    addBatch(lines, report);
    addTowers(lines, report);
    return lines;
  }

  private static String depth(Depth depth) {
    BigInteger paths = depth.paths();
    return paths.equals(BigInteger.ONE)
        ? text("depth: %,d weight layers, on one path", depth.layers())
        : text(
            "depth: %,d weight layers; %s paths, of %.1f weight layers on average",
            depth.layers(), number(paths), depth.meanLayers());
  }

  /** Powers of two that are long, as 2^n. */
  private static String number(BigInteger paths) {
    int doublings = paths.bitLength() - 1;
    if (doublings > 9 && paths.bitCount() == 1) {
      return "2^" + doublings;
    }
    return paths.bitLength() < Long.SIZE ? text("%,d", paths) : text("%.1e", new BigDecimal(paths));
  }

  /** What each tower takes where each has a device of its own. */
  private static void addTowers(List<String> lines, GraphReport report) {
    for (Row block : report.rows(GraphReport.By.BLOCK)) {
      if (TOWER.matcher(block.name()).matches()) {
        lines.add(
            text(
                "  %s: %,d bytes of weights and as many of gradients, %,d of activations for the"
                    + " backward pass",
                block.name(), block.weightBytes(), block.keptBytes()));
      }
    }
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

  /** What a batch takes that papers train with, if this is the report of one image. */
  private static void addBatch(List<String> lines, GraphReport report) {
    if (report.batch() == 1) {
      Memory batch = report.memory().times(BATCH);
      lines.add(
          text(
              "  a batch of %d: inference %,d bytes, training with momentum %,d",
              BATCH, batch.inference(), batch.training(1)));
    }
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
