"""Loads a SavedModel in Python's TensorFlow and compares what it says with what is expected.

EXPECTED_JSON holds "image", the input, and "logits", "probabilities" and "classes", each as
{"shape": [...], "data": [...]}. A relative difference is one over the largest expected magnitude
of its output. Fails above 1e-5, and if the model holds what only training needs.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2

TOLERANCE = 1e-5
TRAINING = re.compile(r"Apply|Grad(?!ient)|Backprop")  # StopGradient is no training op
RANDOM = re.compile(r"Random|Multinomial|TruncatedNormal|^Stateful|^Rng")
SLOT = re.compile(r"(^|[/_.-])(momentum|velocity|m|v)$", re.IGNORECASE)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("saved_model", type=Path)
    p.add_argument("expected", type=Path)
    args = p.parse_args()
    faults = [*intruders(args.saved_model), *differences(args.saved_model, args.expected)]
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(bool(faults))


def intruders(directory):
    """Lists the op types, and yields what has no place in an inference graph."""
    saved = saved_model_pb2.SavedModel.FromString((directory / "saved_model.pb").read_bytes())
    for graph in (meta.graph_def for meta in saved.meta_graphs):
        nodes = [*graph.node, *(n for f in graph.library.function for n in f.node_def)]
        ops = Counter(node.op for node in nodes)
        print("ops:", ", ".join(f"{op} {n}" for op, n in sorted(ops.items())))
        yield from (f"training op {op}" for op in ops if TRAINING.search(op))
        yield from (f"random op {op}" for op in ops if RANDOM.search(op))
        for node in nodes:
            if node.op.startswith("Var") and SLOT.search(node.name):
                yield f"optimiser slot {node.name}"


def differences(directory, expected):
    """Calls the default signature, and yields the outputs that differ too much."""
    expected = {name: array(value) for name, value in json.loads(expected.read_text()).items()}
    model = tf.saved_model.load(str(directory))
    signature = model.signatures["serving_default"]
    ((name, spec),) = signature.structured_input_signature[1].items()
    found = signature(**{name: tf.constant(expected["image"], spec.dtype)})
    for name in ("logits", "probabilities", "classes"):
        theirs, ours = found[name].numpy().astype(np.float64), expected[name]
        if theirs.shape != ours.shape:
            yield f"{name} has shape {theirs.shape} instead of {ours.shape}"
            continue
        absolute = np.abs(theirs - ours).max()
        relative = absolute / max(np.abs(ours).max(), np.finfo(np.float32).tiny)
        print(f"{name}: largest difference {absolute:.3g}, relative {relative:.3g}")
        if not relative <= TOLERANCE:  # also catches NaN
            yield f"{name} differs by {relative:.3g}, which is above {TOLERANCE}"


def array(value):
    return np.array(value["data"], np.float64).reshape(value["shape"])


if __name__ == "__main__":
    main()
