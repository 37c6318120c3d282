"""Orders of bound indices that do not depend on their names.

Colour refinement on the graph whose vertices are the bound indices and whose edges are the factors,
with individualisation where colours do not separate all indices. A failure to find the one canonical
order costs completeness (two spellings of one sum stay different), never soundness: any order names
the indices of the same sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from derivcheck.calculus.nodes import Factor, Monomial, Node, Polynomial, digest
from derivcheck.core.terms import Index

MOST_ORDERS = 48

Colours = Mapping[Index, bytes]


def orders(bound: frozenset[Index], factors: list[Factor]) -> list[tuple[Index, ...]]:
    """Every order that colours cannot tell apart, at most MOST_ORDERS of them."""
    if len(bound) == 1:
        return [tuple(bound)]
    colours = {i: digest(i.size) for i in bound}
    if len(set(colours.values())) < len(bound):
        colours = _refine(colours, factors)
    return _search(colours, factors)[:MOST_ORDERS]


def _search(colours: Colours, factors: list[Factor]) -> list[tuple[Index, ...]]:
    classes: dict[bytes, list[Index]] = {}
    for index in sorted(colours):
        classes.setdefault(colours[index], []).append(index)
    tied = min((c for c, members in classes.items() if len(members) > 1), default=None)
    if tied is None:
        return [tuple(sorted(colours, key=lambda i: colours[i]))]
    found: list[tuple[Index, ...]] = []
    for index in classes[tied]:
        if len(found) < MOST_ORDERS:
            found += _search(_refine({**colours, index: digest("chosen", tied)}, factors), factors)
    return found


def _refine(colours: Colours, factors: list[Factor]) -> Colours:
    while True:
        finer = {i: _signature(i, colours, factors) for i in colours}
        if len(set(finer.values())) == len(set(colours.values())):
            return finer
        colours = finer


def _signature(index: Index, colours: Colours, factors: list[Factor]) -> bytes:
    marked = {**colours, index: digest("here", colours[index])}
    seen = sorted(digest(coloured(n, marked), e) for n, e in factors if index in n.free)
    return digest(colours[index], *seen)


def coloured(thing: Node | Monomial | Polynomial, colours: Colours) -> bytes:
    """A digest of the thing with each bound index replaced by its colour."""
    if thing.free.isdisjoint(colours):
        return thing.digest
    if isinstance(thing, Polynomial):
        return digest("+", *sorted(digest(coloured(m, colours), Fraction(c)) for m, c in thing.terms))
    if isinstance(thing, Monomial):
        return digest("*", *sorted(digest(coloured(n, colours), Fraction(e)) for n, e in thing.factors))
    spelled = [colours[s] if isinstance(s, Index) and s in colours else digest(s) for s in thing.indices]
    if thing.kind == "DELTA":
        spelled.sort()
    inside = coloured(thing.inner, colours) if thing.inner is not None else b""
    return digest(thing.kind, thing.label, *spelled, inside)
