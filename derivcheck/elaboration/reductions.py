"""Rules for sums and products over an index, deltas, and case distinctions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derivcheck.core.indices import Subscript
from derivcheck.core.terms import Delta as DeltaTerm
from derivcheck.core.terms import Number, Product, Term, Total, plus, times
from derivcheck.elaboration.elaborator import Elaborator
from derivcheck.elaboration.names import ground, names
from derivcheck.elaboration.readings import MeaningError
from derivcheck.elaboration.values import At, Value
from derivcheck.meaning.expressions import Cases, Condition, Delta, Expression, Reduce, Slot


def reduce(e: Elaborator, node: Expression) -> Value:
    assert isinstance(node, Reduce)
    if not node.index:
        raise MeaningError("the sum does not say over which index", span=node.span, remedy=r"write \sum_{i}")
    axis = e.sizes.new() if node.size is None else e.sizes.given(node.size)
    e.runs.remember(node, axis, e.environment)
    with e.indices.binding(node.index, axis) as bound:
        body = e.value(node.body)
        kept = [restriction(e, condition) for condition in node.conditions]

    for name in names(node.body):
        if node.index in ground(name, e.environment):
            e.only = f"{name} does not depend on {node.index}"

    def entry(at: At) -> Term:
        index = bound.subscript()
        term = body.entry(at)
        if node.operator == "sum":
            return Total(index, times(*(each() for each in kept), term))
        for each in kept:
            chosen = each()
            term = chosen * term + (1 - chosen)
        return Product(index, term)

    return Value(body.rows, body.columns, entry)


def restriction(e: Elaborator, condition: Condition) -> Callable[[], Term]:
    """The condition as a factor: 1 where it holds and 0 elsewhere."""
    equal = _delta(e, condition.left, condition.right)
    return equal if condition.relation == "=" else lambda: 1 - equal()


def _delta(e: Elaborator, left: Slot, right: Slot) -> Callable[[], Term]:
    """The delta of two slots, once sizes have names."""
    slots = (left, right)
    axes = [e.indices.index(slot).axis for slot in slots if isinstance(slot, str)]
    if not axes:
        same = left == right
        return lambda: Number(Fraction(same))
    axis = axes[0]
    sides = [e.at_slot(slot, axis) for slot in slots if isinstance(slot, str | int)]
    if len(sides) != 2:
        raise MeaningError("a colon is compared with an index")
    return lambda: compared(sides[0](), sides[1]())


def compared(left: Subscript, right: Subscript) -> Term:
    if left == right:
        return Number(Fraction(1))
    return DeltaTerm(left, right)


def delta(e: Elaborator, node: Expression) -> Value:
    assert isinstance(node, Delta)
    entry = _delta(e, node.left, node.right)
    return Value((), (), lambda _: entry())


def cases(e: Elaborator, node: Expression) -> Value:
    """sum over the rows of value times condition; "otherwise" is 1 minus the conditions before it."""
    assert isinstance(node, Cases)
    values = [e.value(each) for each in node.values]
    held = [None if row is None else [restriction(e, each) for each in row] for row in node.conditions]
    shape = next((value for value in values if not value.is_scalar), values[0])
    for value in values:
        if not value.is_scalar:
            e.arrays.alike(shape, value, "cases")

    def entry(at: At) -> Term:
        parts: list[Term] = []
        left: Term = Number(Fraction(1))
        for value, row in zip(values, held, strict=True):
            holds = left if row is None else times(*(each() for each in row))
            parts.append(holds * value.entry(() if value.is_scalar else at))
            left = left + -1 * holds
        return plus(*parts)

    return Value(shape.rows, shape.columns, entry)
