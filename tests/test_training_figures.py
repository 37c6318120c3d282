"""The figures are written, name their data set, and show what the run holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from derivcheck.training.agreement import Discrepancy, GradientAgreement
from derivcheck.training.figures import write_figures
from derivcheck.training.figures.curves import draw_accuracy, draw_losses
from derivcheck.training.figures.model import ARROWS, draw_model, model_nodes
from derivcheck.training.record import Point, TrainingRun
from derivcheck.training.settings import TrainingSettings
from tests.training_examples import striped_dataset


@pytest.fixture
def run() -> TrainingRun:
    same = Discrepancy("float32", 0.0, 0.0, "W1")
    return TrainingRun(
        striped_dataset(),
        TrainingSettings(width=8, batch=7),
        points=[Point(0, 2.3, 2.4), Point(8, 1.0, 1.2), Point(16, 0.5, 0.8)],
        test_accuracies=[0.1, 0.6, 0.75],
        agreements=[GradientAgreement(epoch, same, same) for epoch in range(3)],
        epoch_seconds=[0.1, 0.1],
    )


def test_three_figures_are_written_in_two_formats(run: TrainingRun, tmp_path: Path) -> None:
    written = write_figures(run, tmp_path / "new" / "folder")
    assert [path.name for path in written] == [
        f"{name}.{kind}" for name in ("loss", "accuracy", "model") for kind in ("svg", "png")
    ]
    for path in written:
        start = path.read_bytes()[:8]
        assert start.startswith(b"<?xml" if path.suffix == ".svg" else b"\x89PNG")


def test_equal_runs_give_equal_files(run: TrainingRun, tmp_path: Path) -> None:
    first, second = (write_figures(run, tmp_path / name) for name in "ab")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_both_losses_stand_against_iterations(run: TrainingRun) -> None:
    (axes,) = draw_losses(run).axes
    curves = {line.get_label(): line.get_xydata().tolist() for line in axes.lines}
    assert curves == {
        "training loss": [[0, 2.3], [8, 1.0], [16, 0.5]],
        "test loss": [[0, 2.4], [8, 1.2], [16, 0.8]],
    }
    assert axes.get_title().startswith("Striped: ")
    assert axes.get_xlabel() == "iterations (batches of 7)"


def test_the_accuracy_stands_against_epochs(run: TrainingRun) -> None:
    (axes,) = draw_accuracy(run).axes
    assert axes.lines[0].get_xydata().tolist() == [[1, 60], [2, 75]]
    assert axes.get_title() == "Striped: test accuracy, 75.00 % after 2 epochs"


def test_a_run_cut_before_its_first_epoch_can_be_drawn(run: TrainingRun, tmp_path: Path) -> None:
    cut = TrainingRun(run.dataset, run.settings, run.points[:1], run.test_accuracies[:1], run.agreements[:1])
    assert len(write_figures(cut, tmp_path)) == 6


def test_the_graph_shows_layers_shapes_and_parameters(run: TrainingRun) -> None:
    (axes,) = draw_model(run).axes
    shown = {text.get_text() for text in axes.texts}
    assert {
        "n × 12",
        "12 × 8",
        "8 × 10",
        "sigmoid, n × 8",
        "$W_1$",
        "$b_2$",
        r"$\bar W_1 = x^T \bar\varphi$",
    } <= shown
    assert axes.get_title() == "Striped: 12-8-10 network, 194 parameters (red: gradients)"


def test_every_box_hangs_on_an_arrow() -> None:
    ends = {name for arrow in ARROWS for name in (arrow.start, arrow.end)}
    assert ends == set(model_nodes(12, 8, 10, "sigmoid"))
