"""Gives a network of torchvision or Keras random weights and writes what it makes of random images.

OUT.npz holds "images" [N,H,W,C], "logits" [N,classes] and every weight, in convzoo's names and
layout: kernels [h,w,in,out], dense ones [in,out] with the inputs in the order of [h,w,c]. Batch
norm's scale, shift and statistics are random too, so that a mistake in them shows.
"""

import os
import sys
import types

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import argparse
import re
from pathlib import Path

import numpy as np

IMAGES = 2
RANDOM = np.random.default_rng(1)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("network", choices=[*TORCHVISION, *KERAS], help="convzoo's name")
    p.add_argument("out", type=Path, metavar="OUT.npz")
    args = p.parse_args()
    arrays = torchvision(args.network) if args.network in TORCHVISION else keras(args.network)
    np.savez(args.out, **{name: np.ascontiguousarray(a) for name, a in arrays.items()})


# Names: what a convolution (and the batch norm that follows it) or a dense layer is called here.

ALEXNET = {
    "features.0": "conv1",
    "features.3": "conv2",
    "features.6": "conv3",
    "features.8": "conv4",
    "features.10": "conv5",
    "classifier.1": "fc6",
    "classifier.4": "fc7",
    "classifier.6": "fc8",
}


def vgg16_bn():
    """In each stage convolution, norm, ReLU two or three times, and a pooling."""
    names, i = {"classifier.0": "fc6", "classifier.3": "fc7", "classifier.6": "fc8"}, 0
    for stage, convolutions in enumerate((2, 2, 3, 3, 3), 1):
        for j in range(1, convolutions + 1):
            names[f"features.{i}"] = names[f"features.{i + 1}"] = f"conv{stage}_{j}"
            i += 3
        i += 1
    return names


DENSENET = [
    (r"features\.(conv|norm)0", lambda m: {"conv": "conv0", "norm": "bn0"}[m[1]]),
    (
        r"features\.denseblock(\d)\.denselayer(\d+)\.(conv|norm)(\d)",
        lambda m: f"block{m[1]}/layer{m[2]}/{'bn' if m[3] == 'norm' else 'conv'}{m[4]}",
    ),
    (
        r"features\.transition(\d)\.(conv|norm)",
        lambda m: f"transition{m[1]}/{'bn' if m[2] == 'norm' else 'conv'}",
    ),
    (r"features\.norm5", "bn"),
    (r"classifier", "classifier"),
]

GOOGLENET = [
    (r"conv1\.(conv|bn)", "conv1"),
    (r"conv2\.(conv|bn)", "conv2_reduce"),
    (r"conv3\.(conv|bn)", "conv2"),
    (r"inception(..)\.branch1\.(conv|bn)", r"inception_\1/1x1"),
    (r"inception(..)\.branch2\.0\.(conv|bn)", r"inception_\1/3x3_reduce"),
    (r"inception(..)\.branch2\.1\.(conv|bn)", r"inception_\1/3x3"),
    (r"inception(..)\.branch3\.0\.(conv|bn)", r"inception_\1/5x5_reduce"),
    (r"inception(..)\.branch3\.1\.(conv|bn)", r"inception_\1/5x5"),
    (r"inception(..)\.branch4\.1\.(conv|bn)", r"inception_\1/pool_proj"),
    (r"fc", "classifier"),
]

RESNET = [
    (r"(conv|bn)1", "conv1"),
    (
        r"layer(\d)\.(\d+)\.(conv|bn)(\d)",
        lambda m: f"conv{int(m[1]) + 1}_{int(m[2]) + 1}/conv{m[4]}",
    ),
    (
        r"layer(\d)\.(\d+)\.downsample\.[01]",
        lambda m: f"conv{int(m[1]) + 1}_{int(m[2]) + 1}/shortcut",
    ),
    (r"fc", "fc"),
]

KERAS_RESNET = [
    (r"conv1_(conv|bn)", "conv1"),
    (r"conv(\d)_block(\d+)_0_(conv|bn)", r"conv\1_\2/shortcut"),
    (r"conv(\d)_block(\d+)_([123])_(conv|bn)", r"conv\1_\2/conv\3"),
    (r"conv(\d)_block(\d+)_preact_bn", r"conv\1_\2/norm"),  # version 2 has these two
    (r"post_bn", "norm"),
    (r"predictions", "fc"),
]

KERAS_DENSENET = [
    (r"conv1_(conv|bn)", lambda m: {"conv": "conv0", "bn": "bn0"}[m[1]]),
    (
        r"conv(\d)_block(\d+)_([12])_conv",
        lambda m: f"block{int(m[1]) - 1}/layer{m[2]}/conv{m[3]}",
    ),
    (
        r"conv(\d)_block(\d+)_([01])_bn",
        lambda m: f"block{int(m[1]) - 1}/layer{m[2]}/bn{int(m[3]) + 1}",
    ),
    (r"pool(\d)_(conv|bn)", lambda m: f"transition{int(m[1]) - 1}/{m[2]}"),
    (r"bn", "bn"),
    (r"predictions", "classifier"),
]

