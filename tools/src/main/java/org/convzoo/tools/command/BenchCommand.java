package org.convzoo.tools.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.ops.Phase;
import org.convzoo.tools.option.DataOptions;
import org.convzoo.tools.option.DeviceOptions;
import org.convzoo.tools.option.DistributionOptions;
import org.convzoo.tools.option.TowerOptions;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.tools.terminal.Output;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.hardware.PeakThroughput;
import org.convzoo.train.internal.bench.Benchmark;
import org.convzoo.train.internal.bench.StepTrace;
import org.convzoo.train.internal.bench.Timeline;
import org.convzoo.train.recipe.Precision;
import org.convzoo.train.recipe.Recipes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "bench",
    description = "Measure the training or inference step of networks.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo bench alexnet --batch-size 32",
      "  convzoo bench googlenet --mode infer --batch-size 1 --json",
      "  convzoo bench lenet --batch-size 256 --input real --steps 500",
      "  convzoo bench resnet50 --batch-size 256 --devices all",
      "  convzoo launch --workers 2 bench alexnet --batch-size 32",
      "  convzoo bench --all --batch-size 4 --warmup 1 --steps 3"
    })
public final class BenchCommand extends ConsoleCommand {

  private enum Mode {
    TRAIN(Phase.TRAINING),
    INFER(Phase.INFERENCE);

    private final Phase phase;

    Mode(Phase phase) {
      this.phase = phase;
    }
  }

  private enum Input {
    SYNTHETIC,
    REAL
  }

  @Parameters(
      arity = "0..*",
      paramLabel = "NETWORK",
      description = "Names from \"convzoo models\"; several give a table.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--all", description = "Measure every network of the zoo.")
  private boolean all;

  @Option(
      names = "--mode",
      defaultValue = "train",
      description = "train (forward, backward, update) or infer. Default: ${DEFAULT-VALUE}.")
  private Mode mode;

  @Option(
      names = "--input",
      defaultValue = "synthetic",
      description =
          "synthetic (lies in memory), or real: its default recipe's data set. Default: ${DEFAULT-VALUE}.")
  private Input input;

  @Option(
      names = {"--batch-size", "--batch"},
      paramLabel = "N",
      defaultValue = "32",
      description = "Images in a step. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = {"--input-size", "--size"},
      paramLabel = "PIXELS",
      description = "Side of the images. Default: the paper's.")
  private Integer size;

