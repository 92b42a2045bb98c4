#!/usr/bin/env python3
# Copyright 2026 The NativeBench developers
# SPDX-License-Identifier: Apache-2.0
"""Trains the embedded benchmark `digits` and writes everything it commits.

A ResNet-8 (the architecture of MLPerf Tiny's image classification) is trained on
80 % of the UCI optical digits that scikit-learn ships; the other 20 % become the
benchmark's dataset. Nothing is downloaded. The same library versions on the same
kind of processor write the same bytes.

  train-digits.py              train, export, measure, write the folder
  train-digits.py --validate   train without a fifth of the training part and measure on
                               that: for choosing settings. Writes nothing.
  train-digits.py --check      verify the committed folder; needs no torch

Needs Python 3 with numpy, scikit-learn, onnx and (except --check) torch.
"""

import argparse
import hashlib
import io
import json
import os
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

# One thread everywhere: the order of floating-point sums must not depend on scheduling.
# Set before numpy and torch load.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np

REPOSITORY = Path(__file__).resolve().parent.parent
OUTPUT = REPOSITORY / "src/Managed/NativeBench.Datasets/Digits"

MODEL_FILE = "digits_resnet8.onnx"
INPUTS_FILE = "inputs_u8.npy"
LABELS_FILE = "labels.txt"
NAMES_FILE = "names.txt"
PREDICTIONS_FILE = "predictions_torch.txt"
FACTS_FILE = "digits.json"
README_FILE = "README.md"

CLASSES = 10
PICTURES = 1797
TEST_SAMPLES = 360
VALIDATION_SAMPLES = 287
UPSCALE = 4
QUALITY_TARGET_FRACTION = Fraction(99, 100)

SEED = 20260731
TEST_SPLIT_KEY = "nativebench-digits-test"
VALIDATION_SPLIT_KEY = "nativebench-digits-validation"
EPOCHS = 60
BATCH = 64
LEARNING_RATE = 0.2
MOMENTUM = 0.9
WEIGHT_DECAY = 5e-4
MAX_SHIFT = 2
OPSET = 13

CITATION = (
    "Alpaydin, E. & Kaynak, C. (1998). Optical Recognition of Handwritten Digits [Dataset]. "
    "UCI Machine Learning Repository. https://doi.org/10.24432/C50P49"
)
ORIGIN = "UCI Optical Recognition of Handwritten Digits, optdigits.tes, as shipped by scikit-learn (load_digits)"
PREPROCESSING = (
    "repeat each of the 8x8 pixels 4 times in both directions to 32x32 (nearest), "
    "divide by 16 in float32 (exact), layout NCHW with one channel"
)


# ---------------------------------------------------------------------------- data


def load_pictures():
    """All pictures, uint8 [1797,8,8] with values 0..16, and their labels."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    pictures = digits.images.astype(np.uint8)
    if pictures.shape != (PICTURES, 8, 8) or not np.array_equal(pictures, digits.images) or pictures.max() != 16:
        raise SystemExit("train-digits: load_digits did not return 1797 pictures of 8x8 integers 0..16")
    return pictures, digits.target.astype(np.int64)


def stratified(indices, labels, count, key):
    """Takes `count` of `indices`, each class in proportion; returns (rest, taken), both ascending.

    The order within a class is that of a SHA-256 of key and index, so the split depends
    on no library's random numbers. Largest remainders settle the rounding.
    """
    by_class = {c: [int(i) for i in indices if labels[i] == c] for c in range(CLASSES)}
    exact = {c: Fraction(len(members) * count, len(indices)) for c, members in by_class.items()}
    quota = {c: int(share) for c, share in exact.items()}
    by_remainder = sorted(by_class, key=lambda c: (quota[c] - exact[c], c))
    for c in by_remainder[: count - sum(quota.values())]:
        quota[c] += 1

    taken = set()
    for c, members in by_class.items():
        ranked = sorted(members, key=lambda i: hashlib.sha256(f"{key}:{i}".encode()).digest())
        taken.update(ranked[: quota[c]])
    rest = np.array([i for i in indices if int(i) not in taken])
    return rest, np.array(sorted(taken))


def preprocess(pictures):
    """uint8 [N,8,8] to the network's float32 [N,1,32,32]; every step is exact."""
    upscaled = pictures.repeat(UPSCALE, axis=1).repeat(UPSCALE, axis=2)
    return (upscaled.astype(np.float32) / np.float32(16))[:, np.newaxis]


