package org.convzoo.tools.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.convzoo.Require;
import org.convzoo.UsageException;
import org.convzoo.report.GraphReport;
import org.convzoo.report.internal.scaling.Link;
import org.convzoo.report.internal.scaling.ScalingPlan;
import org.convzoo.report.internal.scaling.ScalingPlan.Step;
import org.convzoo.report.source.GraphSource;
import org.convzoo.tools.option.GraphSourceOptions;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.tools.terminal.Table;
import org.convzoo.tools.view.Roofline;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "plan",
    description = {
      "Estimate a training by several workers: time of a step, bytes that are sent, efficiency.",
      "From the report's counts, the buckets in which gradients are sent, and the formula of a sum"
          + " that goes round in a ring; nothing is executed unless the device is measured."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo plan resnet50 --workers 8 --link 25Gbit --device-gflops 10000 --batch-size 32",
      "  convzoo plan vgg16 --workers 4 --link 1Gbit --step-ms 400 --batch-size 64"
    })
public final class PlanCommand extends ConsoleCommand {

  private static final double GOOD = 0.9;
  private static final int MOST_WORKERS = 1 << 16;

  @Mixin private GraphSourceOptions subject;

  @Option(
      names = "--workers",
      defaultValue = "8",
      paramLabel = "N",
      description = "Up to how many. Each takes --batch-size images. Default: ${DEFAULT-VALUE}.")
  private int workers;

  @Option(
      names = "--link",
      defaultValue = "10Gbit",
      paramLabel = "SPEED",
      description =
          "What each worker can send a second, or, with --latency-us 0, at what speed \"convzoo bench\""
              + " in a cluster finds sums alone. Default: ${DEFAULT-VALUE}.")
  private String link;

  @Option(
      names = "--latency-us",
      defaultValue = "50",
      paramLabel = "MICROSECONDS",
      description = "Of a message. Default: ${DEFAULT-VALUE}.")
  private double latency;

  @Option(
      names = "--device-gflops",
      paramLabel = "GFLOPS",
      description =
          "GFLOP/s that a worker's device reaches on the network. Default: those of a large matrix"
              + " product on this machine, which is more than networks reach.")
  private Double gflops;

  @Option(
      names = "--step-ms",
      paramLabel = "MS",
      description =
          "Milliseconds of a step of one worker, as \"convzoo bench\" measures them: while all of a"
              + " machine's are busy, if it has several.")
  private Double milliseconds;

  @Override
  public Integer call() throws Exception {
    if (workers < 2 || workers > MOST_WORKERS) {
      throw new UsageException(
          "--workers must be in 2..%,d, got %d".formatted(MOST_WORKERS, workers));
    }
    if (gflops != null && milliseconds != null) {
      throw new UsageException("give --device-gflops or --step-ms, not both");
    }
    Require.positive("--device-gflops", gflops == null ? 1 : gflops);
    Require.positive("--step-ms", milliseconds == null ? 1 : milliseconds);
    Link between = new Link(Link.bitsPerSecond(link), latency * 1e-6);
    try (GraphSource opened = subject.open()) {
      GraphReport report = GraphReport.of(opened);
      if (report.total().trainable() == 0) {
        throw new UsageException(report.title() + " has no parameters to be trained");
      }
      print(report.title(), plan(report, between));
    }
    return 0;
  }

  private ScalingPlan plan(GraphReport report, Link between) {
    if (milliseconds != null) {
      return ScalingPlan.ofStep(report, milliseconds / 1e3, between);
    }
    double speed = gflops != null ? gflops : Roofline.machine(Roofline.MEASURED).gflops();
    return ScalingPlan.of(report, speed, between);
  }

  private void print(String title, ScalingPlan plan) {
    PrintWriter out = out();
    out.printf(
        "%s, images a worker: %,d, a link of %s, %,.0f us a message%n",
        title, plan.batch(), link, latency);
    table(plan, false).printText(out);
    Step most = plan.at(workers);
    out.printf(
        "%n%d workers are %.2f times as fast as one; for %.0f %% of %d times %s%n",
        workers,
        plan.imagesPerSecond(most) * plan.alone() / plan.batch(),
        100 * GOOD,
        workers,
        needed(plan.linkFor(GOOD, workers)));
    if (plan.endsDense()) {
      out.printf(
          "%nWith data parallelism for convolutions, model parallelism for the dense layers at the"
              + " end, which have %.0f %% of the parameters (Krizhevsky 2014):%n",
          100.0 * plan.denseParameters() / plan.parameters());
      table(plan, true).printText(out);
    }
    out.flush();
  }

  private Table table(ScalingPlan plan, boolean split) {
    List<List<Object>> rows = new ArrayList<>();
    for (int count = 1; count < workers; count *= 2) {
      rows.add(row(plan, split ? plan.withDenseLayersSplit(count) : plan.at(count)));
    }
    rows.add(row(plan, split ? plan.withDenseLayersSplit(workers) : plan.at(workers)));
    return new Table(
        List.of(
            "workers", "step_ms", "sent_mb", "link_busy_ms", "images_per_s", "efficiency_percent"),
        rows);
  }

  private static List<Object> row(ScalingPlan plan, Step step) {
    return List.of(
        (long) step.workers(),
        1e3 * step.seconds(),
        step.sent() / 1e6,
        1e3 * step.exchange(),
        plan.imagesPerSecond(step),
        100 * plan.efficiency(step));
  }

  private static String needed(OptionalDouble bits) {
    if (bits.isEmpty()) {
      return "no link is fast enough: the messages alone take longer, and larger batches would help";
    }
    double gigabits = bits.getAsDouble() / 1e9;
    return gigabits >= 1
        ? "the link would have to be %,.1f Gbit/s".formatted(gigabits)
        : "the link would have to be %,.1f Mbit/s".formatted(1e3 * gigabits);
  }
}
