package org.convzoo.train.internal.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.convzoo.internal.files.Folders;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.PeakThroughput;
import org.convzoo.train.internal.device.row.Fact;
import org.convzoo.train.internal.device.row.Row;
import org.convzoo.train.recipe.Precision;

/** What can be told about a GPU and its libraries without a program of NVIDIA's. */
final class GpuFacts {

  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");
  private static final Path GPUS = Path.of("/proc/driver/nvidia/gpus");
  private static final Path LOADED = Path.of("/proc/self/maps");
  private static final Pattern CUDA =
      Pattern.compile(
          "\\S*/lib(?:cudart|cudnn|cublas|cublasLt|cufft|cusolver|cusparse|nccl)\\.so\\S*");
  private static final Pattern VERSION = Pattern.compile("\\b\\d+\\.\\d+(?:\\.\\d+)?\\b");
  private static final List<String> VARIABLES =
      List.of("NVIDIA_TF32_OVERRIDE", "TF_DETERMINISTIC_OPS", "XLA_FLAGS", "TF_XLA_FLAGS");

  private GpuFacts() {}

  static void tell(Setting setting, Consumer<Row> rows) {
    var config = Devices.config(setting.on(), 0, Precision.FLOAT32);
    rows.accept(new Fact("checked", Devices.used(setting.on())));
    rows.accept(new Fact("products of matrices", Mantissa.ofProducts(config)));
    rows.accept(new Fact("convolutions", Mantissa.ofConvolutions(config)));
    for (String variable : VARIABLES) {
      String value = System.getenv(variable);
      if (value != null) {
        rows.accept(new Fact(variable, value));
      }
    }
    if (!setting.quick()) {
      PeakThroughput best = PeakThroughput.measured(setting.on(), 0, Precision.FLOAT32);
      rows.accept(new Fact("a large product", "%.0f GFLOP/s".formatted(best.gflops())));
      rows.accept(new Fact("memory's speed", "%.0f GB/s".formatted(best.gigabytes())));
    }
    if (setting.on() == Devices.Choice.GPU) {
      tellDriver(rows);
    }
  }

  private static void tellDriver(Consumer<Row> rows) {
    try {
      if (Files.exists(DRIVER)) {
        rows.accept(new Fact("driver", driver(Files.readAllLines(DRIVER).get(0))));
      }
      for (Path gpu : Files.isDirectory(GPUS) ? Folders.list(GPUS) : List.<Path>of()) {
        for (String line : Files.readAllLines(gpu.resolve("information"))) {
          if (line.startsWith("Model:")) {
            rows.accept(new Fact("GPU", line.substring("Model:".length()).strip()));
          }
        }
      }
      for (String library : libraries(Files.readAllLines(LOADED))) {
        rows.accept(new Fact("loaded", library));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the version in the driver's own line, or the line where there is none. */
  static String driver(String line) {
    var version = VERSION.matcher(line);
    return version.find() ? version.group() : line;
  }

  /**
   * Returns the CUDA libraries that a process has open, once a product and a convolution have run:
   * a file's name, with all that links lead to, has its version.
   *
   * @param maps the lines of its memory
   */
  static List<String> libraries(List<String> maps) {
    return maps.stream()
        .flatMap(line -> CUDA.matcher(line).results())
        .map(MatchResult::group)
        .distinct()
        .toList();
  }
}
