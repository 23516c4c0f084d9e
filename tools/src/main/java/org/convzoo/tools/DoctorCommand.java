package org.convzoo.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    say("Java", "%s, %s".formatted(Runtime.version(), System.getProperty("java.vm.name")));
    say(
        "TensorFlow",
        "%s, %s build".formatted(TensorFlow.version(), CudaProbe.cudaBuild() ? "CUDA" : "CPU"));
    say("processor", Processor.describe());
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
}
