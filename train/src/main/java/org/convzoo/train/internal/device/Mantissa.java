package org.convzoo.train.internal.device;

import java.util.List;
import java.util.function.BiFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/**
 * Finds out how many bits of a factor count in a product: each of the numbers 1 + 2^-k is
 * multiplied by 1, and stays what it is as long as the device has a bit for the 2^-k.
 */
final class Mantissa {

  private static final int FLOAT32 = 23;
  private static final int TF32 = 10;

  /** Large enough for the units that multiply in fewer bits. */
  private static final int SIZE = 256;

  private Mantissa() {}

  /** Says it of products of matrices. */
  static String ofProducts(ConfigProto config) {
    return words(bits(config, (tf, x) -> tf.linalg.matMul(x, one(tf))));
  }

  /** Says it of convolutions. */
  static String ofConvolutions(ConfigProto config) {
    return words(
        bits(
            config,
            (tf, x) -> {
              var map = tf.reshape(x, tf.constant(new int[] {1, SIZE / 16, 16, SIZE}));
              var kernel = tf.reshape(one(tf), tf.constant(new int[] {1, 1, SIZE, SIZE}));
              var strides = List.of(1L, 1L, 1L, 1L);
              return tf.nn.conv2d(map, kernel, strides, "VALID");
            }));
  }

  private static String words(int bits) {
    String name = bits == FLOAT32 ? ": float32" : bits == TF32 ? ": TF32" : "";
    return "keep %d bits of a factor's mantissa%s".formatted(bits, name);
  }

  private static int bits(
      ConfigProto config, BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> product) {
    float[] numbers = new float[SIZE * SIZE];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(i % FLOAT32 + 1);
    }
    try (Graph graph = new Graph();
        Session session = new Session(graph, config);
        TFloat32 x = TFloat32.tensorOf(Shape.of(SIZE, SIZE), DataBuffers.of(numbers))) {
      Ops tf = Ops.create(graph);
      var in = tf.placeholder(TFloat32.class);
      try (Result result = session.runner().feed(in, x).fetch(product.apply(tf, in)).run()) {
        double[] products = Numbers.of(result.get(0));
        int bits = 0;
        while (bits < FLOAT32 && products[bits] == number(bits + 1)) {
          bits++;
        }
        return bits;
      }
    }
  }

  private static float number(int k) {
    return 1 + Math.scalb(1f, -k);
  }

  /** The unit matrix. */
  private static Operand<TFloat32> one(Ops tf) {
    var ones = tf.fill(tf.constant(new int[] {SIZE}), tf.constant(1f));
    return tf.linalg.tensorDiag(ones);
  }
}
