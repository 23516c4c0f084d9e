package org.convzoo.train.hardware;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * The CUDA and cuDNN libraries that TensorFlow 2.18 opens by name.
 *
 * <p>Built with {@code -Pcuda-redist} they come as a jar. Loaded from it before TensorFlow looks
 * for a GPU, they are found under their names, and the machine needs the NVIDIA driver alone.
 */
public final class CudaLibraries {

  /** In an order in which each finds what it needs. The last is the one that TensorFlow calls. */
  private static final List<String> IN_ORDER =
      List.of(
          "libcudart.so.12",
          "libcupti.so.12",
          "libnvJitLink.so.12",
          "libnvrtc-builtins.so.12.6",
          "libnvrtc.so.12",
          "libcublasLt.so.12",
          "libcublas.so.12",
          "libcufft.so.11",
          "libcusparse.so.12",
          "libcusolver.so.11",
          "libnccl.so.2",
          "libcudnn_graph.so.9",
          "libcudnn_ops.so.9",
          "libcudnn_engines_precompiled.so.9",
          "libcudnn_engines_runtime_compiled.so.9",
          "libcudnn_heuristic.so.9",
          "libcudnn_cnn.so.9",
          "libcudnn_adv.so.9",
          "libcudnn.so.9");

  private static final List<String> NEEDED =
      List.of(
          "libcudart.so.12",
          "libcublas.so.12",
          "libcublasLt.so.12",
          "libcufft.so.11",
          "libcusolver.so.11",
          "libcusparse.so.12",
          "libcudnn.so.9");

  static {
    Loader.load(Pointer.class); // JavaCPP's own library opens the others
  }

  private CudaLibraries() {}

  /** Loads those that are on the class path; none, where Convzoo was built without them. */
  public static void load() {
    for (String name : IN_ORDER) {
      URL jar =
          CudaLibraries.class.getResource(
              "/org/bytedeco/cuda/%s/%s".formatted(Loader.getPlatform(), name));
      if (jar != null) {
        try {
          File file = Loader.cacheResource(jar);
          Loader.loadGlobal(file.getAbsolutePath());
        } catch (IOException e) {
          throw new UncheckedIOException(name + " cannot be unpacked", e);
        }
      }
    }
  }

  /** Returns those that TensorFlow cannot do without and that cannot be loaded here. */
  public static List<String> missing() {
    List<String> missing = new ArrayList<>(NEEDED);
    missing.removeIf(CudaLibraries::loads);
    return missing;
  }

  static boolean loads(String library) {
    try {
      Loader.loadGlobal(library);
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }
}
