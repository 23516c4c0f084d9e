"""The networks in Keras, as convzoo draws them."""

import keras
import tensorflow as tf
from keras import layers


def create(name, channels, size, classes, training):
    """Returns the network; GoogLeNet's auxiliary heads exist only for training."""
    image = keras.Input((size, size, channels))
    outputs = {
        "lenet": lenet,
        "lenet-caffe": lenet_caffe,
        "alexnet": alexnet,
        "alexnet-nolrn": lambda x, n: alexnet(x, n, norm=lambda y: y),
        "googlenet": lambda x, n: googlenet(x, n, heads=training),
    }[name](image, classes)
    return keras.Model(image, outputs)


class LocalResponseNorm(layers.Layer):
    def call(self, x):
        return tf.nn.local_response_normalization(x, 2, bias=2.0, alpha=1e-4, beta=0.75)


def lrn(x):
    return LocalResponseNorm()(x)


def chain(x, *steps):
    for step in steps:
        x = step(x)
    return x


def conv(filters, kernel, **options):
    return layers.Conv2D(filters, kernel, activation="relu", **options)


def dense(units):
    return layers.Dense(units, activation="relu")


def lenet(image, classes):
    return chain(
        image,
        layers.Conv2D(6, 5, padding="same", activation="sigmoid"), layers.AvgPool2D(2),  # 14x14x6
        layers.Conv2D(16, 5, activation="sigmoid"), layers.AvgPool2D(2),  # 5x5x16
        layers.Flatten(),
        layers.Dense(120, activation="sigmoid"),
        layers.Dense(84, activation="sigmoid"),
        layers.Dense(classes),
    )  # fmt: skip


def lenet_caffe(image, classes):
    return chain(
        image,
        layers.Conv2D(20, 5), layers.MaxPool2D(2, padding="same"),  # 12x12x20
        layers.Conv2D(50, 5), layers.MaxPool2D(2, padding="same"),  # 4x4x50
        layers.Flatten(),
        dense(500),
        layers.Dense(classes),
    )  # fmt: skip


def alexnet(image, classes, norm=lrn):
    """Two towers are two groups; only the normalisation looks over the fence between them."""
    return chain(
        image,
        conv(96, 11, strides=4), norm, layers.MaxPool2D(3, 2),  # 27x27x96
        conv(256, 5, padding="same", groups=2), norm, layers.MaxPool2D(3, 2),  # 13x13x256
        conv(384, 3, padding="same"),  # 13x13x384
        conv(384, 3, padding="same", groups=2),  # 13x13x384
        conv(256, 3, padding="same", groups=2), layers.MaxPool2D(3, 2),  # 6x6x256
        layers.Flatten(),
        dense(4096), layers.Dropout(0.5),
        dense(4096), layers.Dropout(0.5),
        layers.Dense(classes),
    )  # fmt: skip


def inception(one, reduce3, three, reduce5, five, project):
    """A row of GoogLeNet's table 1."""

    def draw(x):
        return layers.concatenate(
            [
                conv(one, 1)(x),
                chain(x, conv(reduce3, 1), conv(three, 3, padding="same")),
                chain(x, conv(reduce5, 1), conv(five, 5, padding="same")),
                chain(x, layers.MaxPool2D(3, 1, padding="same"), conv(project, 1)),
            ]
        )

    return draw


def googlenet(image, classes, heads):
    """SAME pooling rounds up like convzoo's wherever the map is even, as at 224 pixels."""

    def halve(x):
        return layers.MaxPool2D(3, 2, padding="same")(x)

    x4a = chain(
        image,
        layers.ZeroPadding2D(3), conv(64, 7, strides=2), halve, lrn,  # 56x56x64
        conv(64, 1), conv(192, 3, padding="same"), lrn, halve,  # 28x28x192
        inception(64, 96, 128, 16, 32, 32),
        inception(128, 128, 192, 32, 96, 64), halve,  # 14x14x480
        inception(192, 96, 208, 16, 48, 64),  # 14x14x512
    )  # fmt: skip
    x4d = chain(
        x4a,
        inception(160, 112, 224, 24, 64, 64),
        inception(128, 128, 256, 24, 64, 64),
        inception(112, 144, 288, 32, 64, 64),  # 14x14x528
    )
    end = chain(
        x4d,
        inception(256, 160, 320, 32, 128, 128), halve,  # 7x7x832
        inception(256, 160, 320, 32, 128, 128),
        inception(384, 192, 384, 48, 128, 128),  # 7x7x1024
        layers.GlobalAveragePooling2D(), layers.Dropout(0.4), layers.Dense(classes),
    )  # fmt: skip
    return [end, head(x4a, classes), head(x4d, classes)] if heads else end


def head(x, classes):
    return chain(
        x,
        layers.AvgPool2D(5, 3), conv(128, 1), layers.Flatten(),
        dense(1024), layers.Dropout(0.7), layers.Dense(classes),
    )  # fmt: skip
