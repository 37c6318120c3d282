"""When the two sides of a step have one shape, and which entries are then equal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from derivcheck.core.terms import Term
from derivcheck.elaboration.elaborator import Elaborator
from derivcheck.elaboration.indices import free_slots
from derivcheck.elaboration.readings import Fault, MeaningError
from derivcheck.elaboration.scope import Bound
from derivcheck.elaboration.sizes import Axis, Mismatch
from derivcheck.elaboration.values import At, Value
from derivcheck.meaning.expressions import (
    Component,
    Derivative,
    Expression,
    Filled,
    Multiply,
    Variable,
    mapped,
    walk,
)

AGAINST_WHOLE = "the whole on one side, its component"
WHOLE = "the whole is any one of its components"


@dataclass(frozen=True)
class Sides:
    """Terms of both sides at the same subscripts, one for each axis."""

    axes: tuple[Axis, ...]
    lhs: Callable[[At], Term]
    rhs: Callable[[At], Term]


def sides(e: Elaborator, lhs: Expression, rhs: Expression) -> Sides:
    """Raises Mismatch where the shapes differ, MeaningError where an index is free on one side only."""
    left, right = e.value(lhs), e.value(rhs)
    here, there = (free_slots(side) & set(e.indices.free) for side in (lhs, rhs))
    one_sided = (here - there - _implied(e, rhs)) | (there - here - _implied(e, lhs))
    if left.is_scalar and right.is_scalar:
        _balanced(e, left, right, one_sided)
        return Sides((), left.entry, right.entry)
    if left.is_scalar or right.is_scalar:
        return _with_scalar(e, left, right, one_sided, lhs, rhs)
    _balanced(e, left, right, one_sided)
    return _arrays(e, left, right, lhs, rhs)


def _implied(e: Elaborator, node: Expression) -> set[str]:
    """Free indices that definitions of names in the expression leave open."""
    found: set[str] = set()
    for each in walk(node):
        if isinstance(each, Variable) and each.name in e.intermediates:
            found |= set(e.intermediates[each.name].array.implicit) & set(e.indices.free)
        elif isinstance(each, Variable) and each.name in e.tensors:
            found |= set(e.tensors[each.name].implicit) & set(e.indices.free)
    return found


def _balanced(e: Elaborator, left: Value, right: Value, one_sided: set[str]) -> None:
    """An index that is free on one side only is mostly a slip, where the other side is no number. One that
    another is said to differ from, the true one beside negative samples, may have no part in a side.
    """
    told = e.environment.conditions if e.environment.negatives else ()
    apart = {each.right for each in told if each.relation == "!="}
    if left.constant is None and right.constant is None:
        e.loose = tuple(sorted(one_sided - apart))


def _with_scalar(
    e: Elaborator, left: Value, right: Value, one_sided: set[str], lhs: Expression, rhs: Expression
) -> Sides:
    array, alone = (left, right) if right.is_scalar else (right, left)
    if alone.constant == 0:

        def zero(_: At) -> Term:
            return alone.entry(())

        return Sides(array.axes, *((array.entry, zero) if array is left else (zero, array.entry)))
    if len(one_sided) == len(array.axes):
        if _whole(lhs) == _whole(rhs) and not (e.environment.einstein and isinstance(rhs, Derivative)):
            e.only = WHOLE
        return _component_against_whole(e, array, alone, one_sided, array is left)
    if alone.constant == 1 and array.is_matrix and any(isinstance(part, Derivative) for part in (lhs, rhs)):
        e.arrays.merge(array.rows[0], array.columns[0])
        e.faults.append(
            Fault("the derivative of a vector by a vector is a matrix", "write the identity I", rhs.span)
        )
        unit = e.arrays.identity(array.rows[0])
        return Sides(array.axes, *((array.entry, unit.entry) if array is left else (unit.entry, array.entry)))
    raise Mismatch(f"{left.described()} on the left and {right.described()} on the right")


def _whole(node: Expression) -> Expression:
    """The expression with every component replaced by what it is a component of."""
    return _whole(node.base) if isinstance(node, Component) else mapped(node, _whole)


def _component_against_whole(
    e: Elaborator, array: Value, alone: Value, indices: set[str], array_is_left: bool
) -> Sides:
    order = _ordered(indices, e.environment.orders)
    bounds: list[Bound] = [e.indices.free[name] for name in order]
    for axis, bound in zip(array.axes, bounds, strict=True):
        e.arrays.merge(axis, bound.axis)
    e.found.note(f"{AGAINST_WHOLE} {', '.join(order)} on the other", 1)

    def whole(_: At) -> Term:
        return array.entry(tuple(bound.subscript() for bound in bounds))

    return Sides((), whole, alone.entry) if array_is_left else Sides((), alone.entry, whole)


def _ordered(indices: set[str], orders: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The indices as they stand below that by whose entries the chain differentiates; else by the alphabet.

    Raises MeaningError where the chain has them in several orders.
    """
    found = {each for each in orders if len(each) == len(indices) and set(each) == indices}
    if len(found) > 1:
        raise MeaningError(f"the indices {', '.join(sorted(indices))} stand in several orders")
    return next(iter(found), tuple(sorted(indices)))


