"""Runs convzoo and its peers in turns, ours, theirs, ours, theirs, and prints medians and ratios.

In each round every peer is paired with the run of ours in that round, so that whatever else the
machine does weighs on all. A ratio above 1 means that ours is faster; where there are several
rounds, the smallest and the largest ratio follow. Fails at the end if a run failed or the numbers
of parameters differ.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEERS = {
    "torch": ["torch_bench.py"],
    "torch-channels-last": ["torch_bench.py", "--channels-last"],
    "torch-compiled": ["torch_bench.py", "--compile"],
    "torch-autocast": ["torch_bench.py", "--autocast"],
    "keras": ["keras_bench.py"],
    "keras-xla": ["keras_bench.py", "--jit"],
}

# what --all compares, with a batch that makes a step of about a second on two cores
BATCHES = {
    "lenet": 256,
    "lenet-bn": 256,
    "alexnet": 32,
    "alexnet-owt": 32,
    "zfnet": 16,
    "vgg11": 8,
    "vgg16": 4,
    "vgg19": 4,
    "vgg19-bn": 4,
    "nin": 32,
    "nin-cifar": 64,
    "googlenet": 16,
    "googlenet-bn": 16,
    "resnet18": 16,
    "resnet50": 8,
    "resnet50-v1.5": 8,
    "resnet152": 4,
    "resnet50-v2": 8,
    "resnet20": 128,
    "resnet56": 64,
    "resnet110": 32,
    "preresnet164": 32,
    "wrn-16-8": 16,
    "wide-resnet50-2": 4,
    "densenet121": 8,
    "densenet40-k12": 32,
    "densenet-bc100-k12": 32,
    "unet": 1,
}


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("networks", nargs="*", metavar="NETWORK")
    p.add_argument("--all", action="store_true", help="every network that the peers have")
    p.add_argument("--peers", nargs="+", choices=PEERS, default=["torch", "keras"])
    p.add_argument("--mode", nargs="+", choices=("train", "infer"), default=["train"])
    p.add_argument("--batch", type=int, help="default: one for each network")
    p.add_argument("--steps", type=int, default=20)
    p.add_argument("--warmup", type=int, default=5)
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--precision", choices=("float32", "bfloat16"), default="float32", help="ours")
    p.add_argument("--markdown", action="store_true", help="print a table for a document")
    p.add_argument("--python", default=sys.executable, help="interpreter that has the peers")
    p.add_argument("--ours", default=HERE.parents[2] / "convzoo", help="the launcher")
    args = p.parse_args()
    if bool(args.networks) == args.all:
        p.error("give networks, or --all and none")

    head = ["network", "mode", "batch", "convzoo ms"]
    for peer in args.peers:
        head += [f"{peer} ms", "ratio"]
    line(head, args.markdown)
    if args.markdown:
        line(["---", "---"] + ["--:"] * (len(head) - 2), args.markdown)
    complete = True
    for network in args.networks or BATCHES:
        for mode in args.mode:
            batch = args.batch or BATCHES.get(network, 32)
            rounds = [measure(args, network, mode, batch) for _ in range(args.rounds)]
            cells, good = summary(args.peers, rounds)
            line([network, mode, batch, *cells], args.markdown)
            complete &= good
    sys.exit(not complete)


def measure(args, network, mode, batch):
    """One round: returns the results of ours and of the peers, None for a run that failed."""
    same = ["--mode", mode, "--batch", batch, "--steps", args.steps, "--warmup", args.warmup]
    commands = [[args.ours, "bench", network, *same, "--precision", args.precision, "--json"]]
    for peer in args.peers:
        script, *options = PEERS[peer]
        commands.append([args.python, HERE / script, "--network", network, *options, *same])
    return [result(command) for command in commands]


def result(command):
    """Runs a benchmark, whose last line is JSON."""
    command = [str(word) for word in command]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        return json.loads(done.stdout.strip().splitlines()[-1])
    except (OSError, subprocess.CalledProcessError) as e:
        print(e, file=sys.stderr)
        return None


def summary(peers, rounds):
    """Returns the cells of a line, and whether all is well."""
    ours, *theirs = zip(*rounds)
    cells, good = [milliseconds(ours)], all(ours)
    for peer, runs in zip(peers, theirs):
        pairs = [(a, b) for a, b in zip(ours, runs) if a and b]
        good &= len(pairs) == len(rounds)
        if any(a["parameters"] != b["parameters"] for a, b in pairs):
            print(f"{peer} has another number of parameters", file=sys.stderr)
            good = False
        ratios = [b["median_ms"] / a["median_ms"] for a, b in pairs]
        cells += [milliseconds(runs), spread(ratios)]
    return cells, good


def milliseconds(runs):
    medians = [run["median_ms"] for run in runs if run]
    return f"{statistics.median(medians):,.1f}" if medians else "failed"


def spread(ratios):
    if not ratios:
        return ""
    middle = f"{statistics.median(ratios):.2f}"
    return middle + (f" ({min(ratios):.2f}-{max(ratios):.2f})" if len(ratios) > 1 else "")


def line(cells, markdown):
    if markdown:
        print("|", " | ".join(str(cell) for cell in cells), "|", flush=True)
    else:
        widths = [20, 6, 6] + [17] * len(cells)
        print("".join(f"{cell:<{w}}" for cell, w in zip(map(str, cells), widths)), flush=True)


if __name__ == "__main__":
    main()
