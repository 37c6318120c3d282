"""Case splits: what holds where two indices are equal, and what where they differ."""

from __future__ import annotations

from typing import Any

from derivcheck.core.errors import NotationError, ShapeError
from derivcheck.notation.arrays import Array, Statement
from derivcheck.notation.places import author_place
from derivcheck.notation.symbols import kronecker, multiplied, placed_at, range_of, size_of, subtracted, sympy
from derivcheck.notation.wording import Wording


def when_equal(left: Any, right: Any, statement: Statement) -> Statement:
    """The statement for left = right: the second index stands for both."""
    _check(left, right)
    lhs, rhs = (_replaced(side, left, right) for side in (statement.lhs, statement.rhs))
    return Statement(statement.relation, lhs, rhs, author_place())


def when_different(left: Any, right: Any, equation: Statement) -> Statement:
    """The equation for left != right: both sides count only there."""
    _check(left, right)
    if equation.relation != "=":
        raise NotationError("only an equation is split", text=equation.text, place=author_place())
    lhs, rhs = (_masked(side, left, right) for side in (equation.lhs, equation.rhs))
    return Statement("=", lhs, rhs, author_place())


def _replaced(side: Array, old: Any, new: Any) -> Array:
    text = Wording(f"{side.text} [{old.name} = {new.name}]")
    return Array(side.axes, lambda *at: placed_at(side.at(*at), (old,), (new,)), text)


def _masked(side: Array, left: Any, right: Any) -> Array:
    mask = subtracted(sympy.Integer(1), kronecker(left, right))
    text = Wording(f"{side.text} [{left.name} != {right.name}]")
    return Array(side.axes, lambda *at: multiplied(mask, side.at(*at)), text)


def _check(left: Any, right: Any) -> None:
    for index in (left, right):
        if not isinstance(index, sympy.Idx) or range_of(index) is None:
            remedy = 'write an index such as i = index("i", n)'
            raise NotationError(
                "this is not an index", text=str(index)[:80], remedy=remedy, place=author_place()
            )
    if size_of(range_of(left)) != size_of(range_of(right)):
        what = (
            f"{left.name} runs over {size_of(range_of(left))}, {right.name} over {size_of(range_of(right))}"
        )
        raise ShapeError(what, place=author_place())
