"""Small data sets and hand-written gradients, right and wrong, for the tests of data and training."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import jax
import numpy as np
from jax import Array

from derivcheck.training.catalogue import Collection, IdxFile
from derivcheck.training.datasets import Dataset
from derivcheck.training.network import ACTIVATIONS, Gradients, Loss, Objective, Parameters
from derivcheck.training.settings import TrainingSettings


def idx_bytes(array: np.ndarray) -> bytes:
    """The IDX file of an array of unsigned bytes."""
    header = bytes((0, 0, 8, array.ndim)) + b"".join(axis.to_bytes(4, "big") for axis in array.shape)
    return header + array.astype(np.uint8).tobytes()


def small_contents() -> dict[str, bytes]:
    """Four IDX files of 100x100 images: 6 to train (several pieces of a download), 2 to test."""
    random = np.random.default_rng(5)
    return {
        "train-images-idx3-ubyte": idx_bytes(random.integers(0, 256, (6, 100, 100))),
        "train-labels-idx1-ubyte": idx_bytes(np.array([0, 1, 2, 3, 9, 5])),
        "t10k-images-idx3-ubyte": idx_bytes(random.integers(0, 256, (2, 100, 100))),
        "t10k-labels-idx1-ubyte": idx_bytes(np.array([7, 8])),
    }


def small_collection(mirrors: tuple[str, ...] = ()) -> Collection:
    """The catalogue's entry for `small_contents`."""
    shapes = ((6, 100, 100), (6,), (2, 100, 100), (2,))
    files = [
        IdxFile(name, shape, hashlib.sha256(content).hexdigest())
        for (name, content), shape in zip(small_contents().items(), shapes, strict=True)
    ]
    return Collection("small", "Small", *files, mirrors=mirrors)


def write_small_files(folder: Path, *, packed: bool) -> None:
    """The four files under `folder`/small, gzip or plain."""
    place = folder / "small"
    place.mkdir(parents=True)
    for name, content in small_contents().items():
        if packed:
            (place / f"{name}.gz").write_bytes(gzip.compress(content))
        else:
            (place / name).write_bytes(content)


def striped_dataset(examples: int = 60, inputs: int = 12, seed: int = 3) -> Dataset:
    """Images that a small network can tell apart: noise plus a bright pixel where the label says."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 10, examples + 20).astype(np.int32)
    images = random.random((examples + 20, inputs), np.float32) / 2
    images[np.arange(len(labels)), labels] += 0.5
    return Dataset(
        "striped",
        "Striped",
        images[:examples],
        labels[:examples],
        images[examples:],
        labels[examples:],
        source="made up by a test",
    )


def hand_written(activation: str = "sigmoid") -> Gradients:
    """The right gradients of the mean cross-entropy of a network with one hidden layer, in row vectors."""
    chosen = ACTIVATIONS[activation]

    def gradients(parameters: Parameters, x: Array, y: Array) -> Parameters:
        h = chosen.function(x @ parameters["W1"] + parameters["b1"])
        theta = (jax.nn.softmax(h @ parameters["W2"] + parameters["b2"]) - y) / x.shape[0]
        phi = (theta @ parameters["W2"].T) * chosen.slope(h)
        return {"W1": x.T @ phi, "b1": phi.sum(0), "W2": h.T @ theta, "b2": theta.sum(0)}

    return gradients


def plain_loss(activation: str = "sigmoid") -> Loss:
    """The mean cross-entropy and nothing else."""
    return Objective(ACTIVATIONS[activation]).loss


def scaled(key: str, factor: float) -> Gradients:
    """The gradients of the sigmoid network with one of the four multiplied: -1 is a flipped sign."""

    def gradients(parameters: Parameters, x: Array, y: Array) -> Parameters:
        right = hand_written()(parameters, x, y)
        return right | {key: factor * right[key]}

    return gradients


SMALL = TrainingSettings(
    widths=(8,),
    activation="sigmoid",
    optimizer="momentum",
    schedule="constant",
    batch=7,
    epochs=3,
    records=3,
    agreement_batches=2,
    learning_rate=0.2,
    weight_decay=0.0,
)
"""The training of `hand_written` on `striped_dataset`."""
