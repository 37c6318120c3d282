r"""Factors that change places because one is taken for a number or a vector: A w = w A.

Read on its own A w shows a matrix. That w A fits as well where A is a number, or a vector, is no reason to
take it for one; nothing but a document that says so is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product

from derivcheck.elaboration.names import ground
from derivcheck.elaboration.subject import Subject
from derivcheck.meaning.expressions import Component, Expression, Multiply, Transpose, Variable, children

_Pair = tuple[str, str]


def exchanged(subject: Subject, usual: Mapping[str, int], ranks: Mapping[str, int]) -> Iterator[str]:
    """What is shown only where a name has fewer axes than it is written with.

    usual: the number of axes of a name by the way it is written, for names of which the document says
    nothing. ranks: those of this reading. A small letter for a vector may be a number, unless it changes
    places with a capital or with something transposed.
    """
    fewer = {name for name, axes in usual.items() if ranks.get(name, axes) < axes}
    if not fewer:
        return
    pairs: dict[_Pair, bool] = {}
    for part in subject.closure:
        for pair, transposed in _orders(part, flipped=False):
            pairs[pair] = pairs.get(pair, False) or transposed
    for (left, right), transposed in pairs.items():
        if (right, left) not in pairs:
            continue
        resting = {left, right} | ground(left, subject.environment) | ground(right, subject.environment)
        shown = transposed or pairs[right, left] or left[0].isupper() or right[0].isupper()
        for name in sorted(fewer & resting):
            if name[0].isupper() or (shown and name in (left, right)):
                yield f"{name} is {'a vector' if ranks[name] else 'a number'}"


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
    """Names, but for those that carry subscripts."""
    if isinstance(node, Component):
        return
    if isinstance(node, Variable):
        yield node.name
    for child in children(node):
        yield from _whole(child)
