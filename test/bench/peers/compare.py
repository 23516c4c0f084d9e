"""Runs convzoo and its peers in turns, ours, theirs, ours, theirs, and prints medians and ratios.

Each run of a peer is paired with the run of ours just before it, so that whatever else the machine
does weighs on both. A ratio above 1 means that ours is faster.
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
    "keras": ["keras_bench.py"],
    "keras-xla": ["keras_bench.py", "--jit"],
}


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("networks", nargs="*", default=["alexnet"], metavar="NETWORK")
    p.add_argument("--peers", nargs="+", choices=PEERS, default=["torch", "keras"])
    p.add_argument("--mode", choices=("train", "infer"), default="train")
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--steps", type=int, default=20)
    p.add_argument("--warmup", type=int, default=5)
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--python", default=sys.executable, help="interpreter that has the peers")
    p.add_argument("--ours", default=HERE.parents[2] / "convzoo", help="the launcher")
    args = p.parse_args()

    same = ["--mode", args.mode]
    for name in ("batch", "steps", "warmup"):
        same += [f"--{name}", str(getattr(args, name))]

    print(
        f"{'network':14} {'peer':20} {'ours ms':>10} {'theirs ms':>10} {'ratio':>6}  pair by pair"
    )
    for network in args.networks:
        for peer in args.peers:
            script, *options = PEERS[peer]
            theirs = [args.python, HERE / script, "--network", network, *options, *same]
            ours = [args.ours, "bench", network, *same, "--json"]
            pairs = [(median_ms(ours), median_ms(theirs)) for _ in range(args.rounds)]
            ratios = [b / a for a, b in pairs]
            a, b = (statistics.median(side) for side in zip(*pairs))
            print(
                f"{network:14} {peer:20} {a:10.2f} {b:10.2f} {statistics.median(ratios):6.2f} ",
                *(f"{ratio:.2f}" for ratio in ratios),
                flush=True,
            )


def median_ms(command):
    """Runs a benchmark, whose last line is JSON."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    except (OSError, subprocess.CalledProcessError) as e:
        raise SystemExit(str(e)) from None
    return json.loads(done.stdout.strip().splitlines()[-1])["median_ms"]


if __name__ == "__main__":
    main()
