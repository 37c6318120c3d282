"""Sizes that must agree: classes of axes that are merged, and the names that people read for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TypeAlias

from derivcheck.core.indices import Size
from derivcheck.expression.syntax import Span

AxisClass: TypeAlias = int
"""A class of axes of one size, before the size has a name."""

_LETTERS = ("n", "m", "d", "k", "p", "q", "r", "s", "h", "l")
_DATA = ("n", "d", "m", "k", "p", "q", "r", "s", "h", "l")
"""Rows and columns of a data matrix X are n and d, those of any other matrix n and m."""


def axes_of(shape: tuple[AxisClass | None, AxisClass | None]) -> list[AxisClass]:
    """The axes that are there."""
    return [axis for axis in shape if axis is not None]


def kind_of(shape: tuple[AxisClass | None, AxisClass | None]) -> str:
    """What a shape is called."""
    if None not in shape:
        return "a matrix"
    if shape == (None, None):
        return "a scalar"
    return "a column vector" if shape[1] is None else "a row vector"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a size comes from: a part of the formula, or a declaration."""

    span: Span | None
    words: str


class Conflict(Exception):
    """Two different sizes that a formula sets equal; `first` and `second` say where each comes from."""

    def __init__(self, first: tuple[Size, Origin], second: tuple[Size, Origin]) -> None:
        super().__init__(f"{first[0]} is not {second[0]}")
        self.first = first
        self.second = second


@dataclass
class Sizes:
    """Classes of axes, merged as a formula is read; some are known to have a given size."""

    _parents: list[int] = field(default_factory=list[int])
    _known: dict[int, tuple[Size, Origin]] = field(default_factory=dict[int, tuple[Size, Origin]])

    def new(self) -> AxisClass:
        """An axis of which nothing is known."""
        self._parents.append(len(self._parents))
        return self._parents[-1]

    def given(self, size: Size, origin: Origin) -> AxisClass:
        """An axis of the given size."""
        axis = self.new()
        self._known[axis] = (size, origin)
        return axis

    def known(self, axis: AxisClass) -> Size | None:
        """The size of the axis where it is given."""
        found = self._known.get(self._root(axis))
        return found[0] if found else None

    def merge(self, one: AxisClass, other: AxisClass) -> None:
        """Both axes have one size. Raises Conflict where their given sizes differ."""
        one, other = self._root(one), self._root(other)
        here, there = self._known.get(one), self._known.get(other)
        if here and there and here[0] != there[0]:
            raise Conflict(here, there)
        if one != other:
            self._parents[other] = one
            if there:
                self._known.setdefault(one, there)

    def named(self, axes: Iterable[tuple[str, AxisClass]], taken: Iterable[str]) -> dict[AxisClass, Size]:
        """A size for every axis: the given one, else an unused letter.

        `axes` come with the name of the array that they belong to, in the order of reading.
        """
        axes, unavailable = list(axes), {*taken}
        unavailable |= {size for size, _ in self._known.values() if isinstance(size, str)}
        letters = _unused(_DATA if any(name == "X" for name, _ in axes) else _LETTERS, unavailable)
        found: dict[AxisClass, Size] = {}
        for _, axis in axes:
            root = self._root(axis)
            if root not in found:
                found[root] = self._known[root][0] if root in self._known else next(letters)
        return {axis: found[self._root(axis)] for _, axis in axes}

    def _root(self, axis: AxisClass) -> AxisClass:
        while self._parents[axis] != axis:
            axis = self._parents[axis]
        return axis


def _unused(letters: tuple[str, ...], taken: set[str]) -> Iterator[str]:
    yield from (letter for letter in letters if letter not in taken)
    for number in count(1):
        yield from (f"{letter}{number}" for letter in letters if f"{letter}{number}" not in taken)
