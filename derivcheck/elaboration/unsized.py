r"""What is said of a size that nothing tells: \delta_{ii}, \delta_{ij} \delta_{ij}, tr(I), 1^T 1, 1 1^T."""

from __future__ import annotations

from collections.abc import Iterable

from derivcheck.meaning.expressions import (
    Apply,
    Delta,
    Expression,
    Filled,
    Identity,
    Multiply,
    Transpose,
    walk,
)

UNSIZED = "how many entries a vector has, or how far the indices of a delta run"


def is_unsized(sides: Iterable[Expression], bodies: Iterable[Expression]) -> bool:
    """Whether a trace of an identity that has no size stands in a step, or a product of ones; or such a
    product is all that a definition says, J = 1 1^T.
    """
    return any(_is_trace(node) for side in sides for node in walk(side)) or any(map(_is_of_ones, bodies))


def _is_trace(node: Expression) -> bool:
    match node:
        case Delta(left=left, right=right):
            return left == right
        case Apply(function="trace", arguments=(Identity(size=None),)):
            return True
        case Multiply(factors=factors):
            pairs = [frozenset((each.left, each.right)) for each in factors if isinstance(each, Delta)]
            return len(set(pairs)) < len(pairs) or _is_of_ones(node)
        case _:
            return False


def _is_of_ones(node: Expression) -> bool:
    """Whether it is 1^T 1, or 1 1^T, and nothing else."""
    return isinstance(node, Multiply) and all(map(_is_constant, node.factors))


def _is_constant(factor: Expression) -> bool:
    """Whether it is the vector 1, or 1^T."""
    whole = factor.base if isinstance(factor, Transpose) else factor
    return isinstance(whole, Filled) and whole.size is None