def sample_name(index):
    return f"optdigits-{index:05d}"


# ---------------------------------------------------------------------------- training


def resnet8(torch):
    """ResNet-8 as in MLPerf Tiny, for one input channel; returns logits."""
    nn = torch.nn

    class Block(nn.Module):
        def __init__(self, channels_in, channels, stride):
            super().__init__()
            # A batch normalisation follows: a bias before it would be redundant.
            self.conv1 = nn.Conv2d(channels_in, channels, 3, stride, 1, bias=False)
            self.norm1 = nn.BatchNorm2d(channels)
            self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
            self.norm2 = nn.BatchNorm2d(channels)
            self.skip = nn.Identity() if stride == 1 else nn.Conv2d(channels_in, channels, 1, stride)
            self.relu = nn.ReLU()

        def forward(self, x):
            y = self.relu(self.norm1(self.conv1(x)))
            return self.relu(self.norm2(self.conv2(y)) + self.skip(x))

    class ResNet8(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(1, 16, 3, 1, 1, bias=False)
            self.norm = nn.BatchNorm2d(16)
            self.relu = nn.ReLU()
            self.stack1 = Block(16, 16, 1)
            self.stack2 = Block(16, 32, 2)
            self.stack3 = Block(32, 64, 2)
            self.pool = nn.AdaptiveAvgPool2d(1)
            self.dense = nn.Linear(64, CLASSES)
            for module in self.modules():
                if isinstance(module, nn.Conv2d):
                    nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                    if module.bias is not None:
                        nn.init.zeros_(module.bias)

        def forward(self, x):
            x = self.relu(self.norm(self.conv(x)))
            x = self.stack3(self.stack2(self.stack1(x)))
            return self.dense(self.pool(x).flatten(1))

    return ResNet8()


def import_torch():
    import torch

    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(SEED)
    return torch


def shifted(torch, batch, random):
    """Each picture moved by up to MAX_SHIFT pixels in both directions; zeros move in."""
    padded = torch.nn.functional.pad(batch, (MAX_SHIFT,) * 4)
    size = batch.shape[-1]
    offsets = torch.randint(0, 2 * MAX_SHIFT + 1, (len(batch), 2), generator=random).tolist()
    return torch.stack([padded[i, :, y : y + size, x : x + size] for i, (y, x) in enumerate(offsets)])


def train(torch, pictures, labels, epochs, after_epoch=None):
    """Trains for a fixed number of epochs and returns the network in evaluation mode."""
    model = resnet8(torch)
    inputs = torch.from_numpy(preprocess(pictures))
    targets = torch.from_numpy(labels)
    random = torch.Generator().manual_seed(SEED)
    optimizer = torch.optim.SGD(
        model.parameters(), LEARNING_RATE, momentum=MOMENTUM, weight_decay=WEIGHT_DECAY, nesterov=True
    )
    steps = epochs * -(-len(inputs) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=steps, pct_start=0.2)
    for epoch in range(1, epochs + 1):
        model.train()
        total = 0.0
        for picked in torch.randperm(len(inputs), generator=random).split(BATCH):
            loss = torch.nn.functional.cross_entropy(model(shifted(torch, inputs[picked], random)), targets[picked])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(picked)
        model.eval()
        note = after_epoch(model) if after_epoch else ""
        print(f"epoch {epoch:2d}/{epochs}  loss {total / len(inputs):.4f}{note}", flush=True)
    return model


def probabilities(torch, model, pictures):
    with torch.no_grad():
        return torch.softmax(model(torch.from_numpy(preprocess(pictures))), 1).numpy()


def export(torch, model, path):
    """Writes the ONNX file: softmax at the end, dynamic batch, no paths or times inside."""
    import onnx

    network = torch.nn.Sequential(model, torch.nn.Softmax(1)).eval()
    buffer = io.BytesIO()
    torch.onnx.export(
        network,
        torch.zeros(1, 1, 32, 32),
        buffer,
        input_names=["input"],
        output_names=["output"],
        dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}},
        opset_version=OPSET,
        do_constant_folding=True,
    )
    exported = onnx.load_model_from_string(buffer.getvalue())
    for node in exported.graph.node:
        node.ClearField("doc_string")
    exported.graph.name = "digits_resnet8"
    exported.doc_string = (
        "ResNet-8 trained by NativeBench's scripts/train-digits.py; weights Apache-2.0. Training data: " + CITATION
        + " (CC BY 4.0)."
    )
    path.write_bytes(exported.SerializeToString())


