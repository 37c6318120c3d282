"""Kronecker deltas under a sum are contracted before any array is made: sum_k delta(k, j) a[k] = a[j]."""

from __future__ import annotations

from derivcheck.core.indices import Size
from derivcheck.core.terms import (
    Delta,
    Dimension,
    Index,
    Number,
    Plus,
    Power,
    Subscript,
    Term,
    Times,
    Total,
    children,
    free_indices,
    plus,
    rebuild,
    substitute,
    term,
    times,
)


def contracted(node: Term) -> Term:
    """An equal term in which no Total binds an index of a delta that is a factor of its body."""
    parts = children(node)
    if parts:
        node = rebuild(node, tuple(map(contracted, parts)))
    match node:
        case Total(index, body):
            return _total(index, body)
        case Delta(left, right):
            return _delta(left, right)
        case Power(Delta(_, _) as delta, exponent) if exponent > 0:
            return delta
        case Times(factors) if _is_zero(factors[0]):
            return term(0)
        case Plus(terms):
            return plus(*(part for part in terms if not _is_zero(part)))
        case _:
            return node


def _delta(left: Subscript, right: Subscript) -> Term:
    if left == right:
        return term(1)
    if isinstance(left, int) and isinstance(right, int):
        return term(0)
    return Delta(left, right)


def _total(index: Index, body: Term) -> Term:
    if isinstance(body, Plus) and _touches(body, index):
        return contracted(plus(*(_total(index, part) for part in body.terms)))
    factors = body.factors if isinstance(body, Times) else (body,)
    for factor in factors:
        rest = tuple(other for other in factors if other is not factor)
        if isinstance(factor, Delta) and index in (factor.left, factor.right):
            other = factor.right if factor.left == index else factor.left
            return contracted(substitute(times(*rest), {index: other}))
        if isinstance(factor, Plus) and _touches(factor, index):
            return contracted(plus(*(_total(index, times(*rest, part)) for part in factor.terms)))
    return _hoisted(index, factors)


def _hoisted(index: Index, factors: tuple[Term, ...]) -> Term:
    """The Total of the factors, with numbers and the deltas that it does not bind in front of it."""
    front = tuple(factor for factor in factors if isinstance(factor, Delta | Number))
    rest = times(*(factor for factor in factors if not isinstance(factor, Delta | Number)))
    if index not in free_indices(rest):
        return times(_count(index.size), *front, rest)
    return times(*front, Total(index, rest))


def _touches(node: Term, index: Index) -> bool:
    """Whether a delta that compares the index is a factor of a part of the sum or product."""
    match node:
        case Delta(left, right):
            return index in (left, right)
        case Plus(parts) | Times(parts):
            return any(_touches(part, index) for part in parts)
        case _:
            return False


def _count(size: Size) -> Term:
    return Dimension(size) if isinstance(size, str) else term(size)


def _is_zero(node: Term) -> bool:
    return isinstance(node, Number) and node.value == 0
