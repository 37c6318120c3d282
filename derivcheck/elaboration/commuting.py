r"""Factors that change places because one is taken for a number or a vector: A w = w A.

Read on its own A w shows a matrix. That w A fits as well where A is a number, or a vector, is no reason to
take it for one; nothing but a document that says so is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import combinations, pairwise, product

from derivcheck.elaboration.kinds import is_said, usually_number
from derivcheck.elaboration.names import closure, ground, names
from derivcheck.elaboration.subject import Subject
from derivcheck.meaning.environment import Environment, Uses
from derivcheck.meaning.expressions import (
    Add,
    Component,
    Derivative,
    Expression,
    Inverse,
    Multiply,
    Transpose,
    Variable,
    children,
    walk,
)

_Pair = tuple[str, str]
_LATIN = frozenset("wuvaxhs")
"""Letters of weights and of what they weigh."""


def exchanged(subject: Subject, fewer: Set[str]) -> Iterator[str]:
    """Which of the names that have fewer axes than they are written with change places with another name
    from one side to the other.

    A small letter for a vector may be a number, unless it changes places with a capital or with something
    transposed.
    """
    left, right = (_pairs(side, subject.environment) for side in subject.sides) if fewer else ({}, {})
    for (one, other), transposed in left.items():
        if (other, one) not in right or (one, other) in right or (other, one) in left:
            continue
        resting = {one, other} | ground(one, subject.environment) | ground(other, subject.environment)
        shown = transposed or right[other, one] or one[0].isupper() or other[0].isupper()
        for name in sorted(fewer & resting):
            if name[0].isupper() or (shown and name in (one, other)):
                yield name


def among_matrices(sides: Iterable[Expression], environment: Environment) -> frozenset[str]:
    """Capitals that are usually numbers, C for a cost or a constant, in a product of capitals, where nothing
    says their axes: A C B is a product of matrices.
    """
    found: set[str] = set()
    for node in (node for side in sides for node in walk(side) if isinstance(node, Multiply)):
        bare = (each.base if isinstance(each, Transpose | Inverse) else each for each in node.factors)
        capitals = {each.name for each in bare if isinstance(each, Variable) and each.name.isupper()}
        if len(capitals) > 2 or (len(capitals) > 1 and not all(map(usually_number, capitals))):
            found |= capitals
    numbers = (each.name for each in environment.properties if each.kind == "scalar")
    return frozenset(found - environment.shapes.keys() - {*numbers})


def scaling(subject: Subject, ranks: Mapping[str, int]) -> Iterator[str]:
    """The names that are taken for numbers beside a vector, z = w a + b, of which nothing says so and by one
    of which the step differentiates: mostly they are a matrix and a vector.
    """
    nodes = [node for part in subject.closure for node in walk(part)]
    by = {name for node in nodes if isinstance(node, Derivative) for name in names(*node.variables)}
    for name in {each.name for each in nodes if isinstance(each, Variable)}:
        if not ranks.get(name, 1) and subject.environment.uses.get(name, Uses()).weighs == "arrays":
            yield name
    for number, others in (each for node in nodes for each in _numbers(node, ranks)):
        weighs = number[:1] in _LATIN and bool(by & {number, *others})
        if weighs and not is_said(number, subject.environment):
            yield number


def _numbers(node: Expression, ranks: Mapping[str, int]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is a number beside a vector in a product, or in a product to which a vector is added; with what
    stands beside it.
    """
    for one, other in _neighbours(node):
        axes = {ranks.get(name, -1): name for name in (one, other)}
        if len(axes) == 2 and 0 in axes and -1 not in axes:
            yield axes[0], (one, other)
    terms = node.terms if isinstance(node, Add) else ()
    if any(isinstance(term, Variable) and ranks.get(term.name) == 1 for term in terms):
        for pair in (pair for term in terms for pair in _neighbours(term)):
            if all(ranks.get(name) == 0 for name in pair):
                yield pair[0], pair


def _neighbours(node: Expression) -> Iterator[_Pair]:
    """Names that stand side by side in a product."""
    factors = node.factors if isinstance(node, Multiply) and "odot" not in node.operators else ()
    for left, right in pairwise(factors):
        if isinstance(left, Variable) and isinstance(right, Variable):
            yield left.name, right.name


def _pairs(side: Expression, environment: Environment) -> dict[_Pair, bool]:
    """The names that stand one before the other in what a side rests on; whether one is transposed."""
    pairs: dict[_Pair, bool] = {}
    for part in closure((side,), environment):
        for pair, transposed in _orders(part, flipped=False):
            pairs[pair] = pairs.get(pair, False) or transposed
    return pairs


def _orders(node: Expression, *, flipped: bool) -> Iterator[tuple[_Pair, bool]]:
    """Names that stand one before the other in a product, and whether one is in a factor that is transposed;
    behind a transpose the other way round.
    """
    if isinstance(node, Multiply) and "odot" not in node.operators:
        for before, behind in combinations(node.factors, 2):
            first, second = (behind, before) if flipped else (before, behind)
            marked = isinstance(before, Transpose) or isinstance(behind, Transpose)
            for left, right in product(set(_whole(first)), set(_whole(second))):
                if left != right:
                    yield (left, right), marked
    inner = flipped != isinstance(node, Transpose)
    for child in children(node):
        yield from _orders(child, flipped=inner)


def _whole(node: Expression) -> Iterator[str]:
    """Names, but for those that carry subscripts; of a derivative by what is differentiated."""
    if isinstance(node, Component):
        return
    if isinstance(node, Derivative):
        yield from (name for each in node.variables for name in _whole(each))
        return
    if isinstance(node, Variable):
        yield node.name
    for child in children(node):
        yield from _whole(child)
