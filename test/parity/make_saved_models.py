"""Writes SavedModels that convzoo did not write, and prints what Keras counts in them.

small: those under test/src/test/resources/org/convzoo/report, a few layers each; the tests count
       them by hand.
large: networks of Keras Applications at their usual size, random weights.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import argparse
from pathlib import Path

import keras
import tensorflow as tf
from keras import layers

tf1 = tf.compat.v1

LARGE = (
    "ResNet50",
    "MobileNetV2",
    "EfficientNetB0",
    "DenseNet121",
    "VGG16",
    "InceptionV3",
    "Xception",
    "NASNetMobile",
    "ConvNeXtTiny",
)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("size", choices=("small", "large"))
    p.add_argument("out", type=Path)
    args = p.parse_args()
    if args.size == "large":
        for name in LARGE:
            save(getattr(keras.applications, name)(weights=None), args.out / name.lower())
    else:
        save(separable(), args.out / "keras")
        tf.saved_model.save(Nested(), str(args.out / "nested"))
        tf.saved_model.save(Branching(), str(args.out / "branching"))
        tf.saved_model.save(Shapeless(), str(args.out / "shapeless"))
        graph_of_tensorflow1(args.out / "tensorflow1", args.out / "frozen.pb")


def save(model, folder):
    model.export(folder, verbose=False)
    trainable = sum(w.numpy().size for w in model.trainable_weights)
    print(f"{folder.name}: {model.count_params():,} parameters, {trainable:,} of them trainable")


def separable():
    """Convolution, depthwise convolution, batch norm; images of any size."""
    image = x = keras.Input((None, None, 3), name="image")
    x = layers.Conv2D(8, 3, strides=2, padding="same", use_bias=False, name="stem")(x)
    x = layers.BatchNormalization(name="stem_norm")(x)
    x = layers.ReLU(6, name="stem_relu")(x)
    x = layers.DepthwiseConv2D(3, padding="same", use_bias=False, name="depthwise")(x)
    x = layers.BatchNormalization(name="depthwise_norm")(x)
    x = layers.Conv2D(12, 1, name="pointwise")(x)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dense(10, activation="softmax", name="classes")(x)
    return keras.Model(image, x)


class Nested(tf.Module):
    """Functions in functions: the same convolution called twice, its weights shared."""

    def __init__(self):
        self.kernel = tf.Variable(tf.zeros((3, 3, 4, 4)), name="kernel")
        self.bias = tf.Variable(tf.zeros(4), name="bias")
        self.scale = tf.Variable(tf.ones(4), trainable=False, name="scale")

    @tf.function
    def convolved(self, x):
        return tf.nn.relu(tf.nn.conv2d(x, self.kernel, 1, "SAME") + self.bias)

    @tf.function
    def twice(self, x):
        return self.convolved(self.convolved(x))

    @tf.function(input_signature=[tf.TensorSpec((None, 8, 8, 4), name="maps")])
    def __call__(self, x):
        return self.twice(x) * self.scale


class Branching(tf.Module):
    """A convolution of 3x3 if the maps are bright, of 1x1 if not; then three rounds of another."""

    def __init__(self):
        self.wide = tf.Variable(tf.zeros((3, 3, 4, 4)), name="wide")
        self.narrow = tf.Variable(tf.zeros((1, 1, 4, 4)), name="narrow")
        self.looped = tf.Variable(tf.zeros((1, 1, 4, 4)), name="looped")

    @tf.function(input_signature=[tf.TensorSpec((None, 8, 8, 4), name="maps")])
    def __call__(self, x):
        x = tf.cond(
            tf.reduce_mean(x) > 0.5,
            lambda: tf.nn.conv2d(x, self.wide, 1, "SAME"),
            lambda: tf.nn.conv2d(x, self.narrow, 1, "SAME"),
        )
        _, x = tf.while_loop(
            lambda i, _: i < 3,
            lambda i, y: (i + 1, tf.nn.conv2d(y, self.looped, 1, "SAME")),
            (0, x),
        )
        return tf.nn.relu(x)


class Shapeless(tf.Module):
    """Variables whose shapes only the checkpoint knows."""

    def __init__(self):
        kernel, bias = tf.zeros((3, 3, 4, 6)), tf.zeros(6)
        self.kernel = tf.Variable(kernel, shape=tf.TensorShape(None), name="kernel")
        self.bias = tf.Variable(bias, shape=tf.TensorShape((None,)), name="bias")

    @tf.function(input_signature=[tf.TensorSpec((None, 8, 8, 4), name="maps")])
    def __call__(self, x):
        return tf.nn.bias_add(tf.nn.conv2d(x, self.kernel, 1, "SAME"), self.bias)


def graph_of_tensorflow1(folder, frozen):
    """Reference variables, fused batch norm, collections; and the same with constants."""
    with tf.Graph().as_default() as graph, tf1.Session() as session:
        image = tf1.placeholder(tf.float32, (None, 12, 12, 1), "image")
        kernel = variable("conv/kernel", (5, 5, 1, 6))
        x = tf.nn.conv2d(image, kernel, 1, "VALID", name="conv/convolution")
        x = tf.nn.bias_add(x, variable("conv/bias", (6,)), name="conv/add")
        gamma, beta = variable("norm/gamma", (6,)), variable("norm/beta", (6,))
        mean = variable("norm/first", (6,), trainable=False)
        variance = variable("norm/second", (6,), trainable=False)
        x, *_ = tf1.nn.fused_batch_norm(
            x, gamma, beta, mean, variance, is_training=False, name="norm/batch"
        )
        x = tf.nn.max_pool2d(tf.nn.relu(x, name="relu"), 2, 2, "VALID", name="pool")
        x = tf.reshape(x, (-1, 4 * 4 * 6), name="flat")
        x = tf.matmul(x, variable("dense/kernel", (96, 10)), name="dense/product")
        logits = tf.nn.bias_add(x, variable("dense/bias", (10,)), name="dense/add")
        session.run(tf1.global_variables_initializer())
        tf1.saved_model.simple_save(session, str(folder), {"image": image}, {"logits": logits})
        constant = tf1.graph_util.convert_variables_to_constants(
            session, graph.as_graph_def(), ["dense/add"]
        )
        frozen.write_bytes(constant.SerializeToString())


def variable(name, shape, trainable=True):
    return tf1.get_variable(
        name, shape, initializer=tf1.zeros_initializer(), trainable=trainable, use_resource=False
    )


if __name__ == "__main__":
    main()
