"""Two epochs on the real MNIST and on the digits that are always there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from derivcheck.training.datasets import load_dataset
from derivcheck.training.loop import train
from derivcheck.training.settings import TrainingSettings
from tests.training_examples import hand_written, plain_loss

SETTINGS = TrainingSettings(widths=(64,), batch=100, weight_decay=0.0, epochs=2)


def test_two_epochs_of_mnist(data_folder: Path) -> None:
    dataset = load_dataset("mnist", data_folder=data_folder)
    run = train(dataset, hand_written("relu"), plain_loss("relu"), SETTINGS)
    assert run.dataset.title == "MNIST"
    assert run.test_accuracy > 0.94
    assert run.agrees


def test_the_digits_are_learned_too() -> None:
    settings = replace(SETTINGS, batch=20, epochs=10)
    run = train(load_dataset("digits"), hand_written("relu"), plain_loss("relu"), settings)
    assert run.dataset.title == "scikit-learn digits (8x8)"
    assert run.test_accuracy > 0.9
    assert run.agrees
