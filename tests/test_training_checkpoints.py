"""A training that is killed goes on from its checkpoint to the very same parameters."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from derivcheck.training.checkpoints import Checkpoint, CheckpointError, fingerprint
from derivcheck.training.record import TrainingRun
from tests.training_course import DEEP, course
from tests.training_examples import striped_dataset

REPOSITORY = Path(__file__).parents[1]
LONG = 20
"""Epochs of a run that is killed on its way."""


@pytest.fixture(scope="module")
def uninterrupted() -> TrainingRun:
    return course(replace(DEEP, epochs=LONG))


def killed(folder: Path, when: int) -> None:
    """Start the training and end it, as no program can prevent, once it has made so many epochs more."""
    checkpoint = folder / "state.safetensors"
    settings = json.dumps({"epochs": LONG})
    command = [
        sys.executable,
        "-m",
        "tests.training_course",
        settings,
        str(folder / "r.npz"),
        str(checkpoint),
    ]
    process = subprocess.Popen(command, cwd=REPOSITORY)
    seen = set[tuple[int, int]]()
    while process.poll() is None and len(seen) < when:
        if checkpoint.exists():
            found = checkpoint.stat()
            seen.add((found.st_ino, found.st_mtime_ns))
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def test_a_killed_run_ends_at_the_same_parameters(tmp_path: Path, uninterrupted: TrainingRun) -> None:
    killed(tmp_path, 3)
    run = course(replace(DEEP, epochs=LONG), tmp_path / "state.safetensors")
    assert 1 <= run.resumed_at < LONG
    assert run.epochs == LONG
    for name, value in uninterrupted.parameters.items():
        assert np.array_equal(run.parameters[name], value), name
    assert run.points == uninterrupted.points
    assert run.test_accuracies == uninterrupted.test_accuracies
    assert run.agreements == uninterrupted.agreements


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TrainingRun]:
    """A run to its end, and its checkpoint."""
    file = tmp_path_factory.mktemp("finished") / "state.safetensors"
    return file, course(DEEP, file)


def test_a_process_that_dies_while_writing_leaves_the_last_checkpoint(
    finished: tuple[Path, TrainingRun],
) -> None:
    file, first = finished
    file.with_name(f"{file.name}.new").write_bytes(file.read_bytes()[:100])
    again = course(DEEP, file)
    assert again.resumed_at == again.epochs == DEEP.epochs
    for name, value in first.parameters.items():
        assert np.array_equal(again.parameters[name], value), name


def test_a_tree_comes_back_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "state.safetensors"
    checkpoint = Checkpoint(file, {"is": "mine"})
    checkpoint.save({"a": jnp.arange(3.0), "b": (jnp.int32(7),)}, {"epochs": 2, "loss": 0.1})
    loaded = checkpoint.load({"a": jnp.zeros(3), "b": (jnp.int32(0),)})
    assert loaded is not None
    state, record = loaded
    assert state["a"].tolist() == [0, 1, 2]
    assert state["b"][0].item() == 7
    assert record == {"epochs": 2, "loss": 0.1}


def test_no_checkpoint_is_no_error(tmp_path: Path) -> None:
    assert Checkpoint(tmp_path / "none", {}).load(()) is None


def test_a_checkpoint_of_another_training_is_refused(finished: tuple[Path, TrainingRun]) -> None:
    with pytest.raises(CheckpointError, match="of another training") as caught:
        course(replace(DEEP, learning_rate=0.02), finished[0])
    assert caught.value.text == "learning_rate: 0.01 there, 0.02 here"


def test_checkpoints_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "state.safetensors"
    checkpoint, state = Checkpoint(file, {}), {"a": jnp.zeros(3)}
    checkpoint.save(state, {})
    whole = file.read_bytes()
    for damaged in (b"", whole[:7], whole[:-1], b"\xff" * len(whole)):
        file.write_bytes(damaged)
        with pytest.raises(CheckpointError, match="cannot be read"):
            checkpoint.load(state)
    save_file({"a": np.zeros(3, np.float32)}, file)
    with pytest.raises(CheckpointError, match="no file of the format"):
        checkpoint.load(state)
    file.write_bytes(whole)
    assert load_file(file)["['a']"].tolist() == [0, 0, 0]
    with pytest.raises(CheckpointError, match="other arrays"):
        checkpoint.load({"a": jnp.zeros(4)})


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CheckpointError, match="cannot be written"):
        Checkpoint(tmp_path / "file" / "state", {}).save((), {})


def test_data_sets_are_told_apart() -> None:
    dataset = striped_dataset()
    assert fingerprint(dataset) == fingerprint(striped_dataset())
    assert fingerprint(dataset) != fingerprint(striped_dataset(seed=4))
    labels = dataset.test_labels.copy()
    labels[-1] += 1
    assert fingerprint(dataset) != fingerprint(replace(dataset, test_labels=labels))
