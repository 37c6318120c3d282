"""What a trained network answers on the test images: the confusion matrix, and the images it gets wrong."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from derivcheck.training.descent import answers_program
from derivcheck.training.network import ACTIVATIONS
from derivcheck.training.record import TrainingRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMNS, ROWS = 10, 5


def answers_on_tests(run: TrainingRun) -> NDArray[np.int64]:
    """The class that the network gives each test image, (N,)."""
    answers = answers_program(ACTIVATIONS[run.settings.activation])
    return np.asarray(answers(run.parameters, jnp.asarray(run.dataset.test_images))).astype(np.int64)


def confusion_matrix(
    labels: NDArray[np.int32], answers: NDArray[np.int64], classes: int
) -> NDArray[np.int64]:
    """How many images of each class (row) get each answer (column)."""
    found = np.zeros((classes, classes), np.int64)
    np.add.at(found, (labels, answers), 1)
    return found


def draw_confusion(run: TrainingRun, answers: NDArray[np.int64]) -> Figure:
    """The confusion matrix, every count written in; the colour tells the wrong ones apart."""
    from matplotlib.figure import Figure

    counts = confusion_matrix(run.dataset.test_labels, answers, run.dataset.classes)
    wrong = counts * (1 - np.eye(len(counts), dtype=np.int64))
    figure = Figure(figsize=(6.4, 6.0), layout="constrained")
    axes = figure.subplots()
    axes.imshow(wrong, cmap="Reds", vmin=0, vmax=max(1, int(wrong.max())))
    for row, column in np.ndindex(*counts.shape):
        count = int(counts[row, column])
        dark = row != column and count > wrong.max() / 2
        weight = "bold" if row == column else "normal"
        colour = "white" if dark else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=colour, fontweight=weight, size=8)
    axes.set_xticks(range(len(counts)))
    axes.set_yticks(range(len(counts)))
    axes.set_xlabel("answer")
    axes.set_ylabel("label")
    what = f"answers on {len(answers)} {run.dataset.tests} images"
    axes.set_title(f"{run.dataset.title}: {what} ({int(wrong.sum())} wrong)")
    return figure


def draw_mistakes(run: TrainingRun, answers: NDArray[np.int64]) -> Figure:
    """The first test images that were answered wrongly, each with its label and the answer."""
    from matplotlib.figure import Figure

    dataset = run.dataset
    wrong = np.flatnonzero(answers != dataset.test_labels)
    shown = wrong[: COLUMNS * ROWS]
    rows = max(1, math.ceil(len(shown) / COLUMNS))
    figure = Figure(figsize=(COLUMNS * 0.95, 0.6 + rows * 1.15), layout="constrained")
    what = f"{len(shown)} of the {len(wrong)} wrong answers on {dataset.tests} images"
    figure.suptitle(f"{dataset.title}: {what} (label, answer)")
    grid = figure.subplots(rows, COLUMNS, squeeze=False)
    for axes in grid.flat:
        axes.axis("off")
    for axes, number in zip(grid.flat, shown, strict=False):
        axes.imshow(_picture(dataset.test_images[number]), cmap="gray_r", vmin=0, vmax=1)
        axes.set_title(f"{dataset.test_labels[number]}, {answers[number]}", fontsize=8)
    return figure


def _picture(row: NDArray[np.float32]) -> NDArray[np.float32]:
    """A square image where the row is one, else a strip."""
    side = math.isqrt(len(row))
    return row.reshape(side, side) if side * side == len(row) else row.reshape(1, -1)
