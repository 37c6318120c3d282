"""Time of a training epoch: derived gradients against jax.grad and bare matrix products in the same loop,
against PyTorch eager and against scikit-learn.

Run from the top of the repository: python -m benchmarks.training
All contestants use the same data, batches, sizes, update rule, precision (float32) and threads, and take
turns in one process; ratios are medians over the turns.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import jax
import jax.numpy as jnp
import numpy as np
from rich.console import Console
from rich.table import Table

from derivcheck.network import Architecture, emitted_gradients, proved_program, state
from derivcheck.training.datasets import Dataset, load_dataset
from derivcheck.training.descent import Samples, batch_order, epoch_program, optimizer, resident, resting
from derivcheck.training.loop import objective
from derivcheck.training.network import Gradients, Parameters, initial_parameters
from derivcheck.training.settings import TrainingSettings

RunEpoch = Callable[[int], None]
"""Run the epoch of this number and wait until it is done."""

DERIVED = "derived, proved"
PRODUCTS = "matrix products alone"
IMAGES_IN_A_TURN = 60_000
MATMUL_SIZE = 2048
MATMUL_REPETITIONS = 15


def derived_gradients(settings: TrainingSettings) -> Gradients:
    """The gradients that derivcheck derives and proves for the network of the settings, emitted as JAX."""
    architecture = Architecture(len(settings.widths), settings.activation)
    return emitted_gradients(proved_program(state("A network", "a benchmark", architecture)))


def matrix_products(parameters: Parameters, x: jax.Array, y: jax.Array) -> Parameters:
    """The matrix products of back-propagation and nothing else: no activation, no loss, no biases."""
    depth, values = len(parameters) // 2, [x]
    for layer in range(1, depth + 1):
        values.append(values[-1] @ parameters[f"W{layer}"])
    found, error = {}, values.pop()
    for layer in range(depth, 0, -1):
        found[f"W{layer}"] = values[layer - 1].T @ error
        found[f"b{layer}"] = parameters[f"b{layer}"]
        if layer > 1:
            error = error @ parameters[f"W{layer}"].T
    return found


def jax_epochs(dataset: Dataset, settings: TrainingSettings, gradients: Gradients) -> RunEpoch:
    """The training loop of derivcheck along `gradients`, without records."""
    training = resident(dataset.train_images, dataset.train_labels)
    test = Samples(training.images[:1], training.labels[:1])
    steps = dataset.examples // settings.batch
    epoch = epoch_program(gradients, settings, steps, dataset.classes, records=0)
    start = initial_parameters(dataset.inputs, settings.widths, dataset.classes, settings.seed)
    states = [resting(start, optimizer(settings, steps * settings.epochs))]

    def run(number: int) -> None:
        order = batch_order(settings.seed, number, dataset.examples, settings.batch)
        state, _ = epoch.run(states.pop(), order, training, test, test)
        states.append(jax.block_until_ready(state))

    return run


def torch_epochs(dataset: Dataset, settings: TrainingSettings, threads: int) -> RunEpoch:
    """The same training written as PyTorch users write it: modules, autograd, torch.optim.SGD, eager."""
    import torch

    torch.set_num_threads(threads)
    torch.manual_seed(settings.seed)
    images = torch.from_numpy(dataset.train_images)
    labels = torch.from_numpy(dataset.train_labels).long()
    activation = {"sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}
    sizes = [dataset.inputs, *settings.widths, dataset.classes]
    parts: list[torch.nn.Module] = []
    for before, after in pairwise(sizes):
        parts += [torch.nn.Linear(before, after), activation[settings.activation]()]
    model = torch.nn.Sequential(*parts[:-1])
    optimizer = torch.optim.SGD(model.parameters(), lr=settings.rate, momentum=settings.momentum)
    objective = torch.nn.CrossEntropyLoss()
    used = dataset.examples // settings.batch * settings.batch

    def run(_: int) -> None:
        order = torch.randperm(dataset.examples)
        for first in range(0, used, settings.batch):
            rows = order[first : first + settings.batch]
            optimizer.zero_grad()
            objective(model(images[rows]), labels[rows]).backward()
            optimizer.step()

    return run


def sklearn_epochs(dataset: Dataset, settings: TrainingSettings) -> RunEpoch:
    """The same training by scikit-learn's MLPClassifier, one epoch a call."""
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        settings.widths,
        activation={"sigmoid": "logistic"}.get(settings.activation, settings.activation),
        solver="sgd",
        alpha=0.0,
        batch_size=settings.batch,
        learning_rate_init=settings.rate,
        momentum=settings.momentum,
        nesterovs_momentum=False,
        max_iter=1,
        warm_start=True,
        random_state=settings.seed,
    )

    def run(_: int) -> None:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Stochastic Optimizer: Maximum iterations")
            model.fit(dataset.train_images, dataset.train_labels)

    return run


def epoch_operations(dataset: Dataset, settings: TrainingSettings) -> int:
    """Floating-point operations of an epoch's matrix products: three a layer, two for the first."""
    examples = dataset.examples // settings.batch * settings.batch
    sizes = [dataset.inputs, *settings.widths, dataset.classes]
    products = [before * after for before, after in pairwise(sizes)]
    return 2 * examples * (3 * sum(products) - products[0])


