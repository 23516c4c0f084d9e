"""The networks in Keras, as convzoo draws them."""

import keras
import tensorflow as tf
from keras import layers

import residual_keras


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


def lenet_bn(image, classes):
    def norm(x):
        return layers.Activation("sigmoid")(layers.BatchNormalization()(x))

    return chain(
        image,
        layers.Conv2D(6, 5), norm, layers.AvgPool2D(2),  # 12x12x6
        layers.Conv2D(16, 5), norm, layers.AvgPool2D(2),  # 4x4x16
        layers.Flatten(),
        layers.Dense(120), norm,
        layers.Dense(84), norm,
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


def classifier(x, classes):
    """AlexNet's last layers, which others took over."""
    return chain(
        x,
        layers.Flatten(),
        dense(4096), layers.Dropout(0.5),
        dense(4096), layers.Dropout(0.5),
        layers.Dense(classes),
    )  # fmt: skip


def alexnet(image, classes, norm=lrn):
    """Two towers are two groups; only the normalisation looks over the fence between them."""
    x = chain(
        image,
        conv(96, 11, strides=4), norm, layers.MaxPool2D(3, 2),  # 27x27x96
        conv(256, 5, padding="same", groups=2), norm, layers.MaxPool2D(3, 2),  # 13x13x256
        conv(384, 3, padding="same"),  # 13x13x384
        conv(384, 3, padding="same", groups=2),  # 13x13x384
        conv(256, 3, padding="same", groups=2), layers.MaxPool2D(3, 2),  # 6x6x256
    )  # fmt: skip
    return classifier(x, classes)


def alexnet_owt(image, classes):
    x = chain(
        image,
        layers.ZeroPadding2D(2), conv(64, 11, strides=4), layers.MaxPool2D(3, 2),  # 27x27x64
        conv(192, 5, padding="same"), layers.MaxPool2D(3, 2),  # 13x13x192
        conv(384, 3, padding="same"), conv(256, 3, padding="same"),
        conv(256, 3, padding="same"), layers.MaxPool2D(3, 2),  # 6x6x256
    )  # fmt: skip
    return classifier(x, classes)


def zfnet(image, classes):
    x = chain(
        image,
        layers.ZeroPadding2D(1), conv(96, 7, strides=2),  # 110x110x96
        layers.MaxPool2D(3, 2, padding="same"), lrn,  # 55x55x96
        conv(256, 5, strides=2), layers.MaxPool2D(3, 2, padding="same"), lrn,  # 13x13x256
        conv(384, 3, padding="same"), conv(384, 3, padding="same"),
        conv(256, 3, padding="same"), layers.MaxPool2D(3, 2),  # 6x6x256
    )  # fmt: skip
    return classifier(x, classes)


def vgg(*convolutions, norm=False):
    def draw(image, classes):
        x = image
        for width, n in zip((64, 128, 256, 512, 512), convolutions):
            for _ in range(n):
                x = layers.Conv2D(width, 3, padding="same")(x)
                x = layers.ReLU()(layers.BatchNormalization(epsilon=1e-5)(x) if norm else x)
            x = layers.MaxPool2D(2)(x)  # 7x7x512 at last
        return classifier(x, classes)

    return draw


def perceptron(filters, kernel, second, third, **options):
    """A block of network in network."""
    return lambda x: chain(x, conv(filters, kernel, **options), conv(second, 1), conv(third, 1))


def nin(image, classes):
    return chain(
        image,
        perceptron(96, 11, 96, 96, strides=4), layers.MaxPool2D(3, 2),  # 26x26x96
        perceptron(256, 5, 256, 256, padding="same"), layers.MaxPool2D(3, 2),  # 12x12x256
        perceptron(384, 3, 384, 384, padding="same"), layers.MaxPool2D(3, 2),  # 5x5x384
        layers.Dropout(0.5),
        perceptron(classes, 3, classes, classes, padding="same"),
        layers.GlobalAveragePooling2D(),
    )  # fmt: skip


def nin_cifar(image, classes):
    return chain(
        image,
        perceptron(192, 5, 160, 96, padding="same"),
        layers.MaxPool2D(3, 2, padding="same"), layers.Dropout(0.5),  # 16x16x96
        perceptron(192, 5, 192, 192, padding="same"),
        layers.AvgPool2D(3, 2, padding="same"), layers.Dropout(0.5),  # 8x8x192
        perceptron(192, 3, 192, classes, padding="same"),
        layers.GlobalAveragePooling2D(),
    )  # fmt: skip


def unet(image, classes):
    def level(x, width, below):
        x = chain(x, conv(width, 3), conv(width, 3))
        if not below:
            return layers.Dropout(0.5)(x)
        y = level(layers.MaxPool2D(2)(x), 2 * width, below - 1)
        y = layers.Conv2DTranspose(width, 2, strides=2)(y)
        border = (x.shape[1] - y.shape[1]) // 2
        y = layers.concatenate([layers.Cropping2D(border)(x), y])
        return chain(y, conv(width, 3), conv(width, 3))

    return layers.Conv2D(classes, 1)(level(image, 64, 4))


class GoogLeNet:
    """SAME pooling rounds up like convzoo's wherever the map is even, as at 224 pixels.

    With batch norm it is torchvision's: 3x3 for 5x5, no other normalisation, a last pooling of 2x2.
    """

    def __init__(self, batch_norm=False):
        self.batch_norm = batch_norm

    def conv(self, filters, kernel, **options):
        if not self.batch_norm:
            return conv(filters, kernel, **options)
        return lambda x: chain(
            x,
            layers.Conv2D(filters, kernel, use_bias=False, **options),
            layers.BatchNormalization(epsilon=1e-3),
            layers.ReLU(),
        )

    def inception(self, one, reduce3, three, reduce5, five, project):
        """A row of table 1."""
        conv, kernel = self.conv, 3 if self.batch_norm else 5
        return lambda x: layers.concatenate(
            [
                conv(one, 1)(x),
                chain(x, conv(reduce3, 1), conv(three, 3, padding="same")),
                chain(x, conv(reduce5, 1), conv(five, kernel, padding="same")),
                chain(x, layers.MaxPool2D(3, 1, padding="same"), conv(project, 1)),
            ]
        )

    def draw(self, image, classes, heads):
        conv, inception = self.conv, self.inception
        norm = layers.Identity() if self.batch_norm else lrn

        def halve(x):
            return layers.MaxPool2D(3, 2, padding="same")(x)

        x4a = chain(
            image,
            layers.ZeroPadding2D(3), conv(64, 7, strides=2), halve, norm,  # 56x56x64
            conv(64, 1), conv(192, 3, padding="same"), norm, halve,  # 28x28x192
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
            inception(256, 160, 320, 32, 128, 128),
            layers.MaxPool2D(2) if self.batch_norm else halve,  # 7x7x832
            inception(256, 160, 320, 32, 128, 128),
            inception(384, 192, 384, 48, 128, 128),  # 7x7x1024
            layers.GlobalAveragePooling2D(),
            layers.Dropout(0.2 if self.batch_norm else 0.4),
            layers.Dense(classes),
        )
        return [end, self.head(x4a, classes), self.head(x4d, classes)] if heads else end

    def head(self, x, classes):
        return chain(
            x,
            layers.AvgPool2D(5, 3), self.conv(128, 1), layers.Flatten(),
            dense(1024), layers.Dropout(0.7), layers.Dense(classes),
        )  # fmt: skip


NETWORKS = residual_keras.NETWORKS | {
    "lenet": lenet,
    "lenet-bn": lenet_bn,
    "lenet-caffe": lenet_caffe,
    "alexnet": alexnet,
    "alexnet-nolrn": lambda image, n: alexnet(image, n, norm=lambda x: x),
    "alexnet-owt": alexnet_owt,
    "zfnet": zfnet,
    "vgg11": vgg(1, 1, 2, 2, 2),
    "vgg16": vgg(2, 2, 3, 3, 3),
    "vgg19": vgg(2, 2, 4, 4, 4),
    "vgg19-bn": vgg(2, 2, 4, 4, 4, norm=True),
    "nin": nin,
    "nin-cifar": nin_cifar,
    "unet": unet,
}
WITH_HEADS = {  # auxiliary ones, in training only
    "googlenet": GoogLeNet().draw,
    "googlenet-bn": GoogLeNet(batch_norm=True).draw,
}


def create(name, channels, size, classes, training):
    """Returns the network."""
    image = keras.Input((size, size, channels))
    if name in WITH_HEADS:
        return keras.Model(image, WITH_HEADS[name](image, classes, training))
    return keras.Model(image, NETWORKS[name](image, classes))
