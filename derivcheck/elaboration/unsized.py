r"""What is said of a size that nothing tells: \delta_{ii}, \delta_{ij} \delta_{ij} and tr(I)."""

from __future__ import annotations

from collections.abc import Iterable

from derivcheck.meaning.expressions import Apply, Delta, Expression, Identity, Multiply, walk

UNSIZED = "how far the indices of a delta run"


def is_unsized(sides: Iterable[Expression]) -> bool:
    """Whether a trace of an identity stands in a step that has no size."""
    return any(_is_trace(node) for side in sides for node in walk(side))


def _is_trace(node: Expression) -> bool:
    match node:
        case Delta(left=left, right=right):
            return left == right
        case Apply(function="trace", arguments=(Identity(size=None),)):
            return True
        case Multiply(factors=factors):
            pairs = [frozenset((each.left, each.right)) for each in factors if isinstance(each, Delta)]
            return len(set(pairs)) < len(pairs)
        case _:
            return False
