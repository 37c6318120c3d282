"""Rules for names, sums, powers and written-out arrays."""

from __future__ import annotations

from fractions import Fraction

from derivcheck.core.terms import Constant, Power, Term, plus
from derivcheck.elaboration.broadcasting import broadcast
from derivcheck.elaboration.elaborator import Elaborator
from derivcheck.elaboration.indices import free_slots
from derivcheck.elaboration.inverse_families import inverse_of_member, inverted_member
from derivcheck.elaboration.names import names
from derivcheck.elaboration.readings import Fault, MeaningError
from derivcheck.elaboration.scope import SPREAD
from derivcheck.elaboration.sizes import Mismatch
from derivcheck.elaboration.values import At, Value, number, scalar
from derivcheck.meaning.expressions import (
    Add,
    Component,
    Divide,
    Expression,
    Inner,
    Transpose,
    Variable,
)
from derivcheck.meaning.expressions import Number as NumberNode

HIGHEST_POWER = 6
"""A matrix to a higher power is not written out."""


def numeral(_: Elaborator, node: Expression) -> Value:
    assert isinstance(node, NumberNode)
    return number(node.value)


def pi(_: Elaborator, __: Expression) -> Value:
    return scalar(Constant("pi"))


def variable(e: Elaborator, node: Expression) -> Value:
    assert isinstance(node, Variable)
    if e.subject.is_size(node.name):
        return e.dimension(node.name)
    located = e.located(node)
    assert located is not None
    return e.entry(located)


def index_number(_: Elaborator, node: Expression) -> Value:
    raise MeaningError("an index is used as a number", span=node.span)


def component(e: Elaborator, node: Expression) -> Value:
    assert isinstance(node, Component)
    located = e.located(node)
    if located is not None:
        return e.entry(located)
    if (member := inverted_member(e, node)) and (found := inverse_of_member(e, member)):
        return found
    return _part(e, e.value(node.base), node)


def _part(e: Elaborator, base: Value, node: Component) -> Value:
    """(A B)_{pq}, softmax(z)_k, A_{:, j}: some axes fixed, the others kept on their side."""
    if len(node.slots) > len(base.axes):
        raise Mismatch(f"{len(node.slots)} subscripts on {base.described()}")
    slots = (*node.slots, *(None for _ in range(len(base.axes) - len(node.slots))))
    fixed = [None if s is None else e.at_slot(s, axis) for s, axis in zip(slots, base.axes, strict=True)]
    split = len(base.rows)
    rows = tuple(axis for axis, at in zip(base.rows, fixed[:split], strict=True) if at is None)
    columns = tuple(axis for axis, at in zip(base.columns, fixed[split:], strict=True) if at is None)
    if columns and not rows and len(node.slots) < len(base.axes):
        rows, columns = (columns, rows) if e.vectors_are_columns() else (rows, columns)

    def entry(at: At) -> Term:
        left = iter(at)
        return base.entry(tuple(next(left) if each is None else each() for each in fixed))

    return Value(rows, columns, entry)


def add(e: Elaborator, node: Expression) -> Value:
    assert isinstance(node, Add)
    parts = broadcast(e, [e.value(term) for term in node.terms], node)
    parts = _componentwise(e, parts, node.terms)
    if any(not part.is_scalar for part in parts):
        for part, term in zip(parts, node.terms, strict=True):
            if part.is_scalar and part.constant is None and free_slots(term):
                e.found.note("an entry is added to every entry of another array", 7)
            moved = isinstance(term, Variable) and term.name in e.unusual & e.subject.differentiated
            if part.is_scalar and moved:
                e.only = "what is differentiated by is a number"
    found = _signed(e, parts[0], node.signs[0])
    for part, sign, term in zip(parts[1:], node.signs[1:], node.terms[1:], strict=True):
        found = _sum(e, found, _signed(e, part, sign), term)
    return found


def _componentwise(e: Elaborator, parts: list[Value], terms: tuple[Expression, ...]) -> list[Value]:
    """Vectors among components: where a scalar term has one free index, the vectors are meant at it."""
    vectors = [part for part in parts if part.is_vector]
    scalars = (term for part, term in zip(parts, terms, strict=True) if part.is_scalar)
    slots = {name for term in scalars for name in free_slots(term)}
    loose = slots & set(e.indices.free)
    if not vectors or len(loose) != 1 or not all(part.is_vector or part.is_scalar for part in parts):
        return parts
    bound = e.indices.free[next(iter(loose))]
    for vector in vectors:
        e.arrays.merge(vector.axes[0], bound.axis)
    pairs = list(zip(parts, terms, strict=True))
    whole = {term.name for part, term in pairs if part.is_vector and isinstance(term, Variable)}
    if whole & {name for part, term in pairs if part.is_scalar for name in names(term)}:
        e.only = "a vector beside one of its own components is that component"
    if slots - loose:
        e.only = f"a vector beside components is meant at {bound.stem}"
    e.found.note(f"vectors stand for their component {bound.stem} beside components", 2)

    def component_of(part: Value) -> Value:
        return Value((), (), lambda _: part.entry((bound.subscript(),)))

    return [component_of(part) if part.is_vector else part for part in parts]


def _signed(e: Elaborator, value: Value, sign: int) -> Value:
    if sign == 1:
        return value
    negated = e.arrays.mapped(value, lambda entry: -entry)
    constant = None if value.constant is None else -value.constant
    return Value(negated.rows, negated.columns, negated.entry, constant)


def _sum(e: Elaborator, left: Value, right: Value, node: Expression) -> Value:
    if left.is_scalar and right.is_scalar and left.constant is not None and right.constant is not None:
        return number(left.constant + right.constant)
    if left.is_scalar != right.is_scalar:
        alone = left if left.is_scalar else right
        if alone.constant == 0:
            return right if left.is_scalar else left
        matrix = (right if left.is_scalar else left).is_matrix
        e.found.note(SPREAD, 0 if alone.constant is not None and not matrix else 3)
    if left.is_vector and right.is_vector and bool(left.rows) != bool(right.rows) and e.convention.lenient:
        reason = f"the sum of {left.described()} and {right.described()}"
        e.faults.append(Fault(reason, "transpose one of the two", node.span))
        right = e.arrays.transposed(right)
    return e.arrays.entrywise(left, right, plus, "the sum")


def divide(e: Elaborator, node: Expression) -> Value:
    assert isinstance(node, Divide)
    over, under = e.value(node.over), e.value(node.under)
    if over.constant is not None and under.constant:
        return number(over.constant / under.constant)
    if not under.is_scalar:
        if under.is_matrix and not over.is_matrix:
            raise Mismatch("a division by a matrix")
        e.found.note("the division goes entry by entry", 1)
    return e.arrays.entrywise(over, under, lambda a, b: a * Power(b, Fraction(-1)), "the quotient")


def transpose(e: Elaborator, node: Expression) -> Value:
    assert isinstance(node, Transpose)
    return e.arrays.transposed(e.value(node.base))


def inner(e: Elaborator, node: Expression) -> Value:
    assert isinstance(node, Inner)
    return e.arrays.inner(e.value(node.left), e.value(node.right))