  @Option(names = "--classes", paramLabel = "N", description = "Default: the paper's.")
  private Integer classes;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      defaultValue = "5",
      description = "Steps before the first that counts. Default: ${DEFAULT-VALUE}.")
  private int warmup;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "20",
      description = "Steps that count. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--precision",
      defaultValue = "float32",
      description = "float32, or bfloat16 in products (CPU). Default: ${DEFAULT-VALUE}.")
  private Precision precision;

  @Option(
      names = "--timeline",
      paramLabel = "FILE",
      description =
          "Also write when each operation of a step ran, for ui.perfetto.dev or chrome://tracing.")
  private Path timeline;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private DataOptions data;
  @Mixin private DeviceOptions device;
  @Mixin private TowerOptions towers;
  @Mixin private DistributionOptions distribution;
  @Mixin private Output output;

  private Hardware hardware;

  @Override
  public Integer call() throws Exception {
    if (names.isEmpty() != all) {
      throw wrongCall("give a NETWORK to measure, or --all and none");
    }
    List<Network> networks = all ? List.copyOf(Zoo.all()) : names.stream().map(Zoo::get).toList();
    hardware = distribution.inCluster(device.with(towers), err());
    if (timeline != null && networks.size() > 1) {
      throw wrongCall("--timeline is for one network");
    }
    output.requireFree("--timeline", timeline, "json");
    if (hardware.isInCluster() && networks.size() > 1) {
      throw wrongCall("several processes measure one network together, give one");
    }
    if (!hardware.keeps()) {
      figures(networks.get(0));
      return 0;
    }
    if (json) {
      for (Network network : networks) {
        out().println(new ObjectMapper().writeValueAsString(figures(network)));
        out().flush();
      }
      return 0;
    }
    if (networks.size() == 1) {
      Benchmark.Figures figures = figures(networks.get(0));
      print(figures, ceiling()); // measured last: its memory is not the network's
      return 0;
    }
    PeakThroughput ceiling = ceiling();
    printHead(ceiling);
    for (Network network : networks) {
      printLine(figures(network), ceiling);
      out().flush();
    }
    return 0;
  }

  private PeakThroughput ceiling() {
    return PeakThroughput.measured(device.device, device.threads, precision);
  }

  private Benchmark.Figures figures(Network network) throws Exception {
    if (input == Input.REAL) {
      String name = network.spec().name();
      String dataset = Recipes.shipped(name, "default", Map.of()).dataset();
      try (DataSet set = data.open(dataset, pixels(network, network.spec().input().channels()))) {
        return measure(network, set);
      }
    }
    return measure(network, null);
  }

  private void printHead(PeakThroughput ceiling) {
    out()
        .printf(
            "%s in %s, batches of %d, on %s; at its best %,.0f GFLOP/s and %,.1f GB/s%n",
            mode.name().toLowerCase(Locale.ROOT),
            precision.name().toLowerCase(Locale.ROOT),
            batch,
            hardware.words(),
            ceiling.gflops(),
            ceiling.gigabytes());
    out()
        .printf(
            "%-20s %-11s %12s %10s %10s %8s %6s%n",
            "network", "size", "parameters", "median ms", "images/s", "GFLOP/s", "share");
  }

  private void printLine(Benchmark.Figures figures, PeakThroughput ceiling) {
    out()
        .printf(
            "%-20s %-11s %,12d %10.2f %,10.1f %8.1f %4.0f %%%n",
            figures.network(),
            figures.size(),
            figures.parameters(),
            figures.medianMs(),
            figures.imagesPerSecond(),
            figures.gflops(),
            100 * figures.gflops() / ceiling.gflops());
  }

  private void print(Benchmark.Figures figures, PeakThroughput ceiling) {
    var out = out();
    out.printf(
        "%s, %s in %s, batch %d of %s (%s), %,d parameters, %s, on %s%n",
        figures.network(),
        figures.mode(),
        figures.precision().name().toLowerCase(Locale.ROOT),
        figures.batch(),
        figures.size(),
        figures.source(),
        figures.parameters(),
        figures.version(),
        hardware.words());
    out.printf(
        "median %.2f ms, 90th percentile %.2f ms, %,.1f images/s%n",
        figures.medianMs(), figures.p90Ms(), figures.imagesPerSecond());
    out.printf(
        "%.1f GFLOP/s, %.0f %% of what a large product of matrices reaches here (%.1f)%n",
        figures.gflops(), 100 * figures.gflops() / ceiling.gflops(), ceiling.gflops());
    if (figures.sumsMs() != null) {
      out.printf(
          "sums of gradients alone, %.1f MB: %.2f ms, as over a link of %.2f Gbit/s%n",
          4e-6 * figures.parameters(), figures.sumsMs(), figures.sumsGbit());
    }
    out.printf(
        "memory is read and written at %.1f GB/s at best: see convzoo report --roofline %.0f,%.1f%n",
        ceiling.gigabytes(), ceiling.gflops(), ceiling.gigabytes());
    out.printf(
        "memory: %s; of these, a step has %,d bytes of TensorFlow's allocator at once, besides its"
            + " variables%n",
        resident(figures), figures.allocatedPeak());
  }

  private static String resident(Benchmark.Figures figures) {
    return figures.rssMbPeak() == null
        ? "this system does not say how much the process has"
        : "%,d MiB after warm-up, %,d MiB at the end, %,d MiB at the peak"
            .formatted(figures.rssMbWarm(), figures.rssMbEnd(), figures.rssMbPeak());
  }

  private Benchmark.Figures measure(Network network, DataSet set) throws Exception {
    var own = network.spec().input();
    var pixels = pixels(network, set == null ? own.channels() : set.training().channels());
    int outputs =
        set != null ? set.labels().size() : classes != null ? classes : network.spec().classes();
    return Benchmark.measure(
        new Benchmark.Job(
            network, mode.phase, pixels, outputs, batch, set, precision, warmup, steps),
        hardware,
        this::timeline);
  }

  private void timeline(StepTrace trace) {
    if (timeline == null || !hardware.keeps()) {
      return;
    }
    try {
      output.write(timeline, Timeline.of(trace));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Spec.Input pixels(Network network, int channels) {
    var own = network.spec().input();
    return new Spec.Input(
        size == null ? own.height() : size, size == null ? own.width() : size, channels);
  }
}
