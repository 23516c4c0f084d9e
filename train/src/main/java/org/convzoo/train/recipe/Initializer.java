package org.convzoo.train.recipe;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.convzoo.UsageException;
import org.convzoo.ops.Initialization;
import org.convzoo.ops.KernelInitializer;

/**
 * First values of kernels and biases, as a recipe names them.
 *
 * @param kernels their distribution
 * @param stddev of {@code random_normal} and {@code truncated_normal}, above 0, else absent
 * @param limit of {@code random_uniform}, above 0, else absent
 * @param gain of {@code orthogonal}, above 0, or null for 1; else absent
 * @param biases {@code as_published} (where absent) or {@code zero}
 * @param layers what a scope's layers have in its place, such as {@code fc6}, or null for nothing
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Initializer(
    Kernels kernels,
    Double stddev,
    Double limit,
    Double gain,
    Initialization.Biases biases,
    Map<String, Initializer> layers) {

  /** The distributions, by Keras' names. */
  public enum Kernels {
    @JsonAlias("xavier")
    GLOROT_UNIFORM,
    GLOROT_NORMAL,
    HE_UNIFORM,
    @JsonAlias("he")
    HE_NORMAL,
    @JsonAlias("caffe_xavier")
    LECUN_UNIFORM,
    LECUN_NORMAL,
    ORTHOGONAL,
    @JsonAlias("normal")
    RANDOM_NORMAL,
    TRUNCATED_NORMAL,
    RANDOM_UNIFORM,
    ZEROS,
    IDENTITY
  }

  public Initializer {
    if (kernels == null) {
      throw new UsageException("initializer needs kernels");
    }
    biases = biases == null ? Initialization.Biases.AS_PUBLISHED : biases;
    layers = layers == null ? Map.of() : Map.copyOf(layers);
    boolean normal = kernels == Kernels.RANDOM_NORMAL || kernels == Kernels.TRUNCATED_NORMAL;
    stddev = !normal && stddev != null && stddev == 0 ? null : stddev; // old runs say 0 for none
    requireOnly(kernels, "stddev", stddev, normal);
    requireOnly(kernels, "limit", limit, kernels == Kernels.RANDOM_UNIFORM);
    gain = gain == null && kernels == Kernels.ORTHOGONAL ? Double.valueOf(1) : gain;
    requireOnly(kernels, "gain", gain, kernels == Kernels.ORTHOGONAL);
    if (layers.values().stream().anyMatch(layer -> !layer.layers.isEmpty())) {
      throw new UsageException("a layer's initializer has no layers of its own");
    }
  }

  private static void requireOnly(Kernels kernels, String key, Double value, boolean wanted) {
    String name = kernels.name().toLowerCase(Locale.ROOT);
    if (wanted && value == null) {
      throw new UsageException("%s needs a %s", name, key);
    }
    if (!wanted && value != null) {
      throw new UsageException("%s has no %s", name, key);
    }
    if (wanted && !(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new UsageException("%s must be above 0, got %s", key, value);
    }
  }

  /** Returns one that needs no number, with biases as published. */
  public static Initializer of(Kernels kernels) {
    return new Initializer(kernels, null, null, null, null, null);
  }

  /** Returns the initialisation of a network with this seed. */
  Initialization initialization(long seed) {
    Map<String, Initialization.Start> starts = new HashMap<>();
    layers.forEach((scope, layer) -> starts.put(scope, layer.start()));
    return new Initialization(start(), starts, seed);
  }

  private Initialization.Start start() {
    KernelInitializer initializer =
        switch (kernels) {
          case GLOROT_UNIFORM -> KernelInitializer.glorotUniform();
          case GLOROT_NORMAL -> KernelInitializer.glorotNormal();
          case HE_UNIFORM -> KernelInitializer.heUniform();
          case HE_NORMAL -> KernelInitializer.heNormal();
          case LECUN_UNIFORM -> KernelInitializer.lecunUniform();
          case LECUN_NORMAL -> KernelInitializer.lecunNormal();
          case ORTHOGONAL -> KernelInitializer.orthogonal(gain);
          case RANDOM_NORMAL -> KernelInitializer.randomNormal(stddev);
          case TRUNCATED_NORMAL -> KernelInitializer.truncatedNormal(stddev);
          case RANDOM_UNIFORM -> KernelInitializer.randomUniform(limit);
          case ZEROS -> KernelInitializer.zeros();
          case IDENTITY -> KernelInitializer.identity();
        };
    return new Initialization.Start(initializer, biases);
  }
}
