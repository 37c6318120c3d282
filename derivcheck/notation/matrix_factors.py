"""Factors of products and sums, as reading them in matrix notation needs them."""

from __future__ import annotations

from fractions import Fraction

from derivcheck.core.terms import Delta, Dimension, Index, Number, Term, Times, Total, free_indices, times


def involves(node: Term, index: Index | None) -> bool:
    return index is not None and index in free_indices(node)


def factors_of(node: Term) -> tuple[Term, ...]:
    return node.factors if isinstance(node, Times) else (node,)


def size_number(index: Index) -> Term:
    return Dimension(index.size) if isinstance(index.size, str) else Number(Fraction(index.size))


def has_delta(node: Term) -> bool:
    return any(isinstance(part, Delta) for part in factors_of(node))


def outward(node: Term) -> tuple[Term, ...]:
    """The factors of a term, and those of the sums among them that need not stand under those sums."""
    found: list[Term] = []
    for part in factors_of(node):
        if not isinstance(part, Total):
            found.append(part)
            continue
        inner = outward(part.body)
        free = [piece for piece in inner if not involves(piece, part.index)]
        bound = [piece for piece in inner if involves(piece, part.index)]
        found += [*free, Total(part.index, times(*bound))]
    return tuple(found)