def matmul_rate() -> float:
    """Operations a second of a large float32 matrix product in JAX on this machine, at its fastest."""
    square = jnp.asarray(np.random.default_rng(0).random((MATMUL_SIZE, MATMUL_SIZE), np.float32))
    product = jax.jit(jnp.matmul)
    jax.block_until_ready(product(square, square))
    seconds = [
        timed(lambda: jax.block_until_ready(product(square, square))) for _ in range(MATMUL_REPETITIONS)
    ]
    return 2 * MATMUL_SIZE**3 / min(seconds)


def timed(action: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


@dataclass(frozen=True)
class Measured:
    """Seconds of the first epoch, with compilation where there is one, and of an epoch in each turn."""

    first: float
    turns: list[float]


def take_turns(contestants: dict[str, RunEpoch], repetitions: int, epochs: int) -> dict[str, Measured]:
    """Time so many turns of so many epochs; every second turn goes in the opposite order."""
    measured = {name: Measured(timed(partial(run, 0)), []) for name, run in contestants.items()}
    for turn in range(repetitions):
        for name in list(contestants)[:: -1 if turn % 2 else 1]:
            spent = sum(timed(partial(contestants[name], turn * epochs + part)) for part in range(epochs))
            measured[name].turns.append(spent / epochs)
    return measured


def paired_ratios(ours: list[float], theirs: list[float]) -> list[float]:
    """Lower quartile, median and upper quartile of ours / theirs, turn by turn."""
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return statistics.quantiles(ratios, n=4, method="inclusive")


def rows(measured: dict[str, Measured], operations: int, rate: float) -> Iterator[tuple[str, ...]]:
    """The lines of the table: contestant, epoch, compilation, both ratios, share of the matmul rate."""
    for name, found in measured.items():
        median = statistics.median(found.turns)
        low, middle, high = paired_ratios(measured[DERIVED].turns, found.turns)
        _, over_products, _ = paired_ratios(found.turns, measured[PRODUCTS].turns)
        yield (
            name,
            f"{1000 * median:.0f} ms",
            f"{1000 * max(0.0, found.first - median):.0f} ms",
            f"{middle:.2f} ({low:.2f}-{high:.2f})",
            f"{over_products:.2f}",
            f"{100 * operations / median / rate:.0f} %",
        )


def contestants(dataset: Dataset, settings: TrainingSettings, threads: int) -> dict[str, RunEpoch]:
    """Everyone who is installed."""
    found = {
        DERIVED: jax_epochs(dataset, settings, derived_gradients(settings)),
        "jax.grad": jax_epochs(dataset, settings, jax.grad(objective(settings).loss)),
        PRODUCTS: jax_epochs(dataset, settings, matrix_products),
    }
    if importlib.util.find_spec("torch"):
        found["PyTorch eager"] = torch_epochs(dataset, settings, threads)
    if importlib.util.find_spec("sklearn"):
        found["scikit-learn MLPClassifier"] = sklearn_epochs(dataset, settings)
    return found


def chosen_settings() -> tuple[TrainingSettings, int, str]:
    """What the command line asks for: settings, turns, data set."""
    parser = argparse.ArgumentParser(description="time of a training epoch, derived gradients against others")
    parser.add_argument("--repetitions", type=int, default=11, help="turns of each contestant")
    parser.add_argument("--batch", type=int, default=100, help="rows of a batch")
    parser.add_argument("--width", default="128", help="units of the hidden layers, as in 512,256")
    parser.add_argument("--activation", default="sigmoid", help="sigmoid, tanh or relu")
    parser.add_argument("--dataset", default="auto", help="data set (default: mnist, else the digits)")
    options = parser.parse_args()
    if options.repetitions < 2:
        parser.error("--repetitions must be at least 2")
    settings = TrainingSettings(
        widths=tuple(map(int, options.width.split(","))),
        activation=options.activation,
        batch=options.batch,
        optimizer="momentum",
        schedule="constant",
        weight_decay=0.0,
    )
    return settings, options.repetitions, options.dataset


def main() -> None:
    """Measure and print one table."""
    settings, repetitions, name = chosen_settings()
    dataset = load_dataset(name)
    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    console = Console()
    if dataset.notice:
        console.print(dataset.notice)
    rate = matmul_rate()
    epochs = max(1, IMAGES_IN_A_TURN // dataset.examples)
    found = contestants(dataset, settings, threads)
    measured = take_turns(found, repetitions, epochs)
    shape = "-".join(map(str, [dataset.inputs, *settings.widths, dataset.classes]))
    heads = ("gradients", "epoch", "compilation", "derived / this", "this / products", "of matmul rate")
    table = Table(*heads, title=f"{dataset.title}, {shape}, {settings.activation}, batch {settings.batch}")
    for row in rows(measured, epoch_operations(dataset, settings), rate):
        table.add_row(*row)
    console.print(table)
    console.print(
        f"{repetitions} turns of {epochs} epochs; {threads} threads; {jax.devices()[0].platform}; "
        f"float32 {MATMUL_SIZE} x {MATMUL_SIZE} matrix product: {rate / 1e9:.0f} GFLOP/s"
    )
    console.print("epoch: median of the turns; compilation: the first epoch less that")
    console.print(
        "derived / this, this / products: medians of the turns' ratios, in brackets their quartiles"
    )
    for absent in sorted({"PyTorch eager", "scikit-learn MLPClassifier"} - set(found)):
        console.print(f"{absent} is not installed: not compared")


if __name__ == "__main__":
    main()