# ---------------------------------------------------------------------------- checking


def check_model(path):
    """Checks the ONNX file's structure and returns the loaded model."""
    import onnx

    model = onnx.load(str(path))
    onnx.checker.check_model(model, full_check=True)
    graph = model.graph

    def signature(value):
        tensor = value.type.tensor_type
        return value.name, tensor.elem_type, [d.dim_param or d.dim_value for d in tensor.shape.dim]

    expect(
        [signature(v) for v in graph.input] == [("input", onnx.TensorProto.FLOAT, ["batch", 1, 32, 32])],
        f"{path.name}: unexpected inputs",
    )
    expect(
        [signature(v) for v in graph.output] == [("output", onnx.TensorProto.FLOAT, ["batch", CLASSES])],
        f"{path.name}: unexpected outputs",
    )
    expect([(o.domain, o.version) for o in model.opset_import] == [("", OPSET)], f"{path.name}: unexpected opset")
    # No Reshape and no normalisation left: nothing in the graph can fix or mix the batch.
    kinds = {node.op_type for node in graph.node}
    allowed = {"Conv", "Relu", "Add", "GlobalAveragePool", "Flatten", "Gemm", "Softmax"}
    expect(kinds == allowed, f"{path.name}: unexpected operators {sorted(kinds ^ allowed)}")
    return model


def run_model(model, inputs):
    """Runs the graph with numpy alone: a second opinion that shares no code with torch."""
    import onnx.numpy_helper

    values = {t.name: onnx.numpy_helper.to_array(t) for t in model.graph.initializer}
    values["input"] = inputs
    for node in model.graph.node:
        x = [values[name] for name in node.input]
        a = {item.name: onnx.helper.get_attribute_value(item) for item in node.attribute}
        if node.op_type == "Conv":
            y = convolve(x[0], x[1], x[2], a)
        elif node.op_type == "Relu":
            y = np.maximum(x[0], 0)
        elif node.op_type == "Add":
            y = x[0] + x[1]
        elif node.op_type == "GlobalAveragePool":
            y = x[0].mean(axis=(2, 3), keepdims=True)
        elif node.op_type == "Flatten":
            expect(a.get("axis", 1) == 1, "Flatten with an unexpected axis")
            y = x[0].reshape(len(x[0]), -1)
        elif node.op_type == "Gemm":
            expect(a == {"alpha": 1.0, "beta": 1.0, "transB": 1}, "Gemm with unexpected attributes")
            y = x[0] @ x[1].T + x[2]
        else:
            expect(a["axis"] in (1, -1), "Softmax with an unexpected axis")
            e = np.exp(x[0] - x[0].max(axis=1, keepdims=True))
            y = e / e.sum(axis=1, keepdims=True)
        values[node.output[0]] = y
    return values["output"]


def convolve(x, weights, bias, attributes):
    expect(attributes["group"] == 1 and set(attributes["dilations"]) == {1}, "Conv with unexpected attributes")
    top, left, bottom, right = attributes["pads"]
    stride_y, stride_x = attributes["strides"]
    padded = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, weights.shape[2:], axis=(2, 3))
    windows = windows[:, :, ::stride_y, ::stride_x]
    y = np.tensordot(windows, weights, axes=((1, 4, 5), (1, 2, 3)))
    return y.transpose(0, 3, 1, 2) + bias[:, np.newaxis, np.newaxis]


def expect(condition, message):
    if not condition:
        raise SystemExit(f"train-digits: {message}")


