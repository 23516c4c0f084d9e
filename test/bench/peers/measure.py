"""What the peers' benchmarks share: the networks' numbers, the arguments, the stopwatch.

One step is timed at a time, from its call until its loss (or its logits) is in memory.
"""

import argparse
import csv
import json
import math
import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Spec:
    """What a network is made for."""

    size: int
    channels: int = 3
    classes: int = 1000


CIFAR = Spec(32, 3, 10)
SPECS = {
    "lenet": Spec(28, 1, 10),
    "lenet-bn": Spec(28, 1, 10),
    "lenet-caffe": Spec(28, 1, 10),
    "alexnet": Spec(227),
    "alexnet-nolrn": Spec(227),
    "alexnet-owt": Spec(224),
    "zfnet": Spec(224),
    "vgg11": Spec(224),
    "vgg16": Spec(224),
    "vgg19": Spec(224),
    "vgg19-bn": Spec(224),
    "nin": Spec(224, 1, 10),
    "nin-cifar": CIFAR,
    "googlenet": Spec(224),
    "googlenet-bn": Spec(224),
    "resnet18": Spec(224),
    "resnet50": Spec(224),
    "resnet50-v1.5": Spec(224),
    "resnet152": Spec(224),
    "resnet50-v2": Spec(224),
    "resnet20": CIFAR,
    "resnet56": CIFAR,
    "resnet110": CIFAR,
    "preresnet164": CIFAR,
    "wrn-16-8": CIFAR,
    "wide-resnet50-2": Spec(224),
    "densenet121": Spec(224),
    "densenet40-k12": CIFAR,
    "densenet-bc100-k12": CIFAR,
    "unet": Spec(572, 1, 2),
}

# convzoo's own numbers, which its tests hold its graphs to
EXPECTED = (
    Path(__file__).resolve().parents[2] / "src/test/resources/org/convzoo/graphs/expected.csv"
)

HEADS = (1, 0.3, 0.3)  # the weights of GoogLeNet's three losses; other networks have the first
LEARNING_RATE, MOMENTUM, WEIGHT_DECAY = 0.01, 0.9, 5e-4


def parser(description):
    """The arguments of every benchmark; a script adds its own."""
    p = argparse.ArgumentParser(description=description)
    p.add_argument("--network", choices=SPECS, required=True)
    p.add_argument("--mode", choices=("train", "infer"), default="train")
    p.add_argument("--batch", type=positive, default=32)
    p.add_argument("--steps", type=positive, default=20, help="timed")
    p.add_argument("--warmup", type=int, default=5, help="steps before those")
    p.add_argument("--threads", type=positive, default=os.cpu_count())
    p.add_argument("--size", type=positive, help="default: the network's own")
    p.add_argument("--classes", type=positive, help="default: the network's own")
    p.add_argument("--channels", type=positive, help="default: the network's own")
    return p


def parse(p):
    """Fills in the network's own size, classes and channels."""
    args = p.parse_args()
    own = SPECS[args.network]
    for name in ("size", "classes", "channels"):
        setattr(args, name, getattr(args, name) or getattr(own, name))
    return args


def positive(text):
    n = int(text)
    if n < 1:
        raise argparse.ArgumentTypeError(f"must be >= 1, got {n}")
    return n


def check_parameters(args, found):
    """Ends the script if the network at its own size has another number than convzoo's."""
    own = SPECS[args.network]
    if (args.size, args.channels, args.classes) == (own.size, own.channels, own.classes):
        column = "training" if args.mode == "train" else "inference"
        with EXPECTED.open() as rows:
            counts = {row["network"]: int(row[column]) for row in csv.DictReader(rows)}
        if found != counts[args.network]:
            raise SystemExit(
                f"{args.network} has {found:,} parameters, convzoo's {counts[args.network]:,}"
            )


def run(args, framework, version, parameters, step):
    """Times step(), which returns a number, and prints one line of JSON."""
    check_parameters(args, parameters)
    for _ in range(args.warmup):
        step()
    milliseconds = []
    for _ in range(args.steps):
        start = time.perf_counter()
        value = step()
        milliseconds.append(1e3 * (time.perf_counter() - start))
    if not math.isfinite(value):
        raise SystemExit(f"{args.network} diverged: its last step gave {value}")
    median = statistics.median(milliseconds)
    print(
        json.dumps(
            {
                "framework": framework,
                "version": version,
                "network": args.network,
                "mode": args.mode,
                "batch": args.batch,
                "size": args.size,
                "median_ms": round(median, 3),
                "p90_ms": round(percentile(milliseconds, 0.9), 3),
                "images_per_second": round(1e3 * args.batch / median, 2),
                "threads": args.threads,
                "parameters": parameters,
            }
        )
    )


def percentile(values, q):
    """The smallest value that at least a share q of all values does not exceed."""
    return sorted(values)[math.ceil(q * len(values)) - 1]
