"""Arrays whose axes carry the indices of a term: aligned, added, multiplied and divided elementwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from derivcheck.core.terms import Index, Subscript
from derivcheck.emit.building import Builder
from derivcheck.emit.plans import Einsum, Expand, Ref

LETTERS = "ijklmnopqrstuvwxyzabcdefgh"


@dataclass(frozen=True, slots=True)
class Labelled:
    """An array of the plan and the index that runs along each of its axes, all different."""

    place: Ref
    axes: tuple[Index, ...]


Factor: TypeAlias = tuple[Labelled, Fraction]
"""A factor of a product and its exponent."""


def entry(builder: Builder, place: Ref, subscripts: tuple[Subscript, ...]) -> Labelled:
    """The array at the subscripts: components taken out, a repeated index read along the diagonal."""
    place = builder.take(place, tuple(s if isinstance(s, int) else None for s in subscripts))
    labels = tuple(s for s in subscripts if isinstance(s, Index))
    axes = tuple(dict.fromkeys(labels))
    if len(axes) < len(labels):
        letters = dict(zip(axes, LETTERS, strict=False))
        specification = "".join(letters[s] for s in labels) + "->" + "".join(letters[s] for s in axes)
        place = builder.add(Einsum(specification, (place,)), len(axes))
    return Labelled(place, axes)


def common_axes(items: Iterable[Labelled]) -> tuple[Index, ...]:
    """The axes of the first largest array, then those that only others have."""
    ordered = sorted(items, key=lambda item: -len(item.axes))
    return tuple(dict.fromkeys(axis for item in ordered for axis in item.axes))


def aligned(builder: Builder, item: Labelled, axes: Sequence[Index]) -> Ref:
    """The array with its axes in the given order and axes of length 1 for those it lacks.

    Missing axes in front are left to broadcasting.
    """
    order = tuple(item.axes.index(axis) for axis in axes if axis in item.axes)
    place = builder.transpose(item.place, order)
    kept = tuple(axis in item.axes for axis in axes)
    while kept and not kept[0]:
        kept = kept[1:]
    return place if all(kept) else builder.add(Expand(place, kept), len(kept))


def combined(builder: Builder, operator: str, left: Labelled, right: Labelled) -> Labelled:
    """left operator right, elementwise."""
    axes = common_axes((left, right))
    place = builder.binary(operator, aligned(builder, left, axes), aligned(builder, right, axes))
    return Labelled(place, axes)


def added(builder: Builder, parts: Sequence[tuple[bool, Labelled]]) -> Labelled:
    """Sum of the parts, those marked true with a minus; parts with a plus go first."""
    ordered = sorted(parts, key=lambda part: part[0])
    negative, result = ordered[0]
    if negative:
        result = Labelled(builder.negative(result.place), result.axes)
    for negative, part in ordered[1:]:
        result = combined(builder, "-" if negative else "+", result, part)
    return result


def multiplied(builder: Builder, factors: Sequence[Factor], coefficient: Fraction) -> Labelled:
    """The product of powers, and a rational number, elementwise.

    Factors with the same axes are multiplied first, then groups of few axes with groups of many; the
    divisors and the numbers come last. Two vectors with different axes make an outer product.
    """
    numbers = [(f, e) for f, e in factors if builder.is_number(f.place)]
    arrays = [(f, e) for f, e in factors if not builder.is_number(f.place)]
    over = [product for group in _groups(arrays, 1) if (product := _power_product(builder, group))]
    under = [product for group in _groups(arrays, -1) if (product := _power_product(builder, group))]
    numerator, denominator = _numbers(builder, numbers, coefficient)
    result = _chained(builder, over)
    if result is None:
        result, numerator = Labelled(numerator, ()), builder.constant(Fraction(1))
    if not builder.is_one(numerator):
        result = Labelled(builder.binary("*", result.place, numerator), result.axes)
    for divisor in under:
        result = combined(builder, "/", result, divisor)
    if not builder.is_one(denominator):
        result = Labelled(builder.binary("/", result.place, denominator), result.axes)
    return Labelled(builder.negative(result.place), result.axes) if coefficient < 0 else result


def _groups(factors: Sequence[Factor], sign: int) -> list[list[Factor]]:
    """Factors whose exponent has the sign, by their axes, few axes first, exponents made positive."""
    groups: dict[frozenset[Index], list[Factor]] = {}
    for factor, exponent in factors:
        if exponent * sign > 0:
            groups.setdefault(frozenset(factor.axes), []).append((factor, abs(exponent)))
    return sorted(groups.values(), key=lambda group: len(group[0][0].axes))


def _power_product(builder: Builder, group: Sequence[Factor]) -> Labelled | None:
    result: Labelled | None = None
    for factor, exponent in group:
        power = Labelled(builder.power(factor.place, exponent), factor.axes)
        result = power if result is None else combined(builder, "*", result, power)
    return result


def _chained(builder: Builder, items: Sequence[Labelled]) -> Labelled | None:
    axes = common_axes(items)
    result: Labelled | None = None
    for item in items:
        if result is None:
            result = item
        elif len(result.axes) == len(item.axes) == 1 and len(axes) == 2:
            result = Labelled(builder.outer(result.place, item.place), result.axes + item.axes)
        else:
            result = combined(builder, "*", result, item)
    return result


def _numbers(builder: Builder, factors: Sequence[Factor], coefficient: Fraction) -> tuple[Ref, Ref]:
    """Numerator and denominator of the rational number, its sign left out, and of the sizes."""
    sides = [builder.constant(Fraction(abs(part))) for part in coefficient.as_integer_ratio()]
    for factor, exponent in factors:
        side = 0 if exponent > 0 else 1
        power = builder.power(factor.place, abs(exponent))
        sides[side] = power if builder.is_one(sides[side]) else builder.binary("*", sides[side], power)
    return sides[0], sides[1]