def read_integers(path):
    return np.array([int(line) for line in path.read_text(encoding="ascii").splitlines()])


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(folder):
    """Verifies a folder against itself, against scikit-learn's copy and against its network."""
    facts = json.loads((folder / FACTS_FILE).read_text(encoding="utf-8"))
    for entry in facts["files"].values():
        expect(sha256(folder / entry["name"]) == entry["sha256"], f"{entry['name']}: SHA-256 differs from {FACTS_FILE}")

    pictures, labels = load_pictures()
    _, test = stratified(np.arange(PICTURES), labels, TEST_SAMPLES, TEST_SPLIT_KEY)
    names = (folder / NAMES_FILE).read_text(encoding="ascii").splitlines()
    inputs = np.load(folder / INPUTS_FILE)
    expect(names == [sample_name(i) for i in test], f"{NAMES_FILE}: not the held-out split")
    expect(inputs.dtype == np.uint8 and np.array_equal(inputs, pictures[test]), f"{INPUTS_FILE}: pictures differ")
    expect(np.array_equal(read_integers(folder / LABELS_FILE), labels[test]), f"{LABELS_FILE}: labels differ")

    model = check_model(folder / MODEL_FILE)
    batch = preprocess(inputs)
    outputs = run_model(model, batch)
    singly = np.concatenate([run_model(model, batch[i : i + 1]) for i in range(16)])
    expect(np.abs(outputs[:16] - singly).max() < 1e-5, f"{MODEL_FILE}: results depend on the batch")
    predictions = read_integers(folder / PREDICTIONS_FILE)
    expect(
        np.array_equal(outputs.argmax(1), predictions),
        f"{PREDICTIONS_FILE}: the graph computed with numpy predicts otherwise",
    )
    correct = int((predictions == labels[test]).sum())
    expect(
        (facts["total"], facts["correct"]) == (len(test), correct),
        f"{FACTS_FILE}: says {facts['correct']} of {facts['total']}, counted {correct} of {len(test)}",
    )
    print(f"checked {folder.name}: {correct}/{len(test)} correct, the same classes from numpy as from torch")


# ---------------------------------------------------------------------------- writing


def write_text(path, text):
    path.write_bytes(text.encode("utf-8"))


def write_lines(path, items):
    write_text(path, "".join(f"{item}\n" for item in items))


def top_two_gap(outputs):
    """How far the first class is ahead of the second where they are closest."""
    ordered = np.sort(outputs, axis=1)
    return float((ordered[:, -1] - ordered[:, -2]).min())


