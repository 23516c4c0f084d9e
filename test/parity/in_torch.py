"""Networks that no library has, written in PyTorch after their sources, with random weights.

OUT.npz holds "images" [N,H,W,C], "logits" [N,classes] and every weight, in convzoo's names and
layout, as random_weights.py writes them. PyTorch computes in float64.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

IMAGES = 2
RANDOM = np.random.default_rng(1)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("network", choices=NETWORKS, help="convzoo's name")
    p.add_argument("out", type=Path, metavar="OUT.npz")
    args = p.parse_args()
    network, size = NETWORKS[args.network]
    images = RANDOM.normal(0, 1, (IMAGES, *size)).astype(np.float32)
    weights = {}
    with torch.inference_mode():
        logits = network(weights, torch.from_numpy(images).double().permute(0, 3, 1, 2))
    np.savez(args.out, **weights, images=images, logits=logits.numpy().astype(np.float32))


# Layers: each makes its weights in convzoo's layout and keeps them under its name.


def weight(weights, name, shape, deviation):
    weights[name] = RANDOM.normal(0, deviation, shape).astype(np.float32)
    return torch.from_numpy(weights[name]).double()


def conv(weights, x, name, filters, size, stride=1, pad=0):
    fan = size * size * x.shape[1]
    kernel = weight(weights, f"{name}/kernel", (size, size, x.shape[1], filters), (2 / fan) ** 0.5)
    bias = weight(weights, f"{name}/bias", (filters,), 0.1)
    return F.conv2d(x, kernel.permute(3, 2, 0, 1), bias, stride, pad)


def dense(weights, x, name, units):
    fan = x.shape[1]
    kernel = weight(weights, f"{name}/kernel", (fan, units), (2 / fan) ** 0.5)
    return x @ kernel + weight(weights, f"{name}/bias", (units,), 0.1)


def flatten(x):
    """In the order of [h,w,c]."""
    return x.permute(0, 2, 3, 1).flatten(1)


# Networks


# LeCun et al. 1998, table I: S2's maps in rows, C3's in columns.
TABLE_I = """
X...XXX..XXXX.XX
XX...XXX..XXXX.X
XXX...XXX..X.XXX
.XXX..XXXX..X.XX
..XXX..XXXX.XX.X
...XXX..XXXX.XXX
""".split()


def lenet5(weights, x):
    def squashed(x):
        return 1.7159 * torch.tanh(2 / 3 * x)

    def subsampled(x, name):
        maps = x.shape[1]
        coefficients = weight(weights, f"{name}/kernel", (1, 1, 1, maps), 0.5).view(1, maps, 1, 1)
        biases = weight(weights, f"{name}/bias", (maps,), 0.1).view(1, maps, 1, 1)
        fours = x[..., ::2, ::2] + x[..., ::2, 1::2] + x[..., 1::2, ::2] + x[..., 1::2, 1::2]
        return coefficients * fours + biases

    x = squashed(conv(weights, x, "c1", 6, 5))
    s2 = squashed(subsampled(x, "s2"))
    c3 = []
    for column in range(16):
        read = [row for row in range(6) if TABLE_I[row][column] == "X"]
        c3.append(conv(weights, s2[:, read], f"c3/map{column}", 1, 5))
    s4 = squashed(subsampled(squashed(torch.cat(c3, 1)), "s4"))
    c5 = squashed(conv(weights, s4, "c5", 120, 5))
    f6 = squashed(dense(weights, flatten(c5), "f6", 84))
    return dense(weights, f6, "output", 10)


def alexnet_exercise(weights, image):
    towers = []
    for tower in ("tower1", "tower2"):
        x = F.relu(conv(weights, image, f"{tower}/conv1", 48, 11, 4))
        x = F.relu(conv(weights, F.max_pool2d(x, 3, 2), f"{tower}/conv2", 128, 5))
        towers.append(F.max_pool2d(x, 3, 2))
    both = torch.cat(towers, 1)
    towers = []
    for tower in ("tower1", "tower2"):
        x = F.relu(conv(weights, both, f"{tower}/conv3", 192, 3))
        x = F.relu(conv(weights, x, f"{tower}/conv4", 192, 3))
        x = F.relu(conv(weights, x, f"{tower}/conv5", 128, 3))
        towers.append(F.max_pool2d(x, 3, 2))
    x = flatten(torch.cat(towers, 1))
    x = F.relu(dense(weights, x, "fc6", 4096))
    x = F.relu(dense(weights, x, "fc7", 4096))
    return dense(weights, x, "fc8", 1000)


# Szegedy et al. 2015, table 1: 1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5, pool proj.
INCEPTION = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}


def googlenet_bvlc(weights, x):
    """Caffe's deploy.prototxt; PyTorch divides alpha by n as Caffe does."""

    def layer(x, name, *numbers):
        return F.relu(conv(weights, x, name, *numbers))

    def halved(x):
        return F.max_pool2d(x, 3, 2, ceil_mode=True)

    def norm(x):
        return F.local_response_norm(x, 5, alpha=1e-4, beta=0.75, k=1)

    x = norm(halved(layer(x, "conv1", 64, 7, 2, 3)))
    x = layer(x, "conv2_reduce", 64, 1)
    x = halved(norm(layer(x, "conv2", 192, 3, 1, 1)))
    for block, (one, reduce3, three, reduce5, five, project) in INCEPTION.items():
        b = f"inception_{block}"
        branches = [
            layer(x, f"{b}/1x1", one, 1),
            layer(layer(x, f"{b}/3x3_reduce", reduce3, 1), f"{b}/3x3", three, 3, 1, 1),
            layer(layer(x, f"{b}/5x5_reduce", reduce5, 1), f"{b}/5x5", five, 5, 1, 2),
            layer(F.max_pool2d(x, 3, 1, 1), f"{b}/pool_proj", project, 1),
        ]
        x = torch.cat(branches, 1)
        x = halved(x) if block in ("3b", "4e") else x
    return dense(weights, F.avg_pool2d(x, 7).flatten(1), "classifier", 1000)


# name: the network, its images [h,w,c]
NETWORKS = {
    "lenet5": (lenet5, (32, 32, 1)),
    "alexnet-exercise": (alexnet_exercise, (227, 227, 3)),
    "googlenet-bvlc": (googlenet_bvlc, (224, 224, 3)),
}

if __name__ == "__main__":
    main()
