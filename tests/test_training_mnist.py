"""Two epochs on the real MNIST and on the digits that are always there."""

from __future__ import annotations

from pathlib import Path

from derivcheck.training.datasets import load_dataset
from derivcheck.training.loop import train
from derivcheck.training.network import ACTIVATIONS, cross_entropy
from derivcheck.training.settings import TrainingSettings
from tests.training_examples import hand_written

LOSS = cross_entropy(ACTIVATIONS["sigmoid"])


def test_two_epochs_of_mnist(data_folder: Path) -> None:
    run = train(
        load_dataset("mnist", data_folder=data_folder), hand_written(), LOSS, TrainingSettings(epochs=2)
    )
    assert run.dataset.title == "MNIST"
    assert run.test_accuracy > 0.95
    assert run.agrees


def test_the_digits_are_learned_too() -> None:
    run = train(load_dataset("digits"), hand_written(), LOSS, TrainingSettings())
    assert run.dataset.title == "scikit-learn digits (8x8)"
    assert run.test_accuracy > 0.9
    assert run.agrees
