package org.convzoo.train.internal.device;

import org.convzoo.train.hardware.Devices;
import org.convzoo.train.recipe.Precision;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.OptimizerOptions;

/**
 * The two that are compared.
 *
 * @param reference the CPU, which runs each graph as it was built
 * @param checked the device in question, which runs what TensorFlow makes of a graph: that fuses
 *     operations and, on a GPU, changes the layout of maps
 */
record Sides(ConfigProto reference, ConfigProto checked) {

  /**
   * Returns the CPU and {@code on}, which may be the CPU again.
   *
   * @throws org.convzoo.train.hardware.NoGpuException if a GPU is asked for and there is none to be
   *     used
   */
  static Sides of(Devices.Choice on) {
    return new Sides(
        asBuilt(Devices.config(Devices.Choice.CPU, 0, Precision.FLOAT32)),
        Devices.config(on, 0, Precision.FLOAT32));
  }

  /** The device in question, which runs each graph as it was built. */
  ConfigProto checkedAsBuilt() {
    return asBuilt(checked);
  }

  private static ConfigProto asBuilt(ConfigProto config) {
    ConfigProto.Builder plain = config.toBuilder();
    plain.getGraphOptionsBuilder().getRewriteOptionsBuilder().setDisableMetaOptimizer(true);
    plain
        .getGraphOptionsBuilder()
        .getOptimizerOptionsBuilder()
        .setOptLevel(OptimizerOptions.Level.L0);
    return plain.build();
  }
}
