"""The course of a training: both losses against iterations, both accuracies against epochs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivcheck.training.record import TrainingRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TRAINING_COLOUR = "#1f77b4"
TEST_COLOUR = "#d62728"


def draw_losses(run: TrainingRun) -> Figure:
    """Training loss and test loss against iterations, on one pair of axes."""
    figure = _blank_figure(7.0, 4.2)
    axes = figure.subplots()
    iterations = [point.iteration for point in run.points]
    training = [point.training_loss for point in run.points]
    test = [point.test_loss for point in run.points]
    axes.plot(iterations, training, color=TRAINING_COLOUR, marker=".", label="training loss")
    axes.plot(
        iterations, test, color=TEST_COLOUR, marker=".", linestyle="--", label=f"{run.dataset.tests} loss"
    )
    axes.set_yscale("log")
    axes.set_xlabel(f"iterations (batches of {run.settings.batch})")
    axes.set_ylabel("cross-entropy")
    axes.set_title(f"{run.dataset.title}: training and {run.dataset.tests} loss")
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend()
    return figure


def draw_accuracy(run: TrainingRun) -> Figure:
    """Accuracy on training and test images after each epoch (before the first, where none was completed)."""
    from matplotlib.ticker import MaxNLocator

    figure = _blank_figure(7.0, 4.2)
    axes = figure.subplots()
    first = min(1, run.epochs)
    epochs = range(first, run.epochs + 1)
    training = [100 * accuracy for accuracy in run.training_accuracies[first:]]
    percentages = [100 * accuracy for accuracy in run.test_accuracies[first:]]
    axes.plot(epochs, training, color=TRAINING_COLOUR, marker=".", label="training images")
    axes.plot(
        epochs,
        percentages,
        color=TEST_COLOUR,
        marker="o",
        linestyle="--",
        label=f"{run.dataset.tests} images",
    )
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("epochs")
    axes.set_ylabel("right answers, %")
    reached = f"{percentages[-1]:.2f} % after {run.epochs} epochs"
    axes.set_title(f"{run.dataset.title}: {run.dataset.tests} accuracy, {reached}")
    axes.grid(visible=True, alpha=0.3)
    axes.legend()
    return figure


def _blank_figure(width: float, height: float) -> Figure:
    """A figure of so many inches that no window and no global state belongs to."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")
