"""Sums of products as matrix products and einsum: no array is larger than an operand or the result."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

from derivcheck.core.terms import Index
from derivcheck.emit.building import Builder
from derivcheck.emit.labelled import LETTERS, Factor, Labelled, multiplied
from derivcheck.emit.plans import Einsum, Input, Rational, Ref, SizeOf

Group: TypeAlias = list[Factor]
"""Factors to be multiplied elementwise before anything is summed; the axes of one hold those of all."""

ONE = Fraction(1)


def summed(
    builder: Builder, factors: Sequence[Factor], bound: Sequence[Index], coefficient: Fraction
) -> Labelled:
    """The product of the factors, summed over the bound indices, times the coefficient.

    What does not depend on a bound index is multiplied after summing; factors that share no bound index
    are summed apart; an index that occurs nowhere counts its range.
    """
    outside = [factor for factor in factors if not set(factor[0].axes) & set(bound)]
    inside = [factor for factor in factors if set(factor[0].axes) & set(bound)]
    absent = [index for index in bound if not _holders(inside, index)]
    outside += [(Labelled(size_of(builder, index), ()), ONE) for index in absent]
    for component in _components(inside, bound):
        outside.append((_component(builder, component, bound), ONE))
    return multiplied(builder, outside, coefficient)


def size_of(builder: Builder, index: Index) -> Ref:
    """The length of the range of an index, as a number."""
    size = index.size
    operation = SizeOf(size) if isinstance(size, str) else Rational(Fraction(size))
    return builder.add(operation, 0)


def _holders(factors: Sequence[Factor], index: Index) -> list[Factor]:
    return [factor for factor in factors if index in factor[0].axes]


def _components(factors: Sequence[Factor], bound: Sequence[Index]) -> list[list[Factor]]:
    """The factors in sets such that no bound index occurs in two of them."""
    found: list[tuple[set[Index], list[Factor]]] = []
    for factor in factors:
        indices = set(factor[0].axes) & set(bound)
        joined = [part for part in found if part[0] & indices]
        found = [part for part in found if not part[0] & indices]
        members = [member for part in joined for member in part[1]]
        found.append((indices.union(*(part[0] for part in joined)), [*members, factor]))
    return [members for _, members in found]


def _component(builder: Builder, factors: Sequence[Factor], bound: Sequence[Index]) -> Labelled:
    """Contract pairs that meet in an index of their own, else merge, until two arrays are left."""
    groups = _by_axes(factors)
    while len(groups) > 2:
        pair = _contractible(groups, bound)
        if pair is not None:
            one, other, indices = pair
            result = _pair(builder, _array(builder, one), _array(builder, other), indices)
            groups = [[(result, ONE)] if group is one else group for group in groups if group is not other]
        elif (merger := _mergeable(builder, groups)) is not None:
            small, large = merger
            groups = [group + small if group is large else group for group in groups if group is not small]
        else:
            return _einsum(builder, [_array(builder, group) for group in groups], bound)
    arrays = [_array(builder, group) for group in groups]
    if len(arrays) == 1:
        return _reduced(builder, arrays[0], bound)
    return _pair(builder, arrays[0], arrays[1], bound)


def _by_axes(factors: Sequence[Factor]) -> list[Group]:
    groups: dict[frozenset[Index], Group] = {}
    for factor in factors:
        groups.setdefault(frozenset(factor[0].axes), []).append(factor)
    return list(groups.values())


def _axes(group: Group) -> set[Index]:
    return {axis for factor, _ in group for axis in factor.axes}


def _array(builder: Builder, group: Group) -> Labelled:
    return multiplied(builder, group, ONE)


def _contractible(
    groups: Sequence[Group], bound: Sequence[Index]
) -> tuple[Group, Group, tuple[Index, ...]] | None:
    """Two groups and the bound indices that only they have, where summing makes nothing larger."""
    best: tuple[int, Group, Group, tuple[Index, ...]] | None = None
    for position, one in enumerate(groups):
        for other in groups[position + 1 :]:
            rest = set[Index]().union(*(_axes(g) for g in groups if g is not one and g is not other))
            indices = tuple(index for index in bound if index in _axes(one) & _axes(other) - rest)
            rank = len((_axes(one) | _axes(other)) - set(indices))
            fits = indices and rank <= max(len(_axes(one)), len(_axes(other)))
            if fits and (best is None or rank < best[0]):
                best = (rank, one, other, indices)
    return best[1:] if best else None


def _mergeable(builder: Builder, groups: Sequence[Group]) -> tuple[Group, Group] | None:
    """A group and one that holds all its axes, rather a computed array than a declared tensor."""
    for small in groups:
        wider = [group for group in groups if group is not small and _axes(group) >= _axes(small)]
        if wider:
            computed = [group for group in wider if not _declared(builder, group)]
            return small, (computed or wider)[-1]
    return None


def _declared(builder: Builder, group: Group) -> bool:
    return all(isinstance(builder.operations[factor.place], Input) for factor, _ in group)


def _reduced(builder: Builder, array: Labelled, indices: Sequence[Index]) -> Labelled:
    axes = [position for position, axis in enumerate(array.axes) if axis in indices]
    kept = tuple(axis for axis in array.axes if axis not in indices)
    return Labelled(builder.total(array.place, axes), kept)


def _pair(builder: Builder, left: Labelled, right: Labelled, indices: Sequence[Index]) -> Labelled:
    """Two arrays contracted over the indices: a matrix product where it is one, else einsum."""
    left = _reduced(builder, left, [index for index in indices if index not in right.axes])
    right = _reduced(builder, right, [index for index in indices if index not in left.axes])
    shared = set(left.axes) & set(right.axes)
    if len(shared) != 1 or not shared <= set(indices) or max(len(left.axes), len(right.axes)) > 2:
        return _einsum(builder, [left, right], indices)
    (index,) = shared
    if _transposes(left, right, index) > _transposes(right, left, index):
        left, right = right, left
    first = left.place if left.axes[-1] == index else builder.transpose(left.place, (1, 0))
    second = right.place if right.axes[0] == index else builder.transpose(right.place, (1, 0))
    axes = tuple(axis for axis in left.axes + right.axes if axis != index)
    return Labelled(builder.matmul(first, second), axes)


def _transposes(left: Labelled, right: Labelled, index: Index) -> int:
    """How many of the two must be transposed to multiply in this order."""
    return (left.axes[-1] != index) + (right.axes[0] != index)


def _einsum(builder: Builder, arrays: Sequence[Labelled], bound: Sequence[Index]) -> Labelled:
    labels = dict.fromkeys(axis for array in arrays for axis in array.axes)
    letters = dict(zip(labels, LETTERS, strict=False))
    axes = tuple(axis for axis in labels if axis not in bound)
    operands = ",".join("".join(letters[axis] for axis in array.axes) for array in arrays)
    specification = f"{operands}->{''.join(letters[axis] for axis in axes)}"
    places = tuple(array.place for array in arrays)
    return Labelled(builder.add(Einsum(specification, places), len(axes)), axes)
