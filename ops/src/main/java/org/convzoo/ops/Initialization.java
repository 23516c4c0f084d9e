package org.convzoo.ops;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.convzoo.ops.random.Seeds;
import org.tensorflow.framework.initializers.Constant;
import org.tensorflow.framework.initializers.Initializer;
import org.tensorflow.types.TFloat32;

/**
 * First values of a network's kernels and biases. Batch norm starts at the scale that its layer
 * says and a shift of 0.
 *
 * <p>The first value of a kernel is a pure function of the seed and the variable's name: adding a
 * layer changes no other layer's start.
 *
 * @param usual the start of every layer that has none of its own
 * @param layers the start of all layers in a scope, such as {@code fc6} or {@code tower1/fc6}, by
 *     the scope; of several, the innermost counts
 * @param seed the seed
 */
public record Initialization(Start usual, Map<String, Start> layers, long seed) {

  /** First values of biases. */
  public enum Biases {
    /** As their layers say: as the network's paper has it. */
    AS_PUBLISHED,
    /** 0. */
    ZERO
  }

  /** First values of a layer. */
  public record Start(KernelInitializer kernels, Biases biases) {

    public Start {
      Objects.requireNonNull(kernels, "kernels");
      Objects.requireNonNull(biases, "biases");
    }
  }

  public Initialization {
    Objects.requireNonNull(usual, "usual");
    layers = Map.copyOf(layers);
  }

  /** Returns the initialisation of all kernels alike, and of biases as published. */
  public static Initialization of(KernelInitializer kernels, long seed) {
    return new Initialization(new Start(kernels, Biases.AS_PUBLISHED), Map.of(), seed);
  }

  /** Returns that of a kernel's usual distribution in Keras, {@code glorot_uniform}. */
  public static Initialization glorotUniform(long seed) {
    return of(KernelInitializer.glorotUniform(), seed);
  }

  /** Returns a copy in which the layers of a scope have kernels of their own. */
  public Initialization layer(String scope, KernelInitializer kernels) {
    Map<String, Start> more = new HashMap<>(layers);
    more.put(scope, new Start(kernels, start(scope).biases));
    return new Initialization(usual, more, seed);
  }

  /** Returns the initializer of the kernel {@code name}. */
  Initializer<TFloat32> kernel(String name, Fan fan) {
    return start(name).kernels.of(fan, Seeds.of(seed, name));
  }

  /** Returns the initializer of the bias {@code name}, whose layer says {@code published}. */
  Initializer<TFloat32> bias(String name, float published) {
    return new Constant<>(start(name).biases == Biases.ZERO ? 0.0 : published);
  }

  private Start start(String name) {
    return layers.keySet().stream()
        .filter(scope -> (name + "/").startsWith(scope + "/"))
        .max(Comparator.comparingInt(String::length))
        .map(layers::get)
        .orElse(usual);
  }
}
