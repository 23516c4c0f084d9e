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
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

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
        save(swish(), args.out / "swish")
        tf.saved_model.save(attention(), str(args.out / "attention"))
        save(clip(), args.out / "clip")
        save(preprocessing(), args.out / "preprocessing")
        save(lstm(), args.out / "lstm")
        save(gru(), args.out / "gru")
        freeze(lstm(1), args.out / "lstm.pb")
        tf.saved_model.save(Rounds(), str(args.out / "rounds"))
        freeze(Rounds(), args.out / "rounds.pb")
        tf.saved_model.save(Lookup(), str(args.out / "lookup"))
        tf.saved_model.save(Jpegs(), str(args.out / "jpegs"))
        tf.saved_model.save(Halving(), str(args.out / "halving"))
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


def swish():
    """What has a gradient of its own, and convolutions in groups."""
    image = x = keras.Input((8, 8, 4), name="image")
    x = layers.Conv2D(8, 3, groups=2, padding="same", activation="swish", name="grouped")(x)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(image, layers.Dense(5, activation="swish", name="classes")(x))


def attention():
    """Words as vectors, and two heads of attention over them."""
    words = keras.Input((6,), dtype="int32", name="words")
    x = layers.Embedding(11, 8, name="embedding")(words)
    return keras.Model(words, layers.MultiHeadAttention(2, 4, name="attention")(x, x))


def clip():
    """Convolution and pooling of frames, rows and columns."""
    frames = keras.Input((4, 8, 8, 2), name="clip")
    x = layers.Conv3D(3, (2, 3, 3), strides=(1, 2, 2), padding="same", name="conv")(frames)
    return keras.Model(frames, layers.MaxPooling3D(2, name="pool")(x))


def preprocessing():
    """What Keras does to images, and a convolution."""
    image = x = keras.Input((10, 12, 3), name="image")
    x = layers.Resizing(8, 8, name="resized")(x)
    x = layers.Rescaling(1 / 255, name="rescaled")(x)
    x = layers.Normalization(mean=[0.5, 0.5, 0.5], variance=[0.1, 0.2, 0.3], name="normal")(x)
    x = layers.CenterCrop(6, 6, name="cropped")(x)
    x = layers.RandomFlip(name="flipped")(x)
    return keras.Model(image, layers.Conv2D(4, 3, name="conv")(x))


def lstm(batch=None):
    """Five steps of three numbers."""
    steps = keras.Input((5, 3), batch, name="steps")
    x = layers.LSTM(4, name="lstm")(steps)
    return keras.Model(steps, layers.Dense(2, name="classes")(x))


def gru():
    """As many steps as there are, in two layers."""
    steps = keras.Input((None, 3), name="steps")
    x = layers.GRU(4, return_sequences=True, name="first")(steps)
    return keras.Model(steps, layers.GRU(5, name="second")(x))


class Rounds(tf.Module):
    """Loops in a loop, and a choice in each of its rounds."""

    def __init__(self):
        self.kernel = tf.Variable(tf.ones((1, 1, 4, 4)), name="kernel")
        self.inputs = [tf.TensorSpec((1, 8, 8, 4), name="maps")]

    @tf.function(input_signature=[tf.TensorSpec((1, 8, 8, 4), name="maps")])
    def __call__(self, x):
        for _ in tf.range(3):
            for _ in tf.range(2):
                x = tf.nn.conv2d(x, self.kernel, 1, "SAME")
            if tf.reduce_mean(x) > 0.5:
                x = tf.nn.conv2d(x, self.kernel, 1, "SAME")
        return x


def freeze(model, file):
    """Loops become those of TensorFlow 1."""
    shape = tf.TensorSpec(model.inputs[0].shape)
    function = tf.function(lambda x: model(x))
    frozen = convert_variables_to_constants_v2(function.get_concrete_function(shape))
    file.write_bytes(frozen.graph.as_graph_def().SerializeToString())


class Lookup(tf.Module):
    """Words, by a hash table, as numbers."""

    def __init__(self):
        words, numbers = tf.constant(["a", "b"]), tf.constant([0, 1], tf.int64)
        initializer = tf.lookup.KeyValueTensorInitializer(words, numbers)
        self.table = tf.lookup.StaticHashTable(initializer, -1)
        self.kernel = tf.Variable(tf.zeros((3, 4)), name="kernel")

    @tf.function(input_signature=[tf.TensorSpec((None, 3), tf.string, name="words")])
    def __call__(self, words):
        return tf.matmul(tf.cast(self.table.lookup(words), tf.float32), self.kernel)


class Jpegs(tf.Module):
    """Files as a server gets them, decoded and resized one by one."""

    def __init__(self):
        self.kernel = tf.Variable(tf.zeros((3, 3, 3, 4)), name="kernel")

    @tf.function(input_signature=[tf.TensorSpec((None,), tf.string, name="jpegs")])
    def __call__(self, jpegs):
        x = tf.map_fn(
            lambda jpeg: tf.image.resize(tf.image.decode_jpeg(jpeg, channels=3), (8, 8)),
            jpegs,
            fn_output_signature=tf.TensorSpec((8, 8, 3), tf.float32),
        )
        return tf.nn.conv2d(x, self.kernel, 1, "SAME")


class Halving(tf.Module):
    """Rounds of a convolution of 1x1 until the maps are dark."""

    def __init__(self):
        self.kernel = tf.Variable(tf.zeros((1, 1, 4, 4)), name="kernel")

    @tf.function(input_signature=[tf.TensorSpec((None, 8, 8, 4), name="maps")])
    def __call__(self, x):
        return tf.while_loop(
            lambda x: tf.reduce_mean(x) > 0.5,
            lambda x: [tf.nn.conv2d(x, self.kernel, 1, "SAME") / 2],
            [x],
        )[0]


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
