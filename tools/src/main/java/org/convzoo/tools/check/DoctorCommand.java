package org.convzoo.tools.check;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.tools.terminal.Output;
import org.convzoo.tools.terminal.Processor;
import org.convzoo.train.cluster.ClusterSpec;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.hardware.CudaProbe;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.Hardware;
import org.tensorflow.TensorFlow;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "doctor",
    description = "Say what Convzoo finds on this machine, and why it finds no GPU; check a GPU.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo doctor",
      "  convzoo doctor --gpu-check --json gpu.json",
      "  convzoo doctor --gpu-check --on cpu --quick"
    })
public final class DoctorCommand extends ConsoleCommand {

  @Mixin private Output output;

  @ArgGroup(exclusive = false, heading = "%nCheck of a GPU, in under ten minutes:%n")
  private GpuCheckOptions check;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = out();
    if (check == null) {
      findings().forEach((subject, finding) -> out.printf("%-14s %s%n", subject, finding));
      return 0;
    }
    check.output = output;
    GpuCheck run = new GpuCheck(check, out);
    if (check.part != null) {
      run.runPart(this::findings);
      return 0;
    }
    return run.run(CheckPass.all(check.on)) ? 0 : 1;
  }

  private Map<String, String> findings() throws IOException {
    Map<String, String> found = new LinkedHashMap<>();
    found.put("Java", "%s, %s".formatted(Runtime.version(), System.getProperty("java.vm.name")));
    found.put(
        "TensorFlow",
        "%s, %s build".formatted(TensorFlow.version(), CudaProbe.cudaBuild() ? "CUDA" : "CPU"));
    found.put("processor", Processor.describe());
    found.put("devices", String.join(", ", Devices.seen()));
    found.put("GPU", Devices.gpus().isEmpty() ? "none: " + CudaProbe.whyNoGpu() : gpu());
    found.put("--devices all", new Hardware(Devices.Choice.AUTO, 0).withReplicas("all").words());
    ClusterSpec.fromEnvironment().ifPresent(cluster -> found.put("cluster", words(cluster)));
    found.put(
        "Fashion-MNIST",
        Files.isDirectory(FashionMnist.DEBIAN)
            ? FashionMnist.DEBIAN.toString()
            : "the embedded subset");
    return found;
  }

  private static String words(ClusterSpec cluster) {
    return "%s of %d processes; its server will listen on all addresses and run what it is sent"
        .formatted(cluster.self(), cluster.size());
  }

  private static String gpu() throws IOException {
    Path driver = Path.of("/proc/driver/nvidia/version");
    String version = Files.exists(driver) ? Files.readAllLines(driver).get(0) : "driver unknown";
    return "%s (%s)".formatted(String.join(", ", Devices.gpus()), version);
  }
}
