r"""Numbers that are compared: x > 0 as a condition is the step function of x, which has no value at 0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise

from derivcheck.meaning.expressions import POSITIVE, Add, Apply, Expression, Multiply, Number
from derivcheck.meaning.expressions import walk as parts_of
from derivcheck.reader.printing import latex
from derivcheck.reader.syntax import Derivative, Gradient, Group, Node, Relation, Sum, walk
from derivcheck.reader.syntax import Number as Digits

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


def largest(values: Sequence[Expression]) -> Expression:
    """max(a, b) = b + relu(a - b), and of more by turns."""
    return reduce(lambda a, b: Add((b, Apply("relu", (difference(a, b),))), (1, 1)), values)


def smallest(values: Sequence[Expression]) -> Expression:
    """min(a, b) = b - relu(b - a), and of more by turns."""
    return reduce(lambda a, b: Add((b, Apply("relu", (difference(b, a),))), (1, -1)), values)


def is_smoothed(earlier: Expression, later: Expression) -> bool:
    """Whether a function that jumps, 1 for z > 0 and 0 else, has a definition without a kink afterwards."""
    kinks = {POSITIVE, "relu", "abs", "sign", "max"}
    here, there = (_functions(each) for each in (earlier, later))
    return POSITIVE in here and bool(there) and not there & kinks


def _functions(body: Expression) -> set[str]:
    return {each.function for each in parts_of(body) if isinstance(each, Apply)}


def differ_on_boundary(sides: Sequence[Node]) -> bool:
    """Whether one side of a step has x > 0 where the other has x >= 0, and nothing is differentiated."""
    parts = [each for side in sides for each in walk(side)]
    if len(sides) != 2 or any(isinstance(each, Derivative | Gradient) for each in parts):
        return False
    left, right = (dict(_comparisons(side)) for side in sides)
    return any(left[each] != right[each] for each in left.keys() & right.keys())


def _comparisons(side: Node) -> Iterator[tuple[tuple[str, str], bool]]:
    """The larger and the smaller side of every comparison, and whether both may be equal."""
    for each in walk(side):
        if isinstance(each, Relation) and is_comparison(each):
            for operator, pair in zip(each.operators, ordered(each), strict=True):
                yield (latex(pair[0]), latex(pair[1])), operator in {r"\ge", r"\le"}


def leave_cases_out(conditions: Sequence[Node]) -> bool:
    """Whether two conditions bound one value, and neither is what the other leaves: x > 0 and x < 1."""
    bounds = [bound for each in conditions if is_comparison(each) and (bound := _bound(each)) is not None]
    if len(bounds) != 2:
        return False
    (value, number, above), (other, its, also_above) = bounds
    return value == other and (number != its or above == also_above)


def _bound(condition: Node) -> tuple[str, str, bool] | None:
    """What a condition compares with a number, the number, and whether it is to be larger."""
    pairs = list(ordered(condition))
    if len(pairs) != 1:
        return None
    more, less = pairs[0]
    if _is_number(less):
        return latex(more), latex(less), True
    return (latex(less), latex(more), False) if _is_number(more) else None


def _is_number(node: Node) -> bool:
    """0, -1."""
    return all(isinstance(each, Digits | Sum | Group) for each in walk(node))


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
