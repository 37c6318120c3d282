"""Inverses beside what their matrix is made of.

With M = X^T X, sum_jk inverse(M)[i, j] X[k, j] X[k, l] = delta(i, l). Of M = T + R, with one product T in it,
inverse(M) T = 1 - inverse(M) R and T inverse(M) = 1 - R inverse(M), wherever inverse(M) is defined.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivcheck.calculus import sums
from derivcheck.calculus.nodes import Factor, Node, Polynomial, Rational, monomial, polynomial, single
from derivcheck.core.errors import LimitError
from derivcheck.core.terms import Index, Subscript

if TYPE_CHECKING:
    from derivcheck.calculus.algebra import Algebra

MOST_TERMS = 6
"""Terms of a matrix that is looked at, at most."""

_Found = dict[Index, Subscript]


@dataclass(frozen=True, slots=True)
class Made:
    """A matrix[row, column] = factor * (sum of `parts` over `bound`) + rest, the factor never 0."""

    row: Index
    column: Index
    bound: tuple[Index, ...]
    parts: tuple[Factor, ...]
    factor: Polynomial
    rest: Polynomial


def learn(algebra: Algebra, matrix: str, indices: tuple[Index, ...], body: Polynomial) -> None:
    """Remember what a matrix is made of, and that it is symmetric, where it is as it is written."""
    made = made_of(algebra, indices, body)
    if made is not None and made not in algebra.made[matrix]:
        algebra.made[matrix].append(made)
    if made is not None and matrix not in algebra.symmetric:
        row, column = indices
        if algebra.rename(body, {row: column, column: row}) is body:
            algebra.symmetric.add(matrix)
            algebra.forget()


def hold(algebra: Algebra, matrix: str) -> None:
    """A matrix by which is differentiated is a variable: it is made of nothing.

    Raises LimitError where it was looked into before.
    """
    if algebra.made.setdefault(matrix, []):
        raise LimitError(f"{matrix} is a variable, and what it is made of")


def made_of(algebra: Algebra, indices: tuple[Index, ...], body: Polynomial) -> Made | None:
    """A square matrix, with the product in it that is taken away; None where there is none."""
    if len(indices) != 2 or len(body.terms) > MOST_TERMS:
        return None
    row, column = indices
    for m, c in sorted(body.terms, key=lambda term: (-term[0].height, term[0].digest)):
        inner = [(n, e) for n, e in m.factors if n.free & {row, column}]
        outer = [(n, e) for n, e in m.factors if not n.free & {row, column}]
        if len(inner) == 1 and inner[0][1] == 1 and all(_never_zero(n, e) for n, e in outer):
            bound, parts = _opened(algebra, inner[0][0], indices)
            if parts and {row, column} <= monomial(parts).free:
                factor = algebra.power(algebra.scale(algebra.product(outer), c), -1)
                rest = polynomial(term for term in body.terms if term[0] is not m)
                return Made(row, column, bound, parts, factor, rest)
    return None


def _never_zero(n: Node, e: Rational) -> bool:
    """Whether a factor is not 0 wherever it is defined."""
    return n.kind in ("DIM", "PRIME", "CONST", "EXP", "DET") or e < 0


def _opened(
    algebra: Algebra, n: Node, taken: tuple[Index, ...]
) -> tuple[tuple[Index, ...], tuple[Factor, ...]]:
    """The indices and factors of an entry or of a sum of entries; no factors for anything else."""
    bound: tuple[Index, ...] = ()
    factors: tuple[Factor, ...] = ((n, 1),)
    if n.kind == "SUM":
        bound, body = sums.open_sum(algebra, n, avoid=taken)
        factors = body.terms[0][0].factors if len(body.terms) == 1 and body.terms[0][1] == 1 else ()
    plain = all(k.kind in ("ENTRY", "INV") for k, _ in factors)
    return bound, factors if plain else ()


def cancelled(algebra: Algebra, bound: frozenset[Index], factors: list[Factor]) -> Polynomial | None:
    """The sum over the bound indices, where an inverse meets in it what its matrix is made of."""
    for n, e in factors:
        if n.kind == "INV" and e == 1 and n.label in algebra.made:
            others = [f for f in factors if f[0] is not n]
            for made in algebra.made[str(n.label)]:
                for place in (0, 1):
                    found = _at(algebra, bound, others, n, made, place)
                    if found is not None:
                        return found
    return None


def _at(
    algebra: Algebra, bound: frozenset[Index], others: list[Factor], inverse: Node, made: Made, place: int
) -> Polynomial | None:
    """The same, where the index of the inverse at a place is that of the matrix beside it."""
    shared, kept = inverse.indices[place], inverse.indices[1 - place]
    if not isinstance(shared, Index) or shared not in bound or shared == kept:
        return None
    ends = [(made.row, made.column), (made.column, made.row)]
    symmetric = inverse.label in algebra.symmetric
    for own, other in ends if symmetric else ends[1 - place :][:1]:
        for images, used in _matches(list(made.parts), others, {own: shared}):
            left = [f for f in others if f[0] not in used]
            gone = {shared, *(images[i] for i in made.bound)}
            if _is_inside(made, images, gone, bound, left, kept, images[other]):
                value = _value(algebra, inverse, made, shared, kept, {own: shared, other: images[other]})
                remaining = tuple(sorted(i for i in bound if i not in gone))
                return sums.sum_over(algebra, remaining, algebra.multiply(value, algebra.product(left)))
    return None


def _is_inside(
    made: Made,
    images: _Found,
    gone: set[Subscript],
    bound: frozenset[Index],
    left: list[Factor],
    *ends: Subscript,
) -> bool:
    """Whether the indices of the product are all different, summed over, and nowhere else."""
    if len(gone) != len(made.bound) + 1 or not gone <= bound or gone & set(ends):
        return False
    sizes = [(image.size if isinstance(image := images[i], Index) else None, i.size) for i in made.bound]
    return all(a == b for a, b in sizes) and all(gone.isdisjoint(n.free) for n, _ in left)


def _value(
    algebra: Algebra, inverse: Node, made: Made, shared: Index, kept: Subscript, at: _Found
) -> Polynomial:
    """(delta - inverse(M) R) / factor between the two ends."""
    end = next(s for s in at.values() if s != shared)
    rest = algebra.multiply(single(inverse), algebra.rename(made.rest, at))
    inner = sums.sum_over(algebra, (shared,), rest)
    return algebra.multiply(algebra.subtract(algebra.delta(kept, end), inner), made.factor)


def _matches(
    parts: list[Factor], factors: list[Factor], images: _Found
) -> Iterator[tuple[_Found, tuple[Node, ...]]]:
    """The ways to find the parts among the factors, with what their indices are there."""
    if not parts:
        yield images, ()
        return
    (part, power), *rest = parts
    for n, e in factors:
        found = _unified(part, n, images) if e == power else None
        if found is not None:
            others = [f for f in factors if f[0] is not n]
            yield from ((found, (n, *used)) for found, used in _matches(rest, others, found))


def _unified(part: Node, n: Node, images: _Found) -> _Found | None:
    """The images of the indices with which the part is the node."""
    if (part.kind, part.label, len(part.indices)) != (n.kind, n.label, len(n.indices)):
        return None
    found = dict(images)
    for ours, theirs in zip(part.indices, n.indices, strict=True):
        if not isinstance(ours, Index):
            if ours != theirs:
                return None
        elif found.setdefault(ours, theirs) != theirs:
            return None
    return found
