"""The values of an Instance, and the ranges of indices, as readable text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from derivcheck.core.contexts import Tensor
from derivcheck.core.terms import Index
from derivcheck.core.verdicts import Instance

Entries: TypeAlias = "str | list[Entries]"
"""The exact values of one tensor: nested lists by axis, a plain string for a scalar."""


def entries(tensor: Tensor, instance: Instance, at: tuple[int, ...] = ()) -> Entries:
    """The values of a tensor from the subscripts `at` on."""
    if len(at) == len(tensor.axes):
        return str(instance.values[tensor.name, at])
    size = tensor.axes[len(at)]
    length = size if isinstance(size, int) else instance.sizes[size]
    return [entries(tensor, instance, (*at, component)) for component in range(1, length + 1)]


def for_all(indices: Iterable[Index]) -> str:
    """What follows a statement that holds for all values of these indices; "" for none."""
    ranges = sorted(f"{index.name} in 1..{index.size}" for index in indices)
    return f"  for all {', '.join(ranges)}" if ranges else ""
