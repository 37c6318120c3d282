"""Time of a training epoch: derived gradients against jax.grad in the same loop and against PyTorch eager.

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
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import jax
import jax.numpy as jnp
import numpy as np
from rich.console import Console
from rich.table import Table

from derivcheck.network import emitted_gradients, proved_program
from derivcheck.problem_files import find, load, shipped_folder
from derivcheck.training.datasets import Dataset, load_dataset
from derivcheck.training.descent import Samples, batch_order, epoch_program, resident, resting
from derivcheck.training.network import (
    ACTIVATIONS,
    Gradients,
    cross_entropy,
    initial_parameters,
)
from derivcheck.training.settings import TrainingSettings

RunEpoch = Callable[[int], None]
"""Run the epoch of this number and wait until it is done."""

IMAGES_IN_A_TURN = 60_000
MATMUL_SIZE = 2048
MATMUL_REPETITIONS = 15


def derived_gradients() -> Gradients:
    """The gradients that derivcheck derives and proves for the problem mnist_mlp, emitted as JAX."""
    return emitted_gradients(proved_program(load(find("mnist_mlp", shipped_folder()))))


def jax_epochs(dataset: Dataset, settings: TrainingSettings, gradients: Gradients) -> RunEpoch:
    """The training loop of derivcheck along `gradients`, without records."""
    training = resident(dataset.train_images, dataset.train_labels)
    test = Samples(training.images[:1], training.labels[:1])
    steps = dataset.examples // settings.batch
    epoch = epoch_program(gradients, settings, steps, dataset.classes, records=0)
    start = initial_parameters(dataset.inputs, settings.width, dataset.classes, settings.seed)
    states = [resting(start)]

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
    model = torch.nn.Sequential(
        torch.nn.Linear(dataset.inputs, settings.width),
        torch.nn.Sigmoid(),
        torch.nn.Linear(settings.width, dataset.classes),
    )
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


def epoch_operations(dataset: Dataset, settings: TrainingSettings) -> int:
    """Floating-point operations of an epoch's matrix products: x W1, x^T phi, h W2, h^T theta, theta W2^T."""
    examples = dataset.examples // settings.batch * settings.batch
    return 2 * examples * settings.width * (2 * dataset.inputs + 3 * dataset.classes)


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


def take_turns(contestants: dict[str, RunEpoch], repetitions: int, epochs: int) -> dict[str, list[float]]:
    """Seconds of an epoch in each turn of so many epochs; every second turn goes in the opposite order.

    The turn before the first compiles and is not counted.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(repetitions + 1):
        for name in list(contestants)[:: 1 if turn % 2 else -1]:
            spent = sum(timed(partial(contestants[name], turn * epochs + part)) for part in range(epochs))
            if turn:
                seconds[name].append(spent / epochs)
    return seconds


def paired_ratios(ours: list[float], theirs: list[float]) -> list[float]:
    """Lower quartile, median and upper quartile of ours / theirs, turn by turn."""
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return statistics.quantiles(ratios, n=4, method="inclusive")


def rows(
    seconds: dict[str, list[float]], derived: str, operations: int, rate: float
) -> Iterator[tuple[str, str, str, str, str]]:
    """The lines of the table: contestant, median, fastest, derived / contestant, share of matmul rate."""
    for name, spent in seconds.items():
        median = statistics.median(spent)
        low, middle, high = paired_ratios(seconds[derived], spent)
        yield (
            name,
            f"{1000 * median:.1f} ms",
            f"{1000 * min(spent):.1f} ms",
            f"{middle:.2f} ({low:.2f}-{high:.2f})",
            f"{100 * operations / median / rate:.0f} %",
        )


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description="time of a training epoch, derived gradients against others")
    parser.add_argument("--repetitions", type=int, default=21, help="turns of each contestant")
    parser.add_argument("--batch", type=int, default=TrainingSettings().batch, help="rows of a batch")
    parser.add_argument("--dataset", default="auto", help="data set (default: mnist, else the digits)")
    options = parser.parse_args()
    if options.repetitions < 2:
        parser.error("--repetitions must be at least 2")
    settings = TrainingSettings(batch=options.batch)
    dataset = load_dataset(options.dataset)
    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    derived = "derived, proved"
    reference = jax.grad(cross_entropy(ACTIVATIONS[settings.activation]))
    contestants = {
        derived: jax_epochs(dataset, settings, derived_gradients()),
        "jax.grad": jax_epochs(dataset, settings, reference),
    }
    if importlib.util.find_spec("torch"):
        contestants["PyTorch eager"] = torch_epochs(dataset, settings, threads)
    console = Console()
    if dataset.notice:
        console.print(dataset.notice)
    rate = matmul_rate()
    epochs = max(1, IMAGES_IN_A_TURN // dataset.examples)
    seconds = take_turns(contestants, options.repetitions, epochs)
    title = f"{dataset.title}, {dataset.inputs}-{settings.width}-{dataset.classes}, batch {settings.batch}"
    table = Table("gradients", "epoch, median", "fastest", "derived / this", "of matmul rate", title=title)
    for row in rows(seconds, derived, epoch_operations(dataset, settings), rate):
        table.add_row(*row)
    console.print(table)
    console.print(
        f"{options.repetitions} turns of {epochs} epochs; {threads} threads; {jax.devices()[0].platform}; "
        f"float32 {MATMUL_SIZE} x {MATMUL_SIZE} matrix product: {rate / 1e9:.0f} GFLOP/s"
    )
    console.print("derived / this: median of the turns' ratios, in brackets their quartiles")
    if "PyTorch eager" not in contestants:
        console.print("PyTorch is not installed: not compared")


if __name__ == "__main__":
    main()
