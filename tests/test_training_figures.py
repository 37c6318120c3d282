"""The figures are written, name their data set, and show what the run holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from derivcheck.training.agreement import Discrepancy, GradientAgreement
from derivcheck.training.figures import write_figures
from derivcheck.training.figures.answers import (
    answers_on_tests,
    confusion_matrix,
    draw_confusion,
    draw_mistakes,
)
from derivcheck.training.figures.curves import draw_accuracy, draw_losses
from derivcheck.training.figures.model import draw_model, model_arrows, model_nodes
from derivcheck.training.network import initial_parameters
from derivcheck.training.record import Point, TrainingRun
from derivcheck.training.settings import TrainingSettings
from tests.training_examples import striped_dataset


@pytest.fixture
def run() -> TrainingRun:
    same = Discrepancy("float32", 0.0, 0.0, "W1")
    return TrainingRun(
        striped_dataset(),
        TrainingSettings(widths=(8,), activation="sigmoid", batch=7),
        points=[Point(0, 2.3, 2.4), Point(8, 1.0, 1.2), Point(16, 0.5, 0.8)],
        test_accuracies=[0.1, 0.6, 0.75],
        training_accuracies=[0.1, 0.7, 0.875],
        parameters=initial_parameters(12, (8,), 10, seed=0),
        agreements=[GradientAgreement(epoch, same, same) for epoch in range(3)],
        epoch_seconds=[0.1, 0.1],
    )


def test_five_figures_are_written_in_two_formats(run: TrainingRun, tmp_path: Path) -> None:
    written = write_figures(run, tmp_path / "new" / "folder")
    assert [path.name for path in written] == [
        f"{name}.{kind}"
        for name in ("loss", "accuracy", "model", "confusion", "mistakes")
        for kind in ("svg", "png")
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
    curves = {line.get_label(): line.get_xydata().tolist() for line in axes.lines}
    assert curves == {"training images": [[1, 70], [2, 87.5]], "test images": [[1, 60], [2, 75]]}
    assert axes.get_title() == "Striped: test accuracy, 75.00 % after 2 epochs"


def test_a_run_cut_before_its_first_epoch_can_be_drawn(run: TrainingRun, tmp_path: Path) -> None:
    cut = replace(
        run,
        points=run.points[:1],
        test_accuracies=run.test_accuracies[:1],
        training_accuracies=run.training_accuracies[:1],
        epoch_seconds=[],
    )
    assert len(write_figures(cut, tmp_path)) == 10


def test_the_graph_shows_layers_shapes_and_parameters(run: TrainingRun) -> None:
    (axes,) = draw_model(run).axes
    shown = {text.get_text() for text in axes.texts}
    assert {
        "n × 12",
        "12 × 8",
        "8 × 10",
        "sigmoid, n × 8",
        "$W_{1}$",
        "$b_{2}$",
        r"$\bar W_{1} = x^T \bar\varphi_{1}$",
    } <= shown
    assert axes.get_title() == "Striped: 12-8-10 network, 194 parameters (red: gradients)"


@pytest.mark.parametrize("widths", [(), (8,), (8, 7, 6)])
def test_every_box_hangs_on_an_arrow(widths: tuple[int, ...]) -> None:
    ends = {name for arrow in model_arrows(len(widths) + 1) for name in (arrow.start, arrow.end)}
    assert ends == set(model_nodes([12, *widths, 10], "sigmoid"))


def test_a_deeper_graph_shows_every_layer(run: TrainingRun) -> None:
    deeper = replace(run, settings=replace(run.settings, widths=(8, 6)))
    (axes,) = draw_model(deeper).axes
    assert {"8 × 6", "$W_{3}$", r"$\bar W_{2} = h_{1}^T \bar\varphi_{2}$"} <= {
        t.get_text() for t in axes.texts
    }
    assert axes.get_title() == "Striped: 12-8-6-10 network, 228 parameters (red: gradients)"


def test_the_confusion_matrix_counts_labels_against_answers() -> None:
    found = confusion_matrix(np.array([0, 0, 1, 2], np.int32), np.array([0, 2, 1, 1]), 3)
    assert found.tolist() == [[1, 0, 1], [0, 1, 0], [0, 1, 0]]


def test_answers_are_drawn_as_they_are(run: TrainingRun) -> None:
    answers = answers_on_tests(run)
    labels = run.dataset.test_labels
    (axes,) = draw_confusion(run, answers).axes
    assert sum(int(text.get_text()) for text in axes.texts) == len(labels) == 20
    titles = [axes.get_title() for axes in draw_mistakes(run, answers).axes]
    wrong = [f"{label}, {answer}" for label, answer in zip(labels, answers, strict=True) if label != answer]
    assert [title for title in titles if title] == wrong
