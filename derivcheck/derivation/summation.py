"""The rules for finite sums: Kronecker deltas, constants, unused indices, distribution, merging."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from derivcheck.core.terms import (
    Delta,
    Index,
    Plus,
    Subscript,
    Term,
    Total,
    children,
    free_indices,
    fresh_index,
    plus,
    substitute,
    times,
)
from derivcheck.derivation.bound_indices import canonical
from derivcheck.derivation.products import factors, powers, product, size, size_term, summands
from derivcheck.derivation.rules import Rewrite


def contract_delta(node: Term) -> Term | None:
    """sum_k delta(k, j) f(k) = f(j); the delta may stand under further sums."""
    if not isinstance(node, Total):
        return None
    found = split_delta(node.body, frozenset({node.index}))
    if found is None:
        return None
    _, other, rest = found
    return substitute(rest, {node.index: other})


def split_delta(node: Term, wanted: Iterable[Index]) -> tuple[Index, Subscript, Term] | None:
    """An index of `wanted`, what a delta factor equates it with, and the product of the other factors."""
    if isinstance(node, Total):
        inner = frozenset(wanted) - {node.index}
        found = split_delta(node.body, inner)
        if found is None or found[1] == node.index:
            return None
        return found[0], found[1], Total(node.index, found[2])
    parts = factors(node)
    for place, part in enumerate(parts):
        found = _delta_of(part, frozenset(wanted))
        if found is not None:
            index, other, rest = found
            return index, other, times(*parts[:place], rest, *parts[place + 1 :])
    return None


def _delta_of(node: Term, wanted: frozenset[Index]) -> tuple[Index, Subscript, Term] | None:
    match node:
        case Delta(Index() as left, right) if left in wanted and left != right:
            return left, right, times()
        case Delta(left, Index() as right) if right in wanted and left != right:
            return right, left, times()
        case Total(_, _):
            return split_delta(node, wanted)
        case _:
            return None


def pull_constants(node: Term) -> Term | None:
    """sum_k c f(k) = c sum_k f(k)."""
    if not isinstance(node, Total):
        return None
    parts = factors(node.body)
    constant = [part for part in parts if node.index not in free_indices(part)]
    rest = [part for part in parts if node.index in free_indices(part)]
    return times(*constant, Total(node.index, times(*rest))) if constant and rest else None


def sum_unused(node: Term) -> Term | None:
    """sum_k c = K c."""
    if isinstance(node, Total) and node.index not in free_indices(node.body):
        return times(size_term(node.index), node.body)
    return None


def distribute_for_deltas(free: frozenset[Index]) -> Rewrite:
    """sum_k a(k) (delta(k, j) + b(k)) = sum_k a(k) delta(k, j) + sum_k a(k) b(k)."""

    def rewrite(node: Term) -> Term | None:
        if not isinstance(node, Total):
            return None

        def separate(part: Term) -> bool:
            return split_delta(part, free_indices(part) - free) is not None

        return distribute(node, separate)

    return rewrite


def split_constants(node: Term) -> Term | None:
    """sum_k (a(k) + c) = sum_k a(k) + sum_k c, where c is itself a sum that would stand inside the first."""
    if not isinstance(node, Total) or not isinstance(node.body, Plus):
        return None
    return distribute(node, lambda part: node.index not in free_indices(part) and _has_total(part))


def _has_total(node: Term) -> bool:
    return isinstance(node, Total) or any(map(_has_total, children(node)))


def distribute(node: Total, separate: Callable[[Term], bool]) -> Term | None:
    """The sum split at the first sum among its factors with summands that are to stand apart."""
    parts = factors(node.body)
    for place, part in enumerate(parts):
        if not isinstance(part, Plus):
            continue
        apart = [piece for piece in part.terms if separate(piece)]
        if apart:
            together = plus(*(piece for piece in part.terms if piece not in apart))
            groups = [*apart, *([together] if len(apart) < len(part.terms) else [])]
            around = (parts[:place], parts[place + 1 :])
            return plus(*(Total(node.index, times(*around[0], group, *around[1])) for group in groups))
    return None


def distribute_for(use: Rewrite) -> Rewrite:
    """Distribution where one of the resulting sums, its constants pulled out, is one that `use` rewrites."""

    def rewrite(node: Term) -> Term | None:
        if not isinstance(node, Total):
            return None
        parts = factors(node.body)
        sums = [part for part in parts if isinstance(part, Plus)]
        if len(sums) != 1:
            return None
        others = times(*(part for part in parts if part is not sums[0]))

        def separate(piece: Term) -> bool:
            alone = Total(node.index, times(others, piece))
            pulled = pull_constants(alone)
            return any(use(part) is not None for part in factors(alone if pulled is None else pulled))

        return distribute(node, separate)

    return rewrite


def merge_sums(node: Term) -> Term | None:
    """sum_i a(i) x(i) + sum_j b(j) x(j) = sum_i (a(i) + b(i)) x(i), where that is shorter."""
    if not isinstance(node, Plus):
        return None
    terms = node.terms
    for first in range(len(terms)):
        for second in range(first + 1, len(terms)):
            merged = _merged(terms[first], terms[second])
            if merged is not None and size(merged) < size(plus(terms[first], terms[second])):
                rest = terms[first + 1 : second] + terms[second + 1 :]
                return plus(*terms[:first], merged, *rest)
    return None


def _merged(left: Term, right: Term) -> Term | None:
    for a in (part for part in factors(left) if isinstance(part, Total)):
        for b in (part for part in factors(right) if isinstance(part, Total)):
            if a.index.size == b.index.size and _around(left, a)[1] == _around(right, b)[1]:
                return _merge(left, a, right, b)
    return None


def _around(node: Term, inner: Term) -> tuple[Fraction, Term]:
    """The number and the other factors around one factor of a product."""
    number, bases = powers(times(*(part for part in factors(node) if part is not inner)))
    return number, canonical(product(Fraction(1), bases))


def _merge(left: Term, a: Total, right: Term, b: Total) -> Term | None:
    index = fresh_index(a.index.size, a.index.name.partition("'")[0])
    number, _ = _around(left, a)
    other, _ = _around(right, b)
    outside = product(Fraction(1), powers(times(*(part for part in factors(left) if part is not a)))[1])
    body = plus(
        times(number / abs(number), substitute(a.body, {a.index: index})),
        times(other / abs(number), substitute(b.body, {b.index: index})),
    )
    shared = common_factor(body)
    if shared is None or not any(index in free_indices(part) for part in factors(shared)[:-1]):
        return None
    return times(abs(number), outside, Total(index, shared))


def common_factor(node: Term) -> Term | None:
    """a x + b x = x (a + b)."""
    if not isinstance(node, Plus):
        return None
    opened = [powers(part) for part in summands(node)]
    shared = dict(opened[0][1])
    for _, bases in opened[1:]:
        keys = {canonical(base): exponent for base, exponent in bases.items()}
        shared = {base: _least(exponent, keys.get(canonical(base))) for base, exponent in shared.items()}
    shared = {base: exponent for base, exponent in shared.items() if exponent}
    numbers = {abs(number) for number, _ in opened}
    number = numbers.pop() if len(numbers) == 1 else Fraction(1)
    if not shared and number == 1:
        return None
    inner = _divided(opened, shared, number)
    return times(product(number, shared), inner)


def _least(here: Fraction, there: Fraction | None) -> Fraction:
    if there is None or here * there <= 0:
        return Fraction(0)
    return min(here, there, key=abs)


def _divided(
    opened: list[tuple[Fraction, dict[Term, Fraction]]], shared: dict[Term, Fraction], number: Fraction
) -> Term:
    parts: list[Term] = []
    for factor, bases in opened:
        left = {canonical(base): (base, exponent) for base, exponent in bases.items()}
        for base, exponent in shared.items():
            key = canonical(base)
            left[key] = (left[key][0], left[key][1] - exponent)
        parts.append(product(factor / number, {base: e for base, e in left.values() if e}))
    return plus(*parts)
