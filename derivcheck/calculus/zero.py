"""When is a normal form zero?

An empty normal form is, and one with a term that nothing can cancel is not. Otherwise denominators are
cleared; a free index over a short range of known length is split into its components; then sums over the
same ranges with the same factors in front are compared under the sum sign. "Not shown" is not "different":
it is no answer.
"""

from __future__ import annotations

from itertools import permutations

from derivcheck.calculus import division, sums
from derivcheck.calculus.algebra import Algebra
from derivcheck.calculus.nodes import Monomial, Node, Polynomial, Rational, monomial
from derivcheck.calculus.occurrences import has_lone_power
from derivcheck.core.terms import Index

MOST_DEPTH = 3
MOST_CASES = 8


def is_shown_zero(algebra: Algebra, p: Polynomial, depth: int = 0) -> bool:
    """True only where p is zero wherever it is defined."""
    if not p.terms:
        return True
    if has_lone_power(p):
        return False
    p = division.clear(algebra, p)
    if not p.terms:
        return True
    cases = _cases(algebra, p) if depth < MOST_DEPTH else []
    if cases:
        return all(is_shown_zero(algebra, case, depth + 1) for case in cases)
    groups = _by_outer_factors(p)
    return depth < MOST_DEPTH and all(_sums_cancel(algebra, group, depth) for group in groups.values())


def _cases(algebra: Algebra, p: Polynomial) -> list[Polynomial]:
    """p for each component of a free index over a known, short range; no case where there is none."""
    for index in sorted(p.free):
        if isinstance(index.size, int) and index.size <= MOST_CASES:
            return [algebra.rename(p, {index: k}) for k in range(1, index.size + 1)]
    return []


def _by_outer_factors(p: Polynomial) -> dict[tuple[Monomial, bytes], list[tuple[Node, Rational]]]:
    """Terms c m SUM(..) grouped by m and by the sizes summed over; a term without a sum stands alone."""
    groups: dict[tuple[Monomial, bytes], list[tuple[Node, Rational]]] = {}
    for m, c in p.terms:
        outer = [n for n, e in m.factors if n.kind == "SUM" and e == 1]
        n = max(outer, key=lambda k: (len(k.indices), k.digest), default=None)
        if n is None:
            return {(m, b""): []}
        rest = monomial((k, e) for k, e in m.factors if k is not n)
        ranges = ",".join(sorted(str(i.size) for i in n.bound())).encode()
        groups.setdefault((rest, ranges), []).append((n, c))
    return groups


def _sums_cancel(algebra: Algebra, group: list[tuple[Node, Rational]], depth: int) -> bool:
    """Whether sum_j c_j SUM_j is shown zero by its integrand, for one pairing of the bound indices."""
    if len(group) < 2:
        return False
    (first, c), *others = group
    indices, body = sums.open_sum(algebra, first, avoid=_free(group))
    total = algebra.scale(body, c)
    return _paired(algebra, indices, total, others, depth)


def _paired(
    algebra: Algebra,
    indices: tuple[Index, ...],
    total: Polynomial,
    others: list[tuple[Node, Rational]],
    depth: int,
) -> bool:
    if not others:
        return is_shown_zero(algebra, total, depth + 1)
    (n, c), *rest = others
    for order in permutations(indices):
        if tuple(i.size for i in order) == tuple(i.size for i in n.bound()):
            renaming = dict(zip(n.bound(), order, strict=True))
            body = algebra.scale(algebra.rename_monomial(n.monomial(), renaming), c)
            if _paired(algebra, indices, algebra.add(total, body), rest, depth):
                return True
    return False


def _free(group: list[tuple[Node, Rational]]) -> frozenset[Index]:
    return frozenset[Index]().union(*(n.free for n, _ in group))
