package org.convzoo.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.convzoo.train.CudaProbe;
import org.convzoo.train.Devices;
import org.convzoo.train.data.FashionMnist;
import org.tensorflow.TensorFlow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "doctor",
    description = "Say what Convzoo finds on this machine, and why it finds no GPU.",
    footerHeading = "%nExample:%n",
    footer = "  convzoo doctor")
final class DoctorCommand implements Callable<Integer> {

  private static final List<String> FEATURES =
      List.of("avx", "avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16");

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    say("Java", "%s, %s".formatted(Runtime.version(), System.getProperty("java.vm.name")));
    say(
        "TensorFlow",
        "%s, %s build".formatted(TensorFlow.version(), CudaProbe.cudaBuild() ? "CUDA" : "CPU"));
    say("processor", processor());
    say("devices", String.join(", ", Devices.seen()));
    say("GPU", Devices.gpus().isEmpty() ? "none: " + CudaProbe.whyNoGpu() : gpu());
    say(
        "Fashion-MNIST",
        Files.isDirectory(FashionMnist.DEBIAN)
            ? FashionMnist.DEBIAN.toString()
            : "the embedded subset");
    return 0;
  }

  private void say(String subject, String finding) {
    command.commandLine().getOut().printf("%-14s %s%n", subject, finding);
  }

  private static String gpu() throws IOException {
    Path driver = Path.of("/proc/driver/nvidia/version");
    String version = Files.exists(driver) ? Files.readAllLines(driver).get(0) : "driver unknown";
    return "%s (%s)".formatted(String.join(", ", Devices.gpus()), version);
  }

  private static String processor() throws IOException {
    int cores = Runtime.getRuntime().availableProcessors();
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.exists(info)) {
      return "%d cores".formatted(cores);
    }
    List<String> lines = Files.readAllLines(info);
    List<String> flags = Arrays.asList(value(lines, "flags").split(" "));
    List<String> known = FEATURES.stream().filter(flags::contains).toList();
    return "%s, %d cores, %s".formatted(value(lines, "model name"), cores, String.join(" ", known));
  }

  private static String value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}
