package org.convzoo.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/** Finds out why TensorFlow sees no GPU. */
public final class CudaProbe {

  /** The libraries that TensorFlow 2.18 opens by name, besides the driver's. */
  static final List<String> LIBRARIES =
      List.of(
          "libcudart.so.12",
          "libcublas.so.12",
          "libcublasLt.so.12",
          "libcufft.so.11",
          "libcusolver.so.11",
          "libcusparse.so.12",
          "libcudnn.so.9");

  private CudaProbe() {}

  /** Whether the TensorFlow on the class path is built for CUDA. */
  public static boolean cudaBuild() {
    return CudaProbe.class.getResource(
            "/org/tensorflow/internal/c_api/" + Loader.getPlatform() + "-gpu/")
        != null;
  }

  /** Returns the first reason in the way, in one line, with what to do about it. */
  public static String whyNoGpu() {
    if (!cudaBuild()) {
      return "this is the CPU build of TensorFlow; build Convzoo with -Pgpu (docs/gpu.md)";
    }
    if (!Files.exists(Path.of("/proc/driver/nvidia/version")) && !loads("libcuda.so.1")) {
      return "no NVIDIA driver is installed (no libcuda.so.1, no /proc/driver/nvidia)";
    }
    List<String> missing = missingLibraries();
    if (!missing.isEmpty()) {
      return "CUDA libraries are missing: %s; install CUDA 12 and cuDNN 9, or build with -Pcuda-redist"
          .formatted(String.join(", ", missing));
    }
    return "the driver and the CUDA libraries are there, but TensorFlow found no device it can use;"
        + " run with --verbose to read its own log";
  }

  /** Returns those of TensorFlow's CUDA libraries that cannot be loaded. */
  public static List<String> missingLibraries() {
    return LIBRARIES.stream().filter(name -> !loads(name)).toList();
  }

  private static boolean loads(String library) {
    try {
      Loader.loadGlobal(library);
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }
}
