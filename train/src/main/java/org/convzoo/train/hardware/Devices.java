package org.convzoo.train.hardware;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.convzoo.Require;
import org.convzoo.UsageException;
import org.convzoo.ops.internal.runtime.OneDnn;
import org.convzoo.train.recipe.Precision;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.RewriterConfig;

/** The devices that TensorFlow sees, and what a run may use of them. */
public final class Devices {

  /** What a user asks for. */
  public enum Choice {
    /** The CPU alone, also where there is a GPU. */
    CPU,
    /** A GPU, and an error where there is none. */
    GPU,
    /** A GPU where there is one, else the CPU. */
    AUTO
  }

  private static final GPUOptions GROWING = GPUOptions.newBuilder().setAllowGrowth(true).build();

  private static List<String> seen;

  private Devices() {}

  /** Returns the devices, such as {@code CPU:0} and {@code GPU:0}. */
  public static synchronized List<String> seen() {
    if (seen == null) {
      CudaLibraries.load();
      seen = list();
    }
    return seen;
  }

  /** Returns the GPUs, such as {@code GPU:0}; none where TensorFlow cannot use any. */
  public static List<String> gpus() {
    return seen().stream().filter(name -> name.startsWith("GPU:")).toList();
  }

  /**
   * Turns a choice into a session's configuration.
   *
   * @param threads for the CPU's ops, or 0 for as many as there are cores
   * @param precision of products; bfloat16 is for the CPU
   * @throws NoGpuException if a GPU is asked for and there is none that TensorFlow can use
   * @throws UsageException if bfloat16 cannot be had
   */
  public static ConfigProto config(Choice choice, int threads, Precision precision) {
    requireUsable(choice);
    Require.atLeast(0, "threads", threads);
    ConfigProto.Builder config =
        ConfigProto.newBuilder()
            .setAllowSoftPlacement(true)
            .setIntraOpParallelismThreads(threads)
            .setInterOpParallelismThreads(threads)
            .setGpuOptions(GROWING);
    if (choice == Choice.CPU) {
      config.putDeviceCount("GPU", 0);
    }
    if (precision == Precision.BFLOAT16) {
      if (choice != Choice.CPU && !gpus().isEmpty()) {
        throw new UsageException("bfloat16 is for the CPU: add --device cpu");
      }
      if (!OneDnn.mayUseAvx512()) { // TensorFlow would end the process
        throw new UsageException(
            "bfloat16 needs AVX-512, and ONEDNN_MAX_CPU_ISA=%s keeps TensorFlow from it; the convzoo"
                + " command sets that where convolutions would come out wrong otherwise",
            OneDnn.upTo());
      }
      config
          .getGraphOptionsBuilder()
          .getRewriteOptionsBuilder()
          .setAutoMixedPrecisionOnednnBfloat16(RewriterConfig.Toggle.ON);
    }
    return config.build();
  }

  /** Returns whether a session of this configuration has the machine's own memory and no GPU's. */
  public static boolean areCpusAlone(ConfigProto config) {
    return config.getDeviceCountOrDefault("GPU", 1) == 0 || gpus().isEmpty();
  }

  /**
   * Returns what a session of this choice computes on, for people.
   *
   * @throws NoGpuException if a GPU is asked for and there is none that TensorFlow can use
   */
  public static String used(Choice choice) {
    requireUsable(choice);
    boolean gpu = choice != Choice.CPU && !gpus().isEmpty();
    return gpu
        ? String.join(", ", gpus())
        : "CPU, %d cores".formatted(Runtime.getRuntime().availableProcessors());
  }

  private static void requireUsable(Choice choice) {
    if (choice == Choice.GPU && gpus().isEmpty()) {
      throw new NoGpuException(CudaProbe.whyNoGpu());
    }
  }

  private static List<String> list() {
    TF_Status status = TF_Status.newStatus();
    // the first session decides for the whole process whether a GPU's memory is taken at once
    byte[] config = ConfigProto.newBuilder().setGpuOptions(GROWING).build().toByteArray();
    TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
    TF_SetConfig(options, new BytePointer(config), config.length, status);
    status.throwExceptionIfNotOK();
    TF_Session session = TF_Session.newSession(TF_Graph.newGraph(), options, status);
    status.throwExceptionIfNotOK();
    TF_DeviceList devices = TF_SessionListDevices(session, status);
    status.throwExceptionIfNotOK();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < TF_DeviceListCount(devices); i++) {
      String name = TF_DeviceListName(devices, i, status).getString();
      status.throwExceptionIfNotOK();
      names.add(name.substring(name.lastIndexOf("device:") + "device:".length()));
    }
    TF_DeleteDeviceList(devices);
    return List.copyOf(names);
  }
}
