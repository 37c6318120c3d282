"""A small training in a process of its own: python -m tests.training_course SETTINGS RESULT [CHECKPOINT].

SETTINGS is JSON, RESULT the file that the final parameters are written to (in a distributed run by the
first process alone).
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from derivcheck.network import emitted_gradients, proved_gradients, state
from derivcheck.network.training import architecture
from derivcheck.training.loop import objective, train
from derivcheck.training.placement import is_first_process, join_processes
from derivcheck.training.record import TrainingRun
from derivcheck.training.settings import TrainingSettings
from tests.training_examples import SMALL, striped_dataset

DEEP = replace(
    SMALL,
    widths=(8, 6),
    activation="relu",
    optimizer="adam",
    schedule="cosine",
    batch=8,
    learning_rate=0.01,
    weight_decay=1e-3,
    smoothing=0.1,
    averaging=0.5,
)
"""Two hidden layers, every penalty, everything that has a state of its own."""


def course(settings: TrainingSettings, checkpoint: Path | None = None) -> TrainingRun:
    """The training of a small network along its proved gradients."""
    problem = state("A network", "made up by a test", architecture(settings))
    gradients = emitted_gradients(proved_gradients(problem).program, settings.penalties)
    return train(striped_dataset(), gradients, objective(settings).loss, settings, checkpoint=checkpoint)


def main(change: dict[str, Any], result: Path, checkpoint: Path | None) -> None:
    """Train and write the parameters."""
    join_processes()
    run = course(replace(DEEP, **change), checkpoint)
    if is_first_process():
        np.savez(result, **{name: np.asarray(value) for name, value in run.parameters.items()})


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
