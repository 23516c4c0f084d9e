"""Residual and dense networks in Keras, as convzoo draws them, where convolutions pad as SAME."""

import keras
from keras import layers


def conv(filters, kernel, stride=1, bias=False):
    return layers.Conv2D(filters, kernel, stride, padding="same", use_bias=bias)


def norm(x):
    return layers.ReLU()(layers.BatchNormalization()(x))


def end(x, classes):
    return layers.Dense(classes)(layers.GlobalAveragePooling2D()(x))


def stem(image):
    """7x7 and a pooling, 56x56 of 224 pixels."""
    x = norm(layers.Conv2D(64, 7, 2, use_bias=False)(layers.ZeroPadding2D(3)(image)))
    return layers.MaxPool2D(3, 2)(layers.ZeroPadding2D(1)(x))


def resnet(units, bottleneck, halving_3x3=False, inner=1):
    """For ImageNet. The paper's stages halve the map in their first convolution."""

    def branch(x, width, channels, stride):
        if bottleneck:
            first = 1 if halving_3x3 else stride
            x = norm(conv(inner * width, 1, first)(x))
            x = norm(conv(inner * width, 3, stride // first)(x))
            x = conv(channels, 1)(x)
        else:
            x = conv(channels, 3)(norm(conv(width, 3, stride)(x)))
        return layers.BatchNormalization()(x)

    def draw(image, classes):
        x = stem(image)
        for stage, n in enumerate(units):
            width = 64 << stage
            channels = 4 * width if bottleneck else width
            for i in range(n):
                stride = 2 if stage and i == 0 else 1
                past = x
                if x.shape[-1] != channels:
                    past = layers.BatchNormalization()(conv(channels, 1, stride)(x))
                x = layers.ReLU()(past + branch(x, width, channels, stride))
        return end(x, classes)

    return draw


def cifar_resnet(n):
    """Shortcuts are option A's: every second pixel, and channels of zeros."""

    def draw(image, classes):
        x = norm(conv(16, 3)(image))
        for width in (16, 32, 64):  # 32x32, 16x16, 8x8
            for i in range(n):
                stride = 2 if width > 16 and i == 0 else 1
                y = conv(width, 3)(norm(conv(width, 3, stride)(x)))
                if stride == 2:
                    zeros = ((0, 0), (0, 0), (0, 0), (0, width // 2))
                    x = keras.ops.pad(x[:, ::2, ::2], zeros)
                x = layers.ReLU()(x + layers.BatchNormalization()(y))
        return end(x, classes)

    return draw


def pre_activated(width, n, bottleneck):
    """For CIFAR, without and with bottlenecks."""

    def draw(image, classes):
        x = conv(16, 3)(image)
        channels = None
        for stage in range(3):  # 32x32, 16x16, 8x8
            wide = width << stage
            for i in range(n):
                stride = 2 if stage and i == 0 else 1
                active = norm(x)
                y = norm(conv(wide, 1 if bottleneck else 3, stride)(active))
                y = conv(wide, 3)(y)
                if bottleneck:
                    y = conv(4 * wide, 1)(norm(y))
                x = y + (x if y.shape[-1] == channels else conv(y.shape[-1], 1, stride)(active))
                channels = y.shape[-1]
        return end(norm(x), classes)

    return draw


def densenet(growth, start, n, bc):
    """For CIFAR. BC has bottlenecks, and transitions that halve the channels."""

    def draw(image, classes):
        x = conv(start, 3)(image)
        for block in range(3):  # 32x32, 16x16, 8x8
            for _ in range(n):
                y = norm(x)
                if bc:
                    y = norm(conv(4 * growth, 1)(y))
                x = layers.concatenate([x, conv(growth, 3)(y)])
            x = norm(x)
            if block < 2:
                x = layers.AvgPool2D(2)(conv(x.shape[-1] // (2 if bc else 1), 1)(x))
        return end(x, classes)

    return draw


def application(name):
    """One of keras.applications."""

    def draw(image, classes):
        return getattr(keras.applications, name)(
            weights=None, input_tensor=image, classes=classes, classifier_activation=None
        ).output

    return draw


NETWORKS = {
    "resnet18": resnet((2, 2, 2, 2), bottleneck=False),
    "resnet50": resnet((3, 4, 6, 3), bottleneck=True),
    "resnet50-v1.5": resnet((3, 4, 6, 3), bottleneck=True, halving_3x3=True),
    "resnet152": resnet((3, 8, 36, 3), bottleneck=True),
    "wide-resnet50-2": resnet((3, 4, 6, 3), bottleneck=True, halving_3x3=True, inner=2),
    "resnet50-v2": application("ResNet50V2"),
    "resnet20": cifar_resnet(3),
    "resnet56": cifar_resnet(9),
    "resnet110": cifar_resnet(18),
    "preresnet164": pre_activated(16, 18, bottleneck=True),
    "wrn-16-8": pre_activated(128, 2, bottleneck=False),
    "densenet121": application("DenseNet121"),
    "densenet40-k12": densenet(12, 16, 12, bc=False),
    "densenet-bc100-k12": densenet(12, 24, 16, bc=True),
}
