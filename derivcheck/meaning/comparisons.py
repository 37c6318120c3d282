r"""Numbers that are compared: x > 0 as a condition is the step function of x, which has no value at 0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from derivcheck.meaning.expressions import Add, Expression, Multiply, Number
from derivcheck.reader.syntax import Group, Node, Relation

_ZERO = Number(Fraction(0))
_MORE = frozenset({">", r"\ge"})
_LESS = frozenset({"<", r"\le"})


def is_comparison(node: Node) -> bool:
    """Whether a condition says which of two numbers is larger: a > b, 0 < x < 1."""
    only = _only(node)
    return isinstance(only, Relation) and set(only.operators) <= _MORE | _LESS


def is_on_boundary(node: Node) -> bool:
    """Whether a condition holds in single points alone, x = 0 beside x > 0."""
    only = _only(node)
    return isinstance(only, Relation) and only.operators == ("=",)


def ordered(node: Node) -> Iterator[tuple[Node, Node]]:
    """The larger and the smaller side of every comparison in a condition."""
    only = _only(node)
    assert isinstance(only, Relation)
    for operator, (left, right) in zip(only.operators, pairwise(only.items), strict=True):
        yield (left, right) if operator in _MORE else (right, left)


def difference(more: Expression, less: Expression) -> Expression:
    """more - less, without a zero."""
    if less == _ZERO:
        return more
    return Add((less,), (-1,)) if more == _ZERO else Add((more, less), (1, -1))


def chosen(values: Sequence[Expression], held: Sequence[Expression | None]) -> Expression:
    """The sum of the values where their conditions hold; None is "otherwise"."""
    one = Number(Fraction(1))
    others = [each for each in held if each is not None]
    rest = Add((one, *others), (1, *(-1 for _ in others)))
    terms = tuple(
        Multiply((rest if holds is None else holds, value), ("odot",))
        for value, holds in zip(values, held, strict=True)
        if value != _ZERO
    )
    return Add(terms, (1,) * len(terms)) if terms else _ZERO


def _only(node: Node) -> Node:
    while isinstance(node, Group) and len(node.items) == 1:
        node = node.items[0]
    return node
