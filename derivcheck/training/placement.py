"""One device, or several that share every batch: parameters on each, rows divided among them.

The emitted gradient is compiled as it is; XLA's partitioner divides its sums over the rows and adds the
parts up. Devices may belong to several processes, joined by `join_processes`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, TypeVar

import jax
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from derivcheck.training.settings import SettingsError

ROWS = "rows"
PROCESSES_VARIABLE = "JAX_NUM_PROCESSES"
"""With JAX_COORDINATOR_ADDRESS and JAX_PROCESS_ID: this process is one of so many, on one or more hosts."""

Tree = TypeVar("Tree")


@dataclass(frozen=True, slots=True)
class Placement:
    """Where arrays lie; without a mesh, on the default device."""

    mesh: Mesh | None = None

    def everywhere(self, tree: Tree) -> Tree:
        """Every array of the tree, whole on each device."""
        return tree if self.mesh is None else jax.device_put(tree, self._sharding())

    def by_rows(self, array: jax.Array) -> jax.Array:
        """Within a compiled function: the rows of the array divided among the devices."""
        if self.mesh is None:
            return array
        return jax.lax.with_sharding_constraint(array, self._sharding(ROWS))

    @property
    def results(self) -> dict[str, Any]:
        """What jax.jit is told of the results: whole on each device."""
        return {} if self.mesh is None else {"out_shardings": self._sharding()}

    def _sharding(self, *axes: str) -> NamedSharding:
        assert self.mesh is not None
        return NamedSharding(self.mesh, PartitionSpec(*axes))


def place(devices: int) -> Placement:
    """So many devices, of all processes. Raises SettingsError where there are fewer."""
    if devices == 1 and jax.process_count() == 1:
        return Placement()
    found = jax.devices()
    if devices > len(found) or devices % jax.process_count():
        what = f"{devices} devices are asked for; there are {len(found)} in {jax.process_count()} processes"
        remedy = "ask for as many as there are; XLA_FLAGS=--xla_force_host_platform_device_count=4 makes 4"
        raise SettingsError(what, remedy=remedy)
    each = devices // jax.process_count()
    mine = [device for process in range(jax.process_count()) for device in _first(found, process, each)]
    return Placement(Mesh(np.array(mine), (ROWS,)))


def _first(devices: list[Any], process: int, count: int) -> list[Any]:
    return [device for device in devices if device.process_index == process][:count]


def join_processes() -> None:
    """Join the processes that the environment names, once; nothing where it names none."""
    if PROCESSES_VARIABLE in os.environ and not jax.distributed.is_initialized():
        jax.distributed.initialize(
            num_processes=int(os.environ[PROCESSES_VARIABLE]),
            process_id=int(os.environ["JAX_PROCESS_ID"]),
        )


def is_first_process() -> bool:
    """Whether this process is the one that writes files."""
    return jax.process_index() == 0
