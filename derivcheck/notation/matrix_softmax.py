"""Recognising exp(u[i]) / sum_i exp(u[i]) inside a term, so that it can be written as a softmax."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derivcheck.core.terms import (
    Apply,
    Delta,
    Entry,
    Index,
    Power,
    Subscript,
    Term,
    Times,
    Total,
    children,
    free_indices,
    rebuild,
    substitute,
    times,
)


@dataclass(frozen=True, slots=True)
class SoftmaxEntry:
    """What a stand-in of the indices means: the softmax of the argument along one of the indices."""

    argument: Term
    indices: tuple[Index, ...]
    along: Index


def name_softmaxes(node: Term, found: dict[str, SoftmaxEntry]) -> Term:
    """The term with an entry of a stand-in for every softmax; what they mean is added to `found`."""
    node = rebuild(node, tuple(name_softmaxes(child, found) for child in children(node)))
    if not isinstance(node, Times):
        return node
    factors = [copy for part in node.factors for copy in _copies(part)]
    for number, part in enumerate(factors):
        below = next((other for other in factors if _along(part, other) is not None), None)
        if below is not None:
            along = _along(part, below)
            assert isinstance(part, Apply)
            assert along is not None
            factors[number] = _stand_in(SoftmaxEntry(part.argument, _ordered(part), along), found)
            factors.remove(below)
            return name_softmaxes(times(*factors), found)
        inward = next((other for other in factors if _belongs_inside(part, other)), None)
        if inward is not None:
            assert isinstance(part, Total)
            factors[number] = Total(part.index, times(part.body, inward))
            factors.remove(inward)
            return name_softmaxes(times(*factors), found)
    return node


def _belongs_inside(node: Term, below: Term) -> bool:
    """Whether below is 1 / sum_m exp(u[m]), and the node a sum over i with the factor exp(u[i])."""
    if not isinstance(node, Total):
        return False
    inside = node.body.factors if isinstance(node.body, Times) else (node.body,)
    return any(_along(part, below) == node.index for part in inside)


def _copies(node: Term) -> list[Term]:
    """1/s^2 as 1/s twice."""
    if isinstance(node, Power) and node.exponent < -1 and node.exponent.denominator == 1:
        return [Power(node.base, node.exponent / -node.exponent)] * -node.exponent.numerator
    return [node]


def _ordered(node: Term) -> tuple[Index, ...]:
    return tuple(sorted(free_indices(node)))


def _stand_in(entry: SoftmaxEntry, found: dict[str, SoftmaxEntry]) -> Term:
    # The apostrophe keeps it apart from every name that an author can write.
    name = next((known for known, other in found.items() if other == entry), f"softmax'{len(found)}")
    found[name] = entry
    return Entry(name, entry.indices)


def _along(above: Term, below: Term) -> Index | None:
    """The index i where the factors are exp(u[i]) and 1 / sum_m exp(u[m])."""
    match above, below:
        case Apply("exp", argument), Power(Total(summed, Apply("exp", other)), exponent) if exponent == -1:
            for index in sorted(free_indices(argument)):
                fits = index.size == summed.size and index not in free_indices(below)
                if fits and alike(substitute(other, {summed: index}), argument, {}):
                    return index
            return None
        case _:
            return None


def alike(left: Term, right: Term, bound: Mapping[Index, Index]) -> bool:
    """Whether the terms differ in the names of bound indices alone."""
    if type(left) is not type(right) or len(children(left)) != len(children(right)):
        return False
    match left, right:
        case Entry(name, here), Entry(other, there):
            return name == other and _subscripts_alike(here, there, bound)
        case Delta(a, b), Delta(c, d):
            return _subscripts_alike((a, b), (c, d), bound)
        case Total(index, body), Total(other, inner):
            return index.size == other.size and alike(body, inner, {**bound, index: other})
        case Apply(function, _), Apply(other, _) if function != other:
            return False
        case Power(_, exponent), Power(_, other) if exponent != other:
            return False
        case _:
            parts = zip(children(left), children(right), strict=True)
            return left is right if not children(left) else all(alike(a, b, bound) for a, b in parts)


def _subscripts_alike(
    here: tuple[Subscript, ...], there: tuple[Subscript, ...], bound: Mapping[Index, Index]
) -> bool:
    named = tuple(bound.get(s, s) if isinstance(s, Index) else s for s in here)
    return named == there
