r"""Factors that change places because one is taken for a number or a vector: A w = w A.

Read on its own A w shows a matrix. That w A fits as well where A is a number, or a vector, is no reason to
take it for one; nothing but a document that says so is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product

from derivcheck.elaboration.names import ground, names
from derivcheck.elaboration.subject import Subject
from derivcheck.meaning.expressions import Expression, Multiply, Transpose, children

_Pair = tuple[str, str]


def exchanged(subject: Subject, usual: Mapping[str, int], ranks: Mapping[str, int]) -> Iterator[str]:
    """What is shown only where a name has fewer axes than it is written with.

    usual: the number of axes of a name by the way it is written, for names of which the document says
    nothing. ranks: those of this reading. A small letter for a vector may be a number, unless it changes
    places with something transposed.
    """
    fewer = {name for name, axes in usual.items() if ranks.get(name, axes) < axes}
    if not fewer:
        return
    pairs: dict[_Pair, bool] = {}
    for part in subject.closure:
        for pair, transposed in _orders(part, flipped=False):
            pairs[pair] = pairs.get(pair, False) or transposed
    for left, right in pairs:
        if (right, left) not in pairs:
            continue
        resting = {left, right} | ground(left, subject.environment) | ground(right, subject.environment)
        marked = pairs[left, right] or pairs[right, left]
        for name in sorted(fewer & resting):
            if name[0].isupper() or (marked and name in (left, right)):
                yield f"{name} is {'a number' if not ranks[name] else 'a vector'}"


def _orders(node: Expression, *, flipped: bool) -> Iterator[tuple[_Pair, bool]]:
    """Names that stand one before the other in a product, and whether one is in a factor that is transposed;
    behind a transpose the other way round.
    """
    if isinstance(node, Multiply) and "odot" not in node.operators:
        for before, behind in combinations(node.factors, 2):
            first, second = (behind, before) if flipped else (before, behind)
            marked = isinstance(before, Transpose) or isinstance(behind, Transpose)
            for left, right in product(set(names(first)), set(names(second))):
                if left != right:
                    yield (left, right), marked
    inner = flipped != isinstance(node, Transpose)
    for child in children(node):
        yield from _orders(child, flipped=inner)
