"""Instances of chosen sizes as stacked float64 arrays, with the rounding that this costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from derivcheck.core.contexts import Assumption, Context, Definition, Tensor
from derivcheck.core.indices import Size
from derivcheck.core.terms import (
    Delta,
    Dimension,
    Entry,
    Index,
    Inverse,
    Partial,
    Product,
    Subscript,
    Term,
    Total,
    children,
    rebuild,
    term,
)
from derivcheck.core.verdicts import Instance
from derivcheck.methods.sampling import instances

Stack = Mapping[str, NDArray[np.float64]]
"""Arrays by tensor name; the first axis counts Instances."""

LENGTHS = (2, 3, 5, 1)
"""Rotated among the named sizes: unequal lengths together, and every name at every length."""


@dataclass(frozen=True)
class Batch:
    """Instances of the same sizes: their nearest float64 values, and the distance to the exact ones."""

    sizes: Mapping[str, int]
    instances: tuple[Instance, ...]
    arrays: Stack
    rounding: Stack


def batches(context: Context, count: int, seed: int) -> Iterator[Batch]:
    """At least `count` Instances in all, as many for each choice of sizes.

    A choice of sizes at which no values satisfy the assumptions is left out.
    """
    choices = size_choices(context.sizes())
    share = -(-count // len(choices))
    for sizes in choices:
        found = tuple(islice(instances(at_sizes(context, sizes), (), seed), share))
        if found:
            yield batch(context, sizes, tuple(Instance(sizes, each.values) for each in found))


def size_choices(names: Sequence[str]) -> list[dict[str, int]]:
    """The lengths, rotated; a single empty choice where there are no names."""
    return [
        {name: LENGTHS[(place + shift) % len(LENGTHS)] for place, name in enumerate(names)}
        for shift in range(len(LENGTHS) if names else 1)
    ]


def batch(context: Context, sizes: Mapping[str, int], found: tuple[Instance, ...]) -> Batch:
    """The Instances, all of these sizes, as arrays."""
    arrays: dict[str, NDArray[np.float64]] = {}
    rounding: dict[str, NDArray[np.float64]] = {}
    for tensor in context.tensors.values():
        shape = tuple(size if isinstance(size, int) else sizes[size] for size in tensor.axes)
        places = [tuple(component + 1 for component in place) for place in np.ndindex(*shape)]
        exact = [each.values[tensor.name, place] for each in found for place in places]
        rounded = [float(value) for value in exact]
        errors = [float(abs(Fraction(near) - value)) for near, value in zip(rounded, exact, strict=True)]
        arrays[tensor.name] = np.array(rounded).reshape(len(found), *shape)
        rounding[tensor.name] = np.array(errors).reshape(len(found), *shape)
    return Batch(sizes, found, arrays, rounding)


def at_sizes(context: Context, sizes: Mapping[str, int]) -> Context:
    """The Context with every named size replaced by its length, for drawing values: without Jacobians."""

    def axes(found: tuple[Size, ...]) -> tuple[Size, ...]:
        return tuple(_length(size, sizes) for size in found)

    tensors = {name: Tensor(name, axes(t.axes), t.latex) for name, t in context.tensors.items()}
    definitions = {
        name: Definition(name, tuple(_index(i, sizes) for i in d.indices), _term(d.body, sizes), d.latex)
        for name, d in context.definitions.items()
    }
    assumptions = tuple(
        Assumption(a.relation, _term(a.lhs, sizes), _term(a.rhs, sizes)) for a in context.assumptions
    )
    return Context(tensors, definitions, assumptions, context.vectors)


def _length(size: Size, sizes: Mapping[str, int]) -> int:
    return size if isinstance(size, int) else sizes[size]


def _index(index: Index, sizes: Mapping[str, int]) -> Index:
    return Index(index.name, _length(index.size, sizes))


def _subscript(subscript: Subscript, sizes: Mapping[str, int]) -> Subscript:
    return _index(subscript, sizes) if isinstance(subscript, Index) else subscript


def _entry(entry: Entry, sizes: Mapping[str, int]) -> Entry:
    return Entry(entry.tensor, tuple(_subscript(s, sizes) for s in entry.subscripts))


def _term(node: Term, sizes: Mapping[str, int]) -> Term:
    match node:
        case Dimension(size):
            return term(sizes[size])
        case Entry():
            return _entry(node, sizes)
        case Delta(left, right):
            return Delta(_subscript(left, sizes), _subscript(right, sizes))
        case Inverse(tensor, left, right):
            return Inverse(tensor, _subscript(left, sizes), _subscript(right, sizes))
        case Total(index, body) | Product(index, body):
            return type(node)(_index(index, sizes), _term(body, sizes))
        case Partial(body, variable):
            return Partial(_term(body, sizes), _entry(variable, sizes))
        case _:
            return rebuild(node, tuple(_term(child, sizes) for child in children(node)))
