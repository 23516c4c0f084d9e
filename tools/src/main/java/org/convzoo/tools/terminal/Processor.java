package org.convzoo.tools.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The processor of this machine: its name, and the instructions that make convolutions fast. */
public final class Processor {

  private static final Path LINUX = Path.of("/proc/cpuinfo");
  private static final String NAME_ON_MAC = "machdep.cpu.brand_string";
  private static final String FEATURES_ON_MAC = "hw.optional";
  private static final List<String> FEATURES =
      List.of(
          "avx",
          "avx2",
          "fma",
          "avx512f",
          "avx512_vnni",
          "avx512_bf16",
          "amx_bf16", // x86
          "asimd",
          "sve",
          "sve2",
          "sme",
          "i8mm",
          "bf16"); // ARM
  private static final int SECONDS = 5;

  private Processor() {}

  /** Describes the processor in a line; a system that says nothing has one that is unknown. */
  public static String describe() throws IOException {
    List<String> lines =
        Files.exists(LINUX)
            ? Files.readAllLines(LINUX)
            : output("/usr/sbin/sysctl", NAME_ON_MAC, FEATURES_ON_MAC);
    return describe(lines, Runtime.getRuntime().availableProcessors());
  }

  /** Describes it by lines of a key, a colon and a value, of Linux or of macOS' sysctl. */
  static String describe(List<String> lines, int cores) {
    Map<String, String> values = new HashMap<>();
    for (String line : lines) {
      String[] pair = line.split(":", 2);
      values.putIfAbsent(pair[0].strip(), pair.length == 2 ? pair[1].strip() : "");
    }
    List<String> parts = new ArrayList<>(List.of(name(values), cores + " cores"));
    Set<String> features = features(values);
    List<String> known = FEATURES.stream().filter(features::contains).toList();
    if (!known.isEmpty()) {
      parts.add(String.join(" ", known));
    }
    return String.join(", ", parts);
  }

  private static String name(Map<String, String> values) {
    if (values.containsKey("CPU part")) { // Linux on ARM knows numbers alone
      return "ARM, implementer %s, part %s"
          .formatted(values.get("CPU implementer"), values.get("CPU part"));
    }
    return values.getOrDefault("model name", values.getOrDefault(NAME_ON_MAC, "unknown"));
  }

  private static Set<String> features(Map<String, String> values) {
    String flags = values.getOrDefault("flags", values.getOrDefault("Features", ""));
    Set<String> features = new HashSet<>(List.of(flags.split(" ")));
    values.forEach(
        (key, value) -> { // such as hw.optional.arm.FEAT_BF16: 1
          if (key.startsWith(FEATURES_ON_MAC) && value.equals("1")) {
            String name = key.substring(key.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            features.add(name.replace("feat_", "").replace("advsimd", "asimd"));
          }
        });
    return features;
  }

  /** Returns the lines that a command prints; none where it is absent or takes too long. */
  static List<String> output(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var printed = process.getInputStream()) {
        if (process.waitFor(SECONDS, TimeUnit.SECONDS)) {
          return new String(printed.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) { // there is no such command
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of();
  }
}
