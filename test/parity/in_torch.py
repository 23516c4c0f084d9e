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


# name: the network, its images [h,w,c]
NETWORKS = {
    "alexnet-exercise": (alexnet_exercise, (227, 227, 3)),
}

if __name__ == "__main__":
    main()
