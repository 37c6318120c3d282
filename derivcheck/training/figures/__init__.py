"""Figures of a training run: losses, accuracies, the model as a graph, the answers on test images."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from derivcheck.training.figures.answers import answers_on_tests, draw_confusion, draw_mistakes
from derivcheck.training.figures.curves import draw_accuracy, draw_losses
from derivcheck.training.figures.model import draw_model
from derivcheck.training.record import TrainingRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("svg", "png")


def write_figures(run: TrainingRun, folder: Path) -> list[Path]:
    """Write every figure as SVG and PNG into `folder`; give their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    answers = answers_on_tests(run)
    written: list[Path] = []
    for name, figure in (
        ("loss", draw_losses(run)),
        ("accuracy", draw_accuracy(run)),
        ("model", draw_model(run)),
        ("confusion", draw_confusion(run, answers)),
        ("mistakes", draw_mistakes(run, answers)),
    ):
        written += _save(figure, folder, name)
    return written


def _save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Without date and with fixed identifiers, so that equal runs give equal files."""
    from matplotlib import rc_context

    paths = [folder / f"{name}.{kind}" for kind in FORMATS]
    with rc_context({"svg.hashsalt": "derivcheck", "savefig.dpi": 130}):
        for path in paths:
            metadata = {"Date": None} if path.suffix == ".svg" else {"Software": None}
            figure.savefig(path, metadata=metadata)
    return paths
