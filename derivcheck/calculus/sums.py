"""Closing and opening sums over whole ranges.

To close sum_b over a product: (1) multiply out sums inside that depend on b, (2) contract deltas,
(3) pull out independent factors, an unused index giving the size, (4) split into connected blocks,
(5) inside a block, do a sum over one index first where it is known (an assumption, or a denominator
that is the same sum), (6) name the bound indices canonically.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from derivcheck.calculus import cancelling, labelling
from derivcheck.calculus.nodes import (
    ZERO,
    Factor,
    Monomial,
    Node,
    Polynomial,
    constant,
    monomial,
    node,
    polynomial,
    single,
)
from derivcheck.core.errors import LimitError
from derivcheck.core.indices import Size
from derivcheck.core.terms import Index, Subscript

if TYPE_CHECKING:
    from derivcheck.calculus.algebra import Algebra

LONGEST_UNROLLED = 64


def sum_over(algebra: Algebra, indices: Sequence[Index], p: Polynomial) -> Polynomial:
    """Sum of p over the whole ranges of the indices."""
    bound = tuple(indices)
    return algebra.add(*[algebra.scale(_close(algebra, bound, m), c) for m, c in p.terms])


def open_sum(
    algebra: Algebra, n: Node, avoid: Iterable[Subscript] = ()
) -> tuple[tuple[Index, ...], Polynomial]:
    """A SUM node as indices that occur neither in it nor in `avoid`, and its body in them."""
    opened = unused(n.bound(), n.free.union(s for s in avoid if isinstance(s, Index)))
    body = n.monomial()
    return opened, algebra.rename_monomial(body, dict(zip(n.bound(), opened, strict=True)))


def unused(bound: Sequence[Index], taken: Iterable[Index]) -> tuple[Index, ...]:
    """As many indices of the same ranges, whose names are not taken."""
    names = {index.name for index in taken}
    free = (f"~{k}" for k in range(len(names) + len(bound)))
    fresh = (name for name in free if name not in names)
    return tuple(Index(name, index.size) for name, index in zip(fresh, bound, strict=False))


def _close(algebra: Algebra, indices: tuple[Index, ...], m: Monomial) -> Polynomial:
    key = (indices, m)
    found = algebra.sum_memo.get(key)
    if found is None:
        algebra.spend()
        found = algebra.sum_memo[key] = _closed(algebra, indices, m)
    return found


def _closed(algebra: Algebra, indices: tuple[Index, ...], m: Monomial) -> Polynomial:
    bound = frozenset(indices)
    if not indices:
        return polynomial([(m, 1)])
    for n, e in m.factors:
        if n.kind == "SUM" and isinstance(e, int) and e > 0 and not bound.isdisjoint(n.free):
            return _flatten(algebra, indices, m, n, e)
        if n.kind == "DELTA" and e > 0 and not bound.isdisjoint(n.free):
            return _contract(algebra, indices, m, n)
        if n.kind == "INV" and e == 1 and not bound.isdisjoint(n.free):
            met = _meeting(algebra, bound, m, n)
            if met is not None:
                return _cancel_inverse(algebra, indices, m, n, *met)
    for index in indices:
        if isinstance(index.size, int) and index in m.free:
            return _unroll(algebra, indices, m, index, index.size)
    return _blocks(algebra, indices, m)


def _flatten(algebra: Algebra, indices: tuple[Index, ...], m: Monomial, n: Node, e: int) -> Polynomial:
    """sum_b f (sum_c g)^e = sum_b sum_c f g (sum_c g)^(e-1)."""
    opened, body = open_sum(algebra, n, avoid=(*indices, *m.free))
    rest = algebra.product((k, x - 1 if k is n else x) for k, x in m.factors)
    return sum_over(algebra, (*indices, *opened), algebra.multiply(rest, body))


def _meeting(
    algebra: Algebra, bound: frozenset[Index], m: Monomial, inverse: Node
) -> tuple[Node, Index] | None:
    """An entry A[i, j] beside inverse(A)[j, k], or A[k, j] beside inverse(A)[i, k], j in them alone."""
    for n, e in m.factors:
        if n.kind == "ENTRY" and n.label == inverse.label and e == 1:
            for ours, theirs in _touching(n.label in algebra.symmetric):
                index = n.indices[ours]
                if index == inverse.indices[theirs] and index in bound and _alone(m, n, inverse, index):
                    assert isinstance(index, Index)
                    return n, index
    return None


def _touching(symmetric: bool) -> tuple[tuple[int, int], ...]:
    """Positions of an index shared by A and inverse(A), for which the sum over it is a delta."""
    return ((1, 0), (0, 1), (0, 0), (1, 1)) if symmetric else ((1, 0), (0, 1))


def _alone(m: Monomial, n: Node, inverse: Node, index: Subscript) -> bool:
    """The index occurs once in each of the two and in no other factor."""
    once = n.indices.count(index) == inverse.indices.count(index) == 1
    return once and all(k in (n, inverse) or index not in k.free for k, _ in m.factors)


def _cancel_inverse(
    algebra: Algebra, indices: tuple[Index, ...], m: Monomial, inverse: Node, n: Node, shared: Index
) -> Polynomial:
    """sum_j A[i, j] inverse(A)[j, k] = delta(i, k)."""
    left, right = (next(s for s in k.indices if s != shared) for k in (n, inverse))
    rest = algebra.product((k, e) for k, e in m.factors if k not in (n, inverse))
    remaining = tuple(i for i in indices if i != shared)
    return sum_over(algebra, remaining, algebra.multiply(rest, algebra.delta(left, right)))


def _contract(algebra: Algebra, indices: tuple[Index, ...], m: Monomial, delta: Node) -> Polynomial:
    """sum_j delta(i, j) f(j) = f(i); both ends range over the same size."""
    drop = next(s for s in reversed(delta.indices) if s in indices)
    (keep,) = (s for s in delta.indices if s != drop)
    assert isinstance(drop, Index)
    rest = monomial((n, e) for n, e in m.factors if n is not delta)
    remaining = tuple(i for i in indices if i != drop)
    return sum_over(algebra, remaining, algebra.rename_monomial(rest, {drop: keep}))


def _unroll(algebra: Algebra, indices: tuple[Index, ...], m: Monomial, index: Index, size: int) -> Polynomial:
    """A range of known length is written out."""
    if size > LONGEST_UNROLLED:
        raise LimitError(f"a sum of {size} terms is longer than {LONGEST_UNROLLED}")
    rest = tuple(i for i in indices if i != index)
    parts = (algebra.rename_monomial(m, {index: k}) for k in range(1, size + 1))
    return algebra.add(*(sum_over(algebra, rest, part) for part in parts))


def _blocks(algebra: Algebra, indices: tuple[Index, ...], m: Monomial) -> Polynomial:
    """Independent factors in front, one factor for each connected block of bound indices."""
    bound = frozenset(indices)
    result = algebra.product([f for f in m.factors if bound.isdisjoint(f[0].free)])
    for index in indices:
        if index not in m.free:
            result = algebra.multiply(result, dimension(index.size))
    for block, factors in _connected(bound, m):
        result = algebra.multiply(result, _block(algebra, block, factors))
    return result


def dimension(size: Size) -> Polynomial:
    """A size as a number."""
    return constant(size) if isinstance(size, int) else single(node("DIM", size))


def _connected(bound: frozenset[Index], m: Monomial) -> list[tuple[frozenset[Index], list[Factor]]]:
    """Factors that share bound indices, directly or through others."""
    blocks: list[tuple[frozenset[Index], list[Factor]]] = []
    for n, e in m.factors:
        own, factors = n.free & bound, [(n, e)]
        if own:
            for block in [b for b in blocks if not b[0].isdisjoint(own)]:
                blocks.remove(block)
                own, factors = own | block[0], block[1] + factors
            blocks.append((own, factors))
    return blocks


def _block(algebra: Algebra, bound: frozenset[Index], factors: list[Factor]) -> Polynomial:
    key = (bound, monomial(factors))
    found = algebra.sum_memo.get(key)
    if found is None:
        found = algebra.sum_memo[key] = _summed(algebra, bound, factors)
    return found


def _summed(algebra: Algebra, bound: frozenset[Index], factors: list[Factor]) -> Polynomial:
    if algebra.made and (short := cancelling.cancelled(algebra, bound, factors)) is not None:
        return short
    for index in sorted(bound):
        done = _inner_sum(algebra, bound, factors, index)
        if done is not None:
            return done
    named = _named_sum(algebra, bound, factors)
    for pattern, value in algebra.rules:
        found = match(algebra.plain, pattern, named)
        if found is not None:
            return algebra.rename(value, found)
    return named


def _inner_sum(
    algebra: Algebra, bound: frozenset[Index], factors: list[Factor], index: Index
) -> Polynomial | None:
    """The block with the sum over one index done first, where that sum is known or cancels."""
    inside = [f for f in factors if index in f[0].free]
    if len(bound) == 1 or len(inside) == len(factors):
        return None
    inner = _close(algebra, (index,), monomial(inside))
    rest = [f for f in factors if index not in f[0].free]
    opaque = inner.terms[0][0].factors if len(inner.terms) == 1 else ()
    fresh_sums = [n for n, _ in opaque if n.kind == "SUM" and n.free & bound]
    if fresh_sums and not any(n is k for n in fresh_sums for k, _ in rest):
        return None
    outer = tuple(sorted(bound - {index}))
    return sum_over(algebra, outer, algebra.multiply(inner, algebra.product(rest)))


def _named_sum(algebra: Algebra, bound: frozenset[Index], factors: list[Factor]) -> Polynomial:
    """The SUM node of a connected block, bound indices named by how deep sums are nested in it.

    Inner sums bind names of a smaller height, so a name is never captured.
    """
    height = 1 + max([n.height for n, _ in factors])
    best: tuple[Polynomial, Monomial] | None = None
    for order in labelling.orders(bound, factors):
        names = tuple(Index(f"#{height}.{k}", i.size) for k, i in enumerate(order))
        body = algebra.rename_monomial(monomial(factors), dict(zip(order, names, strict=True)))
        if len(body.terms) != 1:
            raise LimitError("naming the indices of a sum split it")
        ((m, c),) = body.terms
        found = algebra.scale(single(node("SUM", indices=names, inner=m)), c)
        if best is None or m.digest < best[1].digest:
            best = (found, m)
        elif m is best[1] and found is not best[0]:
            return ZERO
    assert best is not None
    return best[0]


def match(algebra: Algebra, pattern: Node, p: Polynomial) -> dict[Index, Subscript] | None:
    """The renaming of the pattern's free indices that makes it p, if there is one."""
    if len(p.terms) != 1 or len(p.terms[0][0].factors) != 1 or p.terms[0][1] != 1:
        return None
    ((n, e),) = p.terms[0][0].factors
    if e != 1 or n.shape != pattern.shape:
        return None
    wanted, offered = sorted(pattern.free), sorted(n.free)
    for images in _assignments(wanted, offered):
        if algebra.rename_node(pattern, images) is p:
            return images
    return None


def _assignments(wanted: list[Index], offered: list[Index]) -> Iterable[dict[Index, Subscript]]:
    if not wanted:
        return [{}]
    first, *others = wanted
    return (
        {first: image, **rest}
        for image in offered
        if image.size == first.size
        for rest in _assignments(others, offered)
    )
