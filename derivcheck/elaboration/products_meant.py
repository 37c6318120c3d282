"""Products that fit only as something else than what is written: a bold 1 as the number, A_k as a row, a
row and a column among matrices as the number that they make.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from derivcheck.elaboration.elaborator import Elaborator
from derivcheck.elaboration.names import base_name
from derivcheck.meaning.expressions import (
    Component,
    Expression,
    Filled,
    Multiply,
    Number,
    Transpose,
    Variable,
)


def without_ones(_: Elaborator, node: Multiply) -> Iterator[Multiply]:
    """A bold 1 that fits as no vector is the number 1, the 1 x 1 identity beside a row."""
    plain = tuple(Number(Fraction(1)) if _is_ones(factor) else factor for factor in node.factors)
    if plain != node.factors:
        yield replace(node, factors=plain)


def with_rows(e: Elaborator, node: Multiply) -> Iterator[Multiply]:
    """A_k x, where A_k is the row k of the matrix A: written so, it is a row."""
    *before, last = node.factors
    rows = [Transpose(each, span=each.span) if _is_row(e, each) else each for each in before]
    if rows != before:
        yield replace(node, factors=(*rows, last))


def with_inner(e: Elaborator, node: Multiply) -> Iterator[Multiply]:
    """A x^T y, where x^T y is a number: A and a row do not make a product."""
    pairs = pairwise(node.factors) if len(node.factors) > 2 else ()
    for place, (left, right) in enumerate(pairs):
        written = isinstance(left, Transpose) and base_name(left) and base_name(right)
        if written and node.operators[place] in ("", ".") and _are_vectors(e, left, right):
            pair = Multiply((left, right), (node.operators[place],), span=node.span)
            factors = (*node.factors[:place], pair, *node.factors[place + 2 :])
            operators = (*node.operators[:place], *node.operators[place + 1 :])
            yield replace(node, factors=factors, operators=operators)


def _are_vectors(e: Elaborator, left: Expression, right: Expression) -> bool:
    """Whether a vector that lies stands before one that stands."""
    lying, standing = e.value(left), e.value(right)
    return lying.is_vector and standing.is_vector and bool(lying.columns) and bool(standing.rows)


MEANT = (
    (without_ones, "the bold 1 is the number 1", 2),
    (with_rows, "what a matrix with one subscript selects is a row", 1),
    (with_inner, "a row and a column among the factors are taken together first", 1),
)
"""What else a product may be, what is said of it, and what it costs."""


def _is_row(e: Elaborator, node: Expression) -> bool:
    if not isinstance(node, Component) or not isinstance(node.base, Variable) or len(node.slots) != 1:
        return False
    name = node.base.name
    return name[0].isupper() and not e.subject.is_size(name) and len(e.array(name).axes) == 2


def _is_ones(node: Expression) -> bool:
    return isinstance(node, Filled) and node.value == 1 and node.size is None
