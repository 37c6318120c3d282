"""Making an Instance small: the least sizes, then entries that are 0, 1 or short."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TypeAlias

from derivcheck.calculus.evaluator import components
from derivcheck.core.contexts import Context
from derivcheck.core.verdicts import Instance
from derivcheck.methods.equations import Key, lengths, solved

Candidate: TypeAlias = tuple[Instance, frozenset[Key]]
"""A smaller Instance, and the entries that were just chosen."""

CHECKS = 250
"""Smaller Instances that are tried for one."""


def shrunk(context: Context, instance: Instance, wanted: Callable[[Instance], bool]) -> Instance:
    """An Instance that is still wanted and nowhere easy to make smaller, by greedy bounded search.

    `wanted` also has to check that the Instance satisfies the assumptions.
    """
    search = _Search(context, instance, wanted)
    idle = 0
    while _count(context, search.best) > idle:
        for candidates in _moves(context, search):
            before = search.best
            search.first(candidates)
            idle = idle + 1 if search.best is before else 0
            if idle >= _count(context, search.best):
                break
    return search.best


def _moves(context: Context, search: _Search) -> Iterator[Iterator[Candidate]]:
    """Every way to make the best Instance smaller, the sizes first; each looks at the best there then is."""
    for name in search.best.sizes:
        yield _resized(context, search.best, name)
    for name in search.best.indices:
        yield _moved(search.best, name)
    for tensor in context.tensors:
        yield _filled(search.best, tensor)
    for key in search.best.values:
        yield _replaced(search.best, key)


def _count(context: Context, instance: Instance) -> int:
    """How many moves there are; none where a claim is of numbers alone."""
    return len(instance.sizes) + len(instance.indices) + len(context.tensors) + len(instance.values)


class _Search:
    """The best Instance so far, and how many checks are left."""

    def __init__(self, context: Context, best: Instance, wanted: Callable[[Instance], bool]) -> None:
        self.best = best
        self._context = context
        self._wanted = wanted
        self._left = CHECKS
        self._weight = _weight(best)
        self._equations = any(a.relation == "=" for a in context.assumptions)

    def first(self, candidates: Iterable[Candidate]) -> None:
        """Take the first candidate that is wanted; the keys with it are kept as they are."""
        for candidate, chosen in candidates:
            weight = _weight(candidate)
            settled = self._settled(candidate, chosen) if weight < self._weight else None
            if settled is not None and settled is not candidate:
                weight = _weight(settled)
            if settled is None or weight >= self._weight:
                continue
            self._left -= 1
            if self._left < 0:
                return
            if self._wanted(settled):
                self.best, self._weight = settled, weight
                return

    def _settled(self, candidate: Instance, chosen: frozenset[Key]) -> Instance | None:
        """The candidate with other entries moved so that the equations hold again."""
        if not self._equations:
            return candidate
        values = solved(self._context, candidate.sizes, candidate.values, chosen)
        return None if values is None else Instance(candidate.sizes, values, candidate.indices)


def _resized(context: Context, instance: Instance, name: str) -> Iterator[Candidate]:
    """The first entries of every axis of this size, the shortest first."""
    for length in range(1, instance.sizes[name]):
        sizes = {**instance.sizes, name: length}
        values = {
            (tensor.name, where): instance.values[tensor.name, where]
            for tensor in context.tensors.values()
            for where in components(lengths(tensor.axes, sizes))
        }
        for limit in (length, 1):
            indices = {index: min(c, limit) for index, c in instance.indices.items()}
            yield Instance(sizes, values, indices), frozenset()


def _moved(instance: Instance, name: str) -> Iterator[Candidate]:
    for component in range(1, instance.indices[name]):
        yield Instance(instance.sizes, instance.values, {**instance.indices, name: component}), frozenset()


def _filled(instance: Instance, tensor: str) -> Iterator[Candidate]:
    """All entries of one tensor 0, or 1."""
    keys = frozenset(key for key in instance.values if key[0] == tensor)
    for value in (Fraction(0), Fraction(1)):
        yield _with(instance, dict.fromkeys(sorted(keys), value)), keys


def _replaced(instance: Instance, key: Key) -> Iterator[Candidate]:
    """One entry 0, 1, -1, 2, or the integer next to it, where that is shorter."""
    value = instance.values[key]
    length = _length(value)
    for simple in dict.fromkeys((0, 1, -1, 2, round(value))) if length else ():
        if _length(simple) < length:
            yield _with(instance, {key: Fraction(simple)}), frozenset({key})


def _with(instance: Instance, changes: Mapping[Key, Fraction]) -> Instance:
    return Instance(instance.sizes, {**instance.values, **changes}, instance.indices)


def _weight(instance: Instance) -> tuple[int, int]:
    """What is to become small: the sizes, then how long the numbers and the components are."""
    numbers = sum(_length(value) for value in instance.values.values())
    return sum(instance.sizes.values()), numbers + sum(instance.indices.values())


def _length(value: Fraction | int) -> int:
    """0 for 0, 1 for 1, 2 for -1, 2 and 1/2, and so on."""
    numerator = value.numerator
    return abs(numerator) + value.denominator - 1 + (numerator < 0)