def build(folder, epochs):
    torch = import_torch()
    pictures, labels = load_pictures()
    training, test = stratified(np.arange(PICTURES), labels, TEST_SAMPLES, TEST_SPLIT_KEY)

    started = time.perf_counter()
    trained = train(torch, pictures[training], labels[training], epochs)
    print(f"trained {epochs} epochs on {len(training)} pictures in {time.perf_counter() - started:.0f} s")

    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / INPUTS_FILE, pictures[test])
    write_lines(folder / LABELS_FILE, labels[test])
    names = [sample_name(i) for i in test]
    write_lines(folder / NAMES_FILE, names)

    # The accuracy is that of reloaded weights on the files as written, not of objects in memory.
    with tempfile.TemporaryDirectory() as scratch:
        weights = Path(scratch) / "weights.pt"
        torch.save(trained.state_dict(), weights)
        model = resnet8(torch)
        model.load_state_dict(torch.load(weights))
    model.eval()
    outputs = probabilities(torch, model, np.load(folder / INPUTS_FILE))
    predictions = outputs.argmax(1)
    truth = read_integers(folder / LABELS_FILE)
    correct = int((predictions == truth).sum())
    write_lines(folder / PREDICTIONS_FILE, predictions)

    export(torch, model, folder / MODEL_FILE)
    exported = check_model(folder / MODEL_FILE)
    difference = float(np.abs(run_model(exported, preprocess(np.load(folder / INPUTS_FILE))) - outputs).max())
    print(f"largest difference of a probability between the exported graph in numpy and torch: {difference:.1e}")
    expect(difference < 1e-4, f"{MODEL_FILE}: the exported graph computes other probabilities than torch")
    parameters = sum(int(np.prod(t.dims)) for t in exported.graph.initializer)

    import onnx
    import sklearn

    versions = {
        "python": ".".join(map(str, sys.version_info[:3])),
        "torch": str(torch.__version__),
        "scikit-learn": sklearn.__version__,
        "onnx": onnx.__version__,
        "numpy": np.__version__,
    }
    named = {
        "model": MODEL_FILE,
        "inputs": INPUTS_FILE,
        "labels": LABELS_FILE,
        "names": NAMES_FILE,
        "predictions": PREDICTIONS_FILE,
    }
    facts = {
        "name": "digits",
        "task": "image-classification",
        "files": {
            role: {"name": name, "bytes": (folder / name).stat().st_size, "sha256": sha256(folder / name)}
            for role, name in named.items()
        },
        "model": {
            "architecture": "ResNet-8 (MLPerf Tiny), one input channel",
            "parameters": parameters,
            "opset": OPSET,
            "irVersion": exported.ir_version,
            "inputs": [{"name": "input", "type": "float32", "shape": ["batch", 1, 32, 32]}],
            "outputs": [{"name": "output", "type": "float32", "shape": ["batch", CLASSES]}],
            "outputMeaning": "softmax probability of each digit",
            "licence": "Apache-2.0",
        },
        "samples": {"type": "uint8", "shape": [8, 8], "minimum": 0, "maximum": 16},
        "preprocessing": {
            "description": PREPROCESSING,
            "upscale": UPSCALE,
            "interpolation": "nearest",
            "divisor": 16,
            "layout": "NCHW",
            "type": "float32",
        },
        "labelCount": CLASSES,
        "total": len(truth),
        "correct": correct,
        "accuracy": correct / len(truth),
        "qualityTargetFraction": float(QUALITY_TARGET_FRACTION),
        "data": {"origin": ORIGIN, "citation": CITATION, "licence": "CC-BY-4.0"},
        "training": {
            "script": "scripts/train-digits.py",
            "framework": "torch",
            "precision": "float32",
            "seed": SEED,
            "epochs": epochs,
            "samples": len(training),
            "versions": versions,
        },
    }
    write_text(folder / FACTS_FILE, json.dumps(facts, indent=2, ensure_ascii=False) + "\n")
    write_text(folder / README_FILE, readme(facts, names, outputs, truth))
    check(folder)