def _arrays(e: Elaborator, left: Value, right: Value, lhs: Expression, rhs: Expression) -> Sides:
    shapes = [(len(each.rows), len(each.columns)) for each in (left, right)]
    if shapes[0] == shapes[1]:
        e.arrays.merge_all(left.axes, right.axes, "the two sides")
        return Sides(left.axes, left.entry, right.entry)
    derived = any(isinstance(node, Derivative) for part in (lhs, rhs) for node in walk(part))
    if len(left.axes) == len(right.axes) > 1 and derived:
        e.arrays.merge_all(left.axes, right.axes, "the two sides")
        e.found.note("the axes of a derivative by a matrix are taken in their order", 1)
        return Sides(left.axes, left.entry, right.entry)
    outer = (left.is_matrix or right.is_matrix) and (_is_outer(lhs) or _is_outer(rhs))
    if len(left.axes) == len(right.axes) == 2 and outer:
        e.arrays.merge_all(left.axes, right.axes, "the two sides")
        e.found.note("\\otimes of two vectors is their outer product", 1)
        return Sides(left.axes, left.entry, right.entry)
    if left.is_vector and right.is_vector and e.convention.lenient:
        e.arrays.merge(left.axes[0], right.axes[0])
        reason = f"{left.described()} on the left and {right.described()} on the right"
        e.faults.append(Fault(reason, "transpose one side", rhs.span))
        return Sides(left.axes, left.entry, right.entry)
    unequal = Mismatch(f"{left.described()} on the left and {right.described()} on the right")
    counted = any(isinstance(side, Filled) and side.size is not None for side in (lhs, rhs))
    if left.is_matrix != right.is_matrix and derived and (left.is_vector or right.is_vector) and not counted:
        try:
            return _diagonal(e, left, right)
        except Mismatch:
            raise unequal from None
    raise unequal


def _is_outer(node: Expression) -> bool:
    return any(isinstance(each, Multiply) and "otimes" in each.operators for each in walk(node))


def _diagonal(e: Elaborator, left: Value, right: Value) -> Sides:
    """The Jacobian of a function applied entry by entry is diagonal; people write its diagonal, though not as
    so and so many ones, 1_{1 x 3}.
    """
    vector, matrix = (left, right) if left.is_vector else (right, left)
    full = e.arrays.diagonal(vector)
    e.arrays.merge_all(full.axes, matrix.axes, "the two sides")
    e.found.note("a diagonal Jacobian is written as the vector on its diagonal", 2)
    return Sides(matrix.axes, *((full.entry, matrix.entry) if vector is left else (matrix.entry, full.entry)))
