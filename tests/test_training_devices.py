"""Several devices, and several processes, give the numbers of one device up to rounding."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import jax
import numpy as np
import pytest
from numpy.typing import NDArray

from derivcheck.training.network import initial_parameters
from derivcheck.training.placement import place
from derivcheck.training.settings import SettingsError
from tests.training_course import DEEP, course

REPOSITORY = Path(__file__).parents[1]
DIVIDED = """
import jax
from derivcheck.training.descent import batch_order, epoch_program, optimizer, resident, resting
from derivcheck.training.loop import objective
from derivcheck.training.network import initial_parameters
from derivcheck.training.placement import place
from dataclasses import replace
from tests.training_course import DEEP
from tests.training_examples import striped_dataset
settings, data, placement = replace(DEEP, devices=4), striped_dataset(), place(4)
samples = placement.everywhere(resident(data.train_images, data.train_labels))
descent = optimizer(settings, 7)
start = placement.everywhere(resting(initial_parameters(12, (8, 6), 10, 0), descent, averaging=True))
epoch = epoch_program(jax.grad(objective(settings).loss), settings, 7, 10, 0, placement)
text = epoch.run.lower(start, batch_order(0, 1, 60, 8), samples, samples, samples).compile().as_text()
assert "all-reduce" in text, "the sums over the rows are not added up over the devices"
assert "f32[2,12]" in text, "no device works on two of the eight rows"
"""


def started(change: dict[str, int], result: Path, **variables: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.training_course", json.dumps(change), str(result)]
    return launched(command, variables)


def launched(command: list[str], variables: dict[str, str]) -> subprocess.Popen[str]:
    environment = {**os.environ, "JAX_PLATFORMS": "cpu", **variables}
    return subprocess.Popen(command, cwd=REPOSITORY, env=environment, stderr=subprocess.PIPE, text=True)


def finished(process: subprocess.Popen[str]) -> None:
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors[-3000:]


def simulated(devices: int) -> str:
    return f"--xla_force_host_platform_device_count={devices}"


@pytest.fixture(scope="module")
def alone() -> dict[str, NDArray[np.float32]]:
    """The parameters that one device reaches."""
    return {name: np.asarray(value) for name, value in course(DEEP).parameters.items()}


def differences(result: Path, alone: dict[str, NDArray[np.float32]]) -> list[float]:
    with np.load(result) as found:
        assert set(found) == set(alone)
        return [float(np.max(np.abs(found[name] - alone[name]))) for name in alone]


def test_four_devices_give_the_numbers_of_one(tmp_path: Path, alone: dict[str, NDArray[np.float32]]) -> None:
    result = tmp_path / "four.npz"
    finished(started({"devices": 4}, result, XLA_FLAGS=simulated(4)))
    assert max(differences(result, alone)) < 1e-5
    start = initial_parameters(12, DEEP.widths, 10, DEEP.seed)
    assert min(differences(result, {name: np.asarray(value) for name, value in start.items()})) > 1e-3


def test_the_work_is_divided_among_the_devices() -> None:
    finished(launched([sys.executable, "-c", DIVIDED], {"XLA_FLAGS": simulated(4)}))


def test_two_processes_give_the_numbers_of_one(tmp_path: Path, alone: dict[str, NDArray[np.float32]]) -> None:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        address = f"localhost:{free.getsockname()[1]}"
    variables = {"JAX_COORDINATOR_ADDRESS": address, "JAX_NUM_PROCESSES": "2", "XLA_FLAGS": simulated(2)}
    results = [tmp_path / f"{number}.npz" for number in range(2)]
    both = [
        started({"devices": 4}, result, JAX_PROCESS_ID=str(number), **variables)
        for number, result in enumerate(results)
    ]
    for process in both:
        finished(process)
    assert max(differences(results[0], alone)) < 1e-5
    assert not results[1].exists()


def test_more_devices_than_there_are_are_refused() -> None:
    count = len(jax.devices())
    assert place(1).mesh is None
    with pytest.raises(SettingsError, match=f"{count + 1} devices are asked for; there are {count}"):
        place(count + 1)
