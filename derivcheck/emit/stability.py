"""Products that overflow when computed as written: exp(u) / sum exp(u) is softmax, 1 / (1 + exp(-u)) sigmoid.

Source: max-shifted softmax and log-sum-exp, Blanchard, Higham, Higham, IMA J. Numer. Anal. 41 (2021) 2311.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from derivcheck.core.terms import Index
from derivcheck.emit.building import Builder
from derivcheck.emit.labelled import Factor, Labelled, added, multiplied
from derivcheck.emit.plans import Map, Reduce, Ref

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class _Partition:
    """Where a factor is a negative power of sum exp(u): the place of u, and the summed axes."""

    exponent_of: Ref
    summed: tuple[int, ...]
    axes: tuple[Index, ...]


def stabilised(builder: Builder, factors: Sequence[Factor]) -> list[Factor]:
    """The same product with softmax and sigmoid in place of quotients of exponentials."""
    collected: dict[Labelled, Fraction] = {}
    for factor, exponent in factors:
        item, power = _as_sigmoid(builder, factor, exponent)
        collected[item] = collected.get(item, Fraction(0)) + power
    _softmax(builder, collected)
    _sigmoid(builder, collected)
    _shifted(builder, collected)
    return [_bounded(builder, item, exponent) for item, exponent in collected.items() if exponent]


def _as_sigmoid(builder: Builder, factor: Labelled, exponent: Fraction) -> Factor:
    """(1 + exp(u))^-q is sigmoid(-u)^q."""
    u = builder.one_plus_exp(factor.place) if exponent < 0 else None
    if u is None:
        return factor, exponent
    return Labelled(builder.apply("sigmoid", builder.negative(u)), factor.axes), -exponent


def _partitions(builder: Builder, factors: dict[Labelled, Fraction]) -> list[tuple[Labelled, _Partition]]:
    found: list[tuple[Labelled, _Partition]] = []
    for item, exponent in factors.items():
        match builder.operations[item.place]:
            case Reduce("sum", of, axes) if exponent < 0 and (u := builder.exponent(of)) is not None:
                found.append((item, _Partition(u, axes, item.axes)))
            case _:
                pass
    return found


def _softmax(builder: Builder, factors: dict[Labelled, Fraction]) -> None:
    for total, partition in _partitions(builder, factors):
        for item in tuple(factors):
            power = min(factors[item], -factors[total])
            if power > 0 and _matches(builder, item, partition):
                factors[item] -= power
                factors[total] += power
                place = builder.along("softmax", partition.exponent_of, partition.summed)
                softmax = Labelled(place, item.axes)
                factors[softmax] = factors.get(softmax, Fraction(0)) + power


def _matches(builder: Builder, item: Labelled, partition: _Partition) -> bool:
    kept = tuple(axis for i, axis in enumerate(item.axes) if i not in partition.summed)
    return builder.exponent(item.place) == partition.exponent_of and kept == partition.axes


def _sigmoid(builder: Builder, factors: dict[Labelled, Fraction]) -> None:
    """exp(u) sigmoid(-u) is sigmoid(u)."""
    for item in tuple(factors):
        u = builder.exponent(item.place)
        if u is None:
            continue
        other = Labelled(builder.apply("sigmoid", builder.negative(u)), item.axes)
        power = min(factors[item], factors.get(other, Fraction(0)))
        if power > 0:
            factors[item] -= power
            factors[other] -= power
            result = Labelled(builder.apply("sigmoid", u), item.axes)
            factors[result] = factors.get(result, Fraction(0)) + power


def _shifted(builder: Builder, factors: dict[Labelled, Fraction]) -> None:
    """exp(v)^a (sum exp(u))^-b, not a softmax, is exp(a v - b logsumexp(u))."""
    for total, partition in _partitions(builder, factors):
        over = [item for item, exponent in factors.items() if exponent > 0]
        summands = [item for item in over if builder.exponent(item.place) is not None]
        if not factors[total] or not summands:
            continue
        item = summands[0]
        u = Labelled(_exponent(builder, item), item.axes)
        log = Labelled(builder.apply("log", total.place), partition.axes)
        parts = (
            (False, multiplied(builder, [(u, ONE)], factors.pop(item))),
            (True, multiplied(builder, [(log, ONE)], -factors.pop(total))),
        )
        shifted = added(builder, parts)
        factors[Labelled(builder.apply("exp", shifted.place), shifted.axes)] = ONE


def _exponent(builder: Builder, item: Labelled) -> Ref:
    place = builder.exponent(item.place)
    assert place is not None
    return place


def _bounded(builder: Builder, item: Labelled, exponent: Fraction) -> Factor:
    """1 / exp(u) is exp(-u)."""
    match builder.operations[item.place]:
        case Map("exp", of) if exponent < 0:
            return Labelled(builder.apply("exp", builder.negative(of)), item.axes), -exponent
        case _:
            return item, exponent
