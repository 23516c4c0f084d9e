"""What the two scripts that train LeNet on Fashion-MNIST share: data, arguments, report."""

import argparse
import gzip
import json
import os
import statistics
from pathlib import Path

import numpy as np


def parser(description):
    p = argparse.ArgumentParser(description=description)
    p.add_argument("--data-dir", type=Path, default="/usr/share/datasets/fashion-mnist")
    p.add_argument("--optimizer", choices=("sgd", "adam"), default="sgd")
    p.add_argument("--lr", type=float, help="default: 0.9 for sgd, 0.001 for adam")
    p.add_argument("--batch", type=int, default=256)
    p.add_argument("--epochs", type=int, default=4, help="at least 2: the first is not counted")
    p.add_argument("--threads", type=int, default=os.cpu_count())
    return p


def parse(p):
    args = p.parse_args()
    if args.epochs < 2:
        p.error(f"--epochs must be >= 2, got {args.epochs}")
    args.lr = args.lr or {"sgd": 0.9, "adam": 0.001}[args.optimizer]
    return args


def load(directory, split):
    """Returns images [N,28,28] from 0 to 1 and labels [N] of the split "train" or "t10k"."""
    images = idx(directory / f"{split}-images-idx3-ubyte.gz")
    return images.astype(np.float32) / 255, idx(directory / f"{split}-labels-idx1-ubyte.gz")


def idx(path):
    """Reads an IDX file of bytes: 0, 0, type 8, rank, the dimensions as big-endian ints."""
    data = gzip.decompress(path.read_bytes())
    if data[:3] != b"\0\0\x08":
        raise SystemExit(f"{path} is no IDX file of bytes")
    rank = data[3]
    shape = np.frombuffer(data, ">u4", rank, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape)


def report(args, framework, version, images, results):
    """Prints the fastest of {pipeline: (seconds of each epoch, test accuracy)} and all rates."""
    rates = {
        pipeline: [round(images / s) for s in seconds[1:]]
        for pipeline, (seconds, _) in results.items()
    }
    best = max(rates, key=lambda pipeline: statistics.median(rates[pipeline]))
    print(
        json.dumps(
            {
                "framework": framework,
                "version": version,
                "network": "lenet",
                "optimizer": args.optimizer,
                "batch": args.batch,
                "threads": args.threads,
                "pipeline": best,
                "images_per_second": statistics.median(rates[best]),
                "test_accuracy": round(results[best][1], 4),
                "epochs": rates,
            }
        )
    )
