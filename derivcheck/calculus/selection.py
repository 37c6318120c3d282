"""One-hot tensors: y[j] y[k] = delta(j, k) y[k] and sum_k y[k] = 1.

The first makes a product of entries along the axis a delta. With the second too (alone, all entries may
be 0) a sum over the axis selects, so that it leaves any function:

    f(c + sum_k y[k] g[k]) = sum_k y[k] f(c + g[k]).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from derivcheck.calculus import signs, sums
from derivcheck.calculus.nodes import UNIT, Monomial, Node, Polynomial, Rational, single
from derivcheck.core.terms import Index, Subscript

if TYPE_CHECKING:
    from derivcheck.calculus.algebra import Algebra


def entry_product(
    algebra: Algebra, n: Node, e: Rational, merged: dict[Node, Rational]
) -> Polynomial | None:
    """The product with y^2 = 1 for signs, y^2 = y for what is 0 or 1, and what is one-hot multiplied out."""
    if (least := _lowest(algebra, n, e)) != e:
        return algebra.product((k, least if k is n else x) for k, x in merged.items())
    return one_hot_product(algebra, n, merged) if n.label in algebra.one_hot and e > 0 else None


def _lowest(algebra: Algebra, n: Node, e: Rational) -> Rational:
    """The exponent of the power that an entry to this one is."""
    period = algebra.powers.get(str(n.label))
    if period is None or not isinstance(e, int):
        return e
    return e % 2 if period == 2 else min(e, 1)


def one_hot_product(algebra: Algebra, n: Node, merged: Mapping[Node, Rational]) -> Polynomial | None:
    """y[j]^e = y[j] for e > 0, and y[j] y[k] = delta(j, k) y[j]; None where neither applies."""
    if merged[n] != 1:
        return algebra.product((k, 1 if k is n else e) for k, e in merged.items())
    axis = algebra.one_hot[str(n.label)]
    for other, e in merged.items():
        alike = other is not n and other.label == n.label and other.kind == "ENTRY" and e > 0
        if alike and _elsewhere(n, axis) == _elsewhere(other, axis):
            rest = algebra.product((k, x) for k, x in merged.items() if k is not other)
            return algebra.multiply(rest, algebra.delta(n.indices[axis], other.indices[axis]))
    return None


def _elsewhere(n: Node, axis: int) -> tuple[Subscript, ...]:
    return n.indices[:axis] + n.indices[axis + 1 :]


def selecting(algebra: Algebra) -> set[str]:
    """One-hot tensors for which a rule says that the entries along their axis sum to 1."""
    return {
        str(n.label)
        for pattern, value in algebra.rules
        if value is UNIT and len(pattern.bound()) == len(pattern.monomial().factors) == 1
        for n, e in pattern.monomial().factors
        if n.kind == "ENTRY" and e == 1 and n.label in algebra.one_hot
        if n.indices[algebra.one_hot[str(n.label)]] == pattern.bound()[0]
        if len(n.free) == len(n.indices)
    }


def selected(
    algebra: Algebra, p: Polynomial, function: Callable[[Polynomial], Polynomial], *, everywhere: bool
) -> Polynomial | None:
    """f(p) as sum_k y[k] f(g[k]) where a one-hot sum occurs linearly in p, else None.

    f(g[k]) must have a value also where y[k] = 0: f is defined `everywhere`, or g[k] is proved positive.
    """
    if not algebra.selecting:
        return None
    for m, _ in p.terms:
        for n, e in m.factors:
            if n.kind == "SUM" and e == 1:
                opened, body = sums.open_sum(algebra, n, avoid=p.free)
                for y in _one_hot_entries(algebra, body, opened):
                    return _pulled_out(algebra, p, y, function, everywhere)
    return None


def _one_hot_entries(algebra: Algebra, body: Polynomial, opened: tuple[Index, ...]) -> list[Node]:
    """Entries y[k] of the body whose component k is summed over, and whose other subscripts are not."""
    if len(body.terms) != 1:
        return []
    return [
        n
        for n, e in body.terms[0][0].factors
        if n.kind == "ENTRY" and n.label in algebra.selecting and e == 1
        if n.indices[algebra.one_hot[str(n.label)]] in opened
        if not set(_elsewhere(n, algebra.one_hot[str(n.label)])) & set(opened)
    ]


def _pulled_out(
    algebra: Algebra,
    p: Polynomial,
    y: Node,
    function: Callable[[Polynomial], Polynomial],
    everywhere: bool,
) -> Polynomial | None:
    index = y.indices[algebra.one_hot[str(y.label)]]
    assert isinstance(index, Index)
    parts = [algebra.scale(_picked(algebra, m, y, index, p), c) for m, c in p.terms]
    picked = algebra.add(*parts)
    if not everywhere and signs.polynomial_sign(algebra, picked) != "positive":
        return None
    return sums.sum_over(algebra, (index,), algebra.multiply(single(y), function(picked)))


def _picked(algebra: Algebra, m: Monomial, y: Node, index: Index, p: Polynomial) -> Polynomial:
    """The term with its sum over y[index] replaced by the summand at that index; any other term as it is."""
    for n, e in m.factors:
        if n.kind == "SUM" and e == 1:
            opened, body = sums.open_sum(algebra, n, avoid=(*p.free, index))
            for found in _one_hot_entries(algebra, body, opened):
                axis = algebra.one_hot[str(found.label)]
                if found.label == y.label and _elsewhere(found, axis) == _elsewhere(y, axis):
                    own = found.indices[axis]
                    assert isinstance(own, Index)
                    rest = algebra.product((k, x) for k, x in body.terms[0][0].factors if k is not found)
                    inner = sums.sum_over(algebra, [i for i in opened if i != own], rest)
                    outer = algebra.product((k, x) for k, x in m.factors if k is not n)
                    value = algebra.rename(inner, {own: index})
                    return algebra.scale(algebra.multiply(outer, value), body.terms[0][1])
    return algebra.product(m.factors)
