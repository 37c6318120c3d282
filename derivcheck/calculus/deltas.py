"""Kronecker deltas in products: delta(i, j) f(j) = delta(i, j) f(i), and delta^e = delta for e > 0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from derivcheck.calculus.nodes import (
    Monomial,
    Node,
    Polynomial,
    Rational,
    monomial,
    polynomial,
    subscript_order,
)
from derivcheck.core.terms import Index

if TYPE_CHECKING:
    from derivcheck.calculus.algebra import Algebra


def applies(delta: Node, merged: Mapping[Node, Rational]) -> bool:
    """Whether another factor has the index that the delta replaces."""
    drop = max(delta.indices, key=subscript_order)
    return isinstance(drop, Index) and any(n is not delta and drop in n.free for n in merged)


def applied(algebra: Algebra, delta: Node, merged: Mapping[Node, Rational]) -> Polynomial:
    """The product with the greater of the two subscripts replaced by the other."""
    keep, drop = sorted(delta.indices, key=subscript_order)
    rest = monomial((n, e) for n, e in merged.items() if n is not delta)
    if isinstance(drop, Index):
        replaced = algebra.rename_monomial(rest, {drop: keep})
    else:
        replaced = algebra.product(rest.factors)
    return polynomial((_with(m, delta), c) for m, c in replaced.terms)


def _with(m: Monomial, extra: Node) -> Monomial:
    return monomial([*((n, e) for n, e in m.factors if n is not extra), (extra, 1)])