# name: theirs, our names for its layers, what its first dense layer reads as [c,h,w]
TORCHVISION = {
    "alexnet-owt": ("alexnet", ALEXNET, (256, 6, 6)),
    "vgg16-bn": ("vgg16_bn", vgg16_bn(), (512, 7, 7)),
    "googlenet-bn": ("googlenet", GOOGLENET, None),
    "resnet18": ("resnet18", RESNET, None),
    "resnet50-v1.5": ("resnet50", RESNET, None),
    "densenet121": ("densenet121", DENSENET, None),
}
KERAS = {
    "resnet50-keras@keras": ("ResNet50", KERAS_RESNET),
    "resnet50-v2@keras": ("ResNet50V2", KERAS_RESNET),
    "densenet121@keras": ("DenseNet121", KERAS_DENSENET),
}


def ours(names, theirs):
    if isinstance(names, dict):
        return names[theirs]
    for pattern, name in names:
        if match := re.fullmatch(pattern, theirs):
            return name(match) if callable(name) else match.expand(name)
    raise SystemExit(f"{theirs} has no name here")


def normal(scale, shape):
    return RANDOM.normal(0, scale, shape).astype(np.float32)


def norm(channels):
    """Gamma, beta, mean and variance of a batch norm."""
    around_one = RANDOM.uniform(0.5, 1.5, (2, channels)).astype(np.float32)
    return around_one[0], normal(0.1, channels), normal(0.1, channels), around_one[1]


NORM = ("gamma", "beta", "moving_mean", "moving_variance")


def torchvision(network):
    # not needed, and not to be had in every version of PyTorch
    sys.modules["torchvision._meta_registrations"] = types.ModuleType("none")
    import torch
    from torch import nn
    from torchvision import models

    torch.manual_seed(1)
    theirs, names, flattened = TORCHVISION[network]
    options = {"init_weights": False, "aux_logits": False} if theirs == "googlenet" else {}
    net = getattr(models, theirs)(weights=None, **options).eval()
    arrays = {}
    for path, layer in net.named_modules():
        if isinstance(layer, nn.BatchNorm2d):
            name = ours(names, path)
            values = norm(layer.num_features)
            to = (layer.weight, layer.bias, layer.running_mean, layer.running_var)
            for key, value, parameter in zip(NORM, values, to):
                parameter.data.copy_(torch.from_numpy(value))
                arrays[f"{name}/{key}"] = value
        elif isinstance(layer, nn.Conv2d | nn.Linear):
            name = ours(names, path)
            kernel = layer.weight.detach().numpy()
            if kernel.ndim == 4:
                kernel = kernel.transpose(2, 3, 1, 0)
            else:
                if flattened:
                    c, h, w = flattened
                    kernel = kernel.reshape(-1, c, h, w).transpose(0, 2, 3, 1)
                    flattened = None
                kernel = kernel.reshape(layer.out_features, -1).T
            arrays[f"{name}/kernel"] = kernel
            if layer.bias is not None:
                bias = normal(0.1, layer.bias.shape)
                layer.bias.data.copy_(torch.from_numpy(bias))
                arrays[f"{name}/bias"] = bias
    images = normal(1, (IMAGES, 224, 224, 3))
    with torch.inference_mode():
        logits = net(torch.from_numpy(images.transpose(0, 3, 1, 2))).numpy()
    return {**arrays, "images": images, "logits": logits}


def keras(network):
    import keras
    from keras import layers

    keras.utils.set_random_seed(1)
    theirs, names = KERAS[network]
    net = getattr(keras.applications, theirs)(weights=None, classifier_activation=None)
    arrays = {}
    for layer in net.layers:
        if isinstance(layer, layers.BatchNormalization):
            name = ours(names, layer.name)
            layer.set_weights(norm(layer.gamma.shape[0]))
            arrays |= {f"{name}/{key}": w for key, w in zip(NORM, layer.get_weights())}
        elif isinstance(layer, layers.Conv2D | layers.Dense):
            name = ours(names, layer.name)
            if layer.use_bias:
                layer.bias.assign(normal(0.1, layer.bias.shape))
            arrays |= {f"{name}/{k}": w for k, w in zip(("kernel", "bias"), layer.get_weights())}
    images = normal(1, (IMAGES, 224, 224, 3))
    logits = net(images, training=False).numpy()
    return {**arrays, "images": images, "logits": logits}


if __name__ == "__main__":
    main()