def readme(facts, names, outputs, truth):
    correct, total = facts["correct"], facts["total"]
    needed = -(-QUALITY_TARGET_FRACTION * correct // 1)
    model, training, files = facts["model"], facts["training"], facts["files"]
    versions = ", ".join(f"{name} {version}" for name, version in training["versions"].items())
    table = "\n".join(
        f"| `{files[role]['name']}` | {files[role]['bytes']:,} | {meaning} |"
        for role, meaning in (
            ("model", f"the network: ONNX, opset {model['opset']}, FP32, {model['parameters']:,} parameters"),
            ("inputs", f"the held-out pictures as UCI publishes them: uint8 [{total},8,8], values 0..16"),
            ("labels", "the digit written, one a line"),
            ("names", "`optdigits-` and the index in scikit-learn's order, one a line"),
            ("predictions", "the digit the training framework predicts, one a line"),
        )
    )
    wrong = ", ".join(
        f"`{name}` (a {label} taken for a {predicted})"
        for name, label, predicted in zip(names, truth, outputs.argmax(1))
        if label != predicted
    )
    return f"""<!-- Written by scripts/train-digits.py; change it there. -->
# Digits

The embedded benchmark: a ResNet-8 that this repository trained, and the handwritten
digits held out from its training.

FP32 accuracy measured by the training framework: **{correct}/{total}** ({100 * correct / total:.2f} %).
Quality target, as MLPerf sets it: 99 % of that, so at least {needed} of {total}.

| File | Bytes | What |
|---|---:|---|
{table}
| `{FACTS_FILE}` | | these facts for programs, with SHA-256 of every file above |

## Data

{CITATION}.
Licence: [Creative Commons Attribution 4.0 International](https://creativecommons.org/licenses/by/4.0/)
(CC BY 4.0). Changes: none to the pictures; {total} of them were selected.

scikit-learn's `load_digits` ships the 1,797 pictures of UCI's `optdigits.tes`, with values
0..16 in 8x8 pixels. {total} (20 %) are held out, each digit in proportion: within a digit, the
lowest SHA-256 of `{TEST_SPLIT_KEY}:<index>`. No two of the 1,797 pictures are identical.
The dataset does not say who wrote what, so the same writers occur in both parts: the
accuracy compares systems on one task and is no claim about new handwriting.

## Preprocessing

Each pixel is repeated {UPSCALE} times in both directions to 32x32, then divided by 16 in float32.
Layout NCHW, [batch,1,32,32]. Every value is a multiple of 1/16, so this is exact: any
implementation must produce the same bits.

## Network

ResNet-8 is the network of MLPerf Tiny's image classification: a 3x3 convolution to 16
channels, three residual blocks of two 3x3 convolutions with 16, 32 and 64 channels (the
last two with stride 2 and a 1x1 convolution on the skip), global average pooling, a dense
layer to 10 classes, softmax. Three things differ from MLPerf Tiny's: one input channel
instead of three; where the stride is 2, padding of 1 on every side instead of only bottom
and right; and pooling as `GlobalAveragePool`. Batch normalisation is folded into the
convolutions. Input `input` float32 [batch,1,32,32], output `output` float32 [batch,10]; the
batch is dynamic, and no operator mixes samples.

The weights are this project's own work under Apache-2.0.

## How it was made

`scripts/train-digits.py` trained it on the other {training['samples']:,} pictures in a few minutes on one core:
{training['epochs']} epochs of SGD (seed {training['seed']}, batch {BATCH}, Nesterov momentum {MOMENTUM}, weight decay {WEIGHT_DECAY:g},
learning rate up to {LEARNING_RATE} in one cycle), each picture shifted by up to {MAX_SHIFT} of 32 pixels. The settings
were chosen on a fifth of the training part (`--validate`), never on the test split; the
number of epochs is fixed. The accuracy is that of the weights saved, reloaded and run in
FP32 on the files above. Nothing was downloaded.

Versions, as the libraries report them: {versions}.

The run is deterministic (one thread, fixed seeds): two runs on one machine wrote identical
files. Another processor or library version may add floats in another order and so end at
other weights, which is why the result is committed rather than built.

`scripts/train-digits.py --check` verifies this folder without torch: hashes, pictures and
labels against scikit-learn's copy, the ONNX graph's structure, and its predictions with a
numpy implementation of its operators.

Samples the training framework gets wrong: {wrong or 'none'}.
The smallest lead of the first class over the second is {top_two_gap(outputs):.3f} in probability.
"""


def validate(epochs):
    torch = import_torch()
    pictures, labels = load_pictures()
    training, _ = stratified(np.arange(PICTURES), labels, TEST_SAMPLES, TEST_SPLIT_KEY)
    fit, held = stratified(training, labels, VALIDATION_SAMPLES, VALIDATION_SPLIT_KEY)

    def measure(model):
        outputs = probabilities(torch, model, pictures[held])
        correct = int((outputs.argmax(1) == labels[held]).sum())
        loss = -np.log(outputs[np.arange(len(held)), labels[held]]).mean()
        return f"  validation {correct}/{len(held)} loss {loss:.4f}"

    started = time.perf_counter()
    train(torch, pictures[fit], labels[fit], epochs, measure)
    print(f"trained {epochs} epochs on {len(fit)} pictures in {time.perf_counter() - started:.0f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--validate", action="store_true", help="measure settings on a part of the training data")
    mode.add_argument("--check", action="store_true", help="verify the folder instead of writing it")
    parser.add_argument("--output", type=Path, default=OUTPUT, metavar="FOLDER", help="default: the committed folder")
    parser.add_argument("--epochs", type=int, default=EPOCHS, metavar="N", help="default: %(default)s")
    arguments = parser.parse_args()
    if arguments.validate:
        validate(arguments.epochs)
    elif arguments.check:
        check(arguments.output)
    else:
        build(arguments.output, arguments.epochs)


if __name__ == "__main__":
    main()
