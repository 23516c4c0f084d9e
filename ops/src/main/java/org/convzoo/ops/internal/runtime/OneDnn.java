package org.convzoo.ops.internal.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.convzoo.UsageException;

/**
 * A fault of oneDNN, whose kernels TensorFlow takes on x86 processors. Some virtual machines do not
 * say how large the caches of a processor of AMD's are (CPUID leaf 0x8000001D). oneDNN, seen in 3.5
 * and 3.7, takes them for one byte then, cuts the reordering of a kernel's weights to that, and
 * loses some where channels are no multiple of its blocks: convolutions come out wrong. Its kernels
 * for AVX alone reorder no weights in this way.
 */
public final class OneDnn {

  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
  private static final String UP_TO = "ONEDNN_MAX_CPU_ISA";
  private static final Set<String> RIGHT = Set.of("SSE41", "AVX");

  private static final boolean WRONG = isWrong(System.getenv(), Files.exists(CACHES), processor());

  private OneDnn() {}

  /**
   * Checks that convolutions come out right.
   *
   * @throws UsageException if they would not, with what to set
   */
  public static void requireRight() {
    if (WRONG) {
      throw new UsageException(
          "this machine does not say how large its caches are, and oneDNN, whose kernels TensorFlow"
              + " uses, computes wrong convolutions then: set ONEDNN_MAX_CPU_ISA=AVX in the"
              + " environment of Java, as the convzoo command does");
    }
  }

  /** Returns the newest instructions that the environment lets it use, or null for all. */
  public static String upTo() {
    return System.getenv(UP_TO);
  }

  /** Whether the environment lets it use AVX-512, of which its kernels for bfloat16 are part. */
  public static boolean mayUseAvx512() {
    return mayUseAvx512(System.getenv());
  }

  static boolean mayUseAvx512(Map<String, String> environment) {
    return environment.getOrDefault(UP_TO, "AVX512").startsWith("AVX512");
  }

  /** Whether it is one of those machines, and the environment does not keep oneDNN right. */
  static boolean isWrong(Map<String, String> environment, boolean cachesKnown, String processor) {
    return !cachesKnown
        && processor.contains("AuthenticAMD")
        && !"0".equals(environment.get("TF_ENABLE_ONEDNN_OPTS"))
        && !RIGHT.contains(environment.getOrDefault(UP_TO, ""));
  }

  private static String processor() {
    try {
      return Files.readString(PROCESSOR);
    } catch (IOException e) { // no Linux, or one that says nothing
      return "";
    }
  }
}
