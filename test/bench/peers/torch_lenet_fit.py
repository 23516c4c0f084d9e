"""Trains LeNet on Fashion-MNIST in PyTorch, by a DataLoader and by indexing: prints images/s.

Indexing the tensors by a shuffled permutation is mostly the faster one: a DataLoader collates image
by image.
"""

import time

import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

import fashion_mnist
import networks_torch


def main():
    args = fashion_mnist.parse(fashion_mnist.parser(__doc__))
    torch.set_num_threads(args.threads)
    x, y = tensors(args.data_dir, "train")
    test_x, test_y = tensors(args.data_dir, "t10k")
    loader = DataLoader(TensorDataset(x, y), args.batch, shuffle=True)

    def indexed():
        for rows in torch.randperm(len(x)).split(args.batch):
            yield x[rows], y[rows]

    def fit(batches):
        torch.manual_seed(1)
        net = networks_torch.create("lenet", 1, 28, 10)
        optimizer = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[args.optimizer]
        optimizer = optimizer(net.parameters(), lr=args.lr)
        net.apply(glorot)
        seconds = []
        for _ in range(args.epochs):
            start = time.perf_counter()
            for images, labels in batches():
                loss = F.cross_entropy(net(images), labels)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            seconds.append(time.perf_counter() - start)
        with torch.inference_mode():
            hits = net(test_x).argmax(1) == test_y
        return seconds, hits.float().mean().item()

    results = {"DataLoader": fit(lambda: loader), "indexing": fit(indexed)}
    fashion_mnist.report(args, "torch", torch.__version__, len(x), results)


def tensors(directory, split):
    images, labels = fashion_mnist.load(directory, split)
    return torch.from_numpy(images)[:, None], torch.from_numpy(labels.astype("int64"))


def glorot(layer):
    """As Keras and d2l start a layer; from PyTorch's own start sigmoids learn slowly."""
    if hasattr(layer, "weight"):
        torch.nn.init.xavier_uniform_(layer.weight)
        torch.nn.init.zeros_(layer.bias)


if __name__ == "__main__":
    main()
