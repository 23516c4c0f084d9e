package org.convzoo.train.hardware;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/** Finds out why TensorFlow sees no GPU. */
public final class CudaProbe {

  private CudaProbe() {}

  /** Whether the TensorFlow on the class path is built for CUDA. */
  public static boolean cudaBuild() {
    return CudaProbe.class.getResource(
            "/org/tensorflow/internal/c_api/" + Loader.getPlatform() + "-gpu/")
        != null;
  }

  /** Returns the first reason in the way, in one line, with what to do about it. */
  public static String whyNoGpu() {
    if (!Loader.getPlatform().equals("linux-x86_64")) {
      return "GPUs need Linux x86-64 with an NVIDIA card, and this is " + Loader.getPlatform();
    }
    if (!cudaBuild()) {
      return "this is the CPU build of TensorFlow; build Convzoo with -Pgpu (docs/gpu.md)";
    }
    if (!Files.exists(Path.of("/proc/driver/nvidia/version"))
        && !CudaLibraries.loads("libcuda.so.1")) {
      return "no NVIDIA driver is installed (no libcuda.so.1, no /proc/driver/nvidia)";
    }
    List<String> missing = CudaLibraries.missing();
    if (!missing.isEmpty()) {
      return "CUDA libraries are missing: %s; install CUDA 12 and cuDNN 9, or build with -Pcuda-redist"
          .formatted(String.join(", ", missing));
    }
    return "the driver and the CUDA libraries are there, but TensorFlow found no device it can use;"
        + " run with --verbose to read its own log";
  }
}
