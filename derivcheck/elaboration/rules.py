"""Rules for names, sums, powers and written-out arrays."""

from __future__ import annotations

from fractions import Fraction

from derivcheck.core.indices import Subscript
from derivcheck.core.terms import Apply as ApplyTerm
from derivcheck.core.terms import Constant, Number, Power, Product, Term, Total, plus, substitute, times
from derivcheck.core.terms import Delta as DeltaTerm
from derivcheck.elaboration.elaborator import Elaborator
from derivcheck.elaboration.indices import free_slots
from derivcheck.elaboration.readings import Fault, MeaningError
from derivcheck.elaboration.sizes import Mismatch
from derivcheck.elaboration.values import At, Value, number, scalar
from derivcheck.meaning.expressions import (
    Add,
    Cases,
    Component,
    Condition,
    Delta,
    Divide,
    Expression,
    Filled,
    Identity,
    Inner,
    Listed,
    Raise,
    Reduce,
    Transpose,
    Variable,
    WrittenOut,
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
    if e.is_size(node.name):
        return e.dimension(node.name)
    located = e.located(node)
    assert located is not None
    return e.entry(located)


def index_number(_: Elaborator, node: Expression) -> Value:
    raise MeaningError("an index is used as a number", span=node.span)


def component(e: Elaborator, node: Expression) -> Value:
    assert isinstance(node, Component)
    located = e.located(node)
    return e.entry(located) if located is not None else _part(e, e.value(node.base), node)


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
    parts = _componentwise(e, [e.value(term) for term in node.terms], node.terms)
    if any(not part.is_scalar for part in parts):
        for part, term in zip(parts, node.terms, strict=True):
            if part.is_scalar and part.constant is None and free_slots(term):
                e.found.note("an entry is added to every entry of another array", 4)
    found = _signed(e, parts[0], node.signs[0])
    for part, sign, term in zip(parts[1:], node.signs[1:], node.terms[1:], strict=True):
        found = _sum(e, found, _signed(e, part, sign), term)
    return found


def _componentwise(e: Elaborator, parts: list[Value], terms: tuple[Expression, ...]) -> list[Value]:
    """Vectors among components: where a scalar term has one free index, the vectors are meant at it."""
    vectors = [part for part in parts if part.is_vector]
    loose = {
        name for part, term in zip(parts, terms, strict=True) if part.is_scalar for name in free_slots(term) if name in e.free
    }
    if not vectors or len(loose) != 1 or not all(part.is_vector or part.is_scalar for part in parts):
        return parts
    bound = e.free[loose.pop()]
    for vector in vectors:
        e.arrays.merge(vector.axes[0], bound.axis)
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
        e.found.note(
            "a scalar is added to every entry", 0 if alone.constant is not None and not matrix else 3
        )
    if left.is_vector and right.is_vector and bool(left.rows) != bool(right.rows) and e.convention.lenient:
        reason = f"the sum of {left.described()} and {right.described()}"
        e.faults.append(Fault(reason, "transpose one of the two", node.span))
        right = e.arrays.transposed(right)
    return e.arrays.entrywise(left, right, lambda a, b: plus(a, b), "the sum")


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


def raised(e: Elaborator, node: Expression) -> Value:
    assert isinstance(node, Raise)
    exponent = e.value(node.exponent)
    if not exponent.is_scalar:
        base = e.value(node.base)
        e.found.note("the power goes entry by entry", 1)
        return e.arrays.entrywise(base, exponent, _symbolic_power, "the power")
    base = e.value(node.base)
    if exponent.constant is None:
        return e.arrays.entrywise(base, exponent, _symbolic_power, "the power")
    return power(e, base, exponent.constant)


def power(e: Elaborator, base: Value, exponent: Fraction) -> Value:
    """base to a rational power: of a square matrix the product, of a vector entry by entry."""
    if (
        base.constant is not None
        and exponent.denominator == 1
        and (base.constant or exponent > 0)
        and abs(exponent) < 64
    ):
        return number(base.constant**exponent)
    if base.is_matrix and exponent.denominator == 1 and 1 <= exponent <= HIGHEST_POWER:
        mark = e.sizes.mark()
        try:
            found = base
            for _ in range(int(exponent) - 1):
                found = e.arrays.product(found, base)
            return found
        except Mismatch:
            e.sizes.undo(mark)
    if not base.is_scalar:
        e.found.note("the power goes entry by entry", 1)
    return e.arrays.mapped(base, lambda entry: Power(entry, exponent))


def _symbolic_power(base: Term, exponent: Term) -> Term:
    """b^e = exp(e log b), for b > 0."""
    return ApplyTerm("exp", exponent * ApplyTerm("log", base))


def transpose(e: Elaborator, node: Expression) -> Value:
    assert isinstance(node, Transpose)
    return e.arrays.transposed(e.value(node.base))


def inner(e: Elaborator, node: Expression) -> Value:
    assert isinstance(node, Inner)
    return e.arrays.inner(e.value(node.left), e.value(node.right))


def reduce(e: Elaborator, node: Expression) -> Value:
    assert isinstance(node, Reduce)
    if not node.index:
        raise MeaningError("the sum does not say over which index", span=node.span, remedy=r"write \sum_{i}")
    axis = e.sizes.new() if node.size is None else e.sizes.given(node.size)
    with e.binding(node.index, axis) as bound:
        body = e.value(node.body)
        kept = [restriction(e, condition) for condition in node.conditions]

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


def restriction(e: Elaborator, condition: Condition):
    """The condition as a factor: 1 where it holds and 0 elsewhere."""
    equal = _delta(e, condition.left, condition.right)
    return equal if condition.relation == "=" else lambda: 1 - equal()


def _delta(e: Elaborator, left: object, right: object):
    """The delta of two slots, once sizes have names."""
    slots = (left, right)
    axes = [e.index(slot).axis for slot in slots if isinstance(slot, str)]
    if not axes:
        same = left == right
        return lambda: Number(Fraction(same))
    axis = axes[0]
    sides = [e.at_slot(slot, axis) for slot in slots if isinstance(slot, str | int)]
    if len(sides) != 2:
        raise MeaningError("a colon is compared with an index")
    return lambda: _compared(sides[0](), sides[1]())


def _compared(left: Subscript, right: Subscript) -> Term:
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


def identity(e: Elaborator, node: Expression) -> Value:
    assert isinstance(node, Identity)
    return e.arrays.identity(e.sizes.new() if node.size is None else e.sizes.given(node.size))


def filled(e: Elaborator, node: Expression) -> Value:
    """A vector of equal entries; the zero fits any shape."""
    assert isinstance(node, Filled)
    if node.value == 0:
        return number(0)
    axis = (e.sizes.new() if node.size is None else e.sizes.given(node.size),)
    rows, columns = (axis, ()) if e.vectors_are_columns() else ((), axis)
    return Value(rows, columns, lambda _: Number(node.value))


def listed(e: Elaborator, node: Expression) -> Value:
    """[f(1), ..., f(K)]: the bodies along the rows or the columns."""
    assert isinstance(node, Listed)
    axis = e.sizes.new()
    with e.binding(node.index, axis) as bound:
        body = e.value(node.body)
    down = node.along == "rows"
    if len(body.rows if down else body.columns):
        raise Mismatch("a list of arrays along their own axis")

    def entry(at: At) -> Term:
        place = 0 if down else len(body.rows)
        return substitute(body.entry((*at[:place], *at[place + 1 :])), {bound.subscript(): at[place]})

    return Value(
        (axis, *body.rows) if down else body.rows, body.columns if down else (*body.columns, axis), entry
    )


def written_out(e: Elaborator, node: Expression) -> Value:
    """A matrix of scalars: the sum of its entries times the deltas of their places."""
    assert isinstance(node, WrittenOut)
    cells = [[e.value(cell) for cell in row] for row in node.rows]
    if any(not cell.is_scalar for row in cells for cell in row):
        raise MeaningError("a matrix of blocks", span=node.span)
    height, width = len(cells), len(cells[0])
    if any(len(row) != width for row in cells):
        raise MeaningError("rows of different lengths", span=node.span, ill_formed=True)
    rows = (e.sizes.given(height),) if height > 1 or width == 1 else ()
    columns = (e.sizes.given(width),) if width > 1 else ()

    def entry(at: At) -> Term:
        found: list[Term] = []
        for i, row in enumerate(cells, 1):
            for j, cell in enumerate(row, 1):
                places = ((at[0], i),) if rows else ()
                places += ((at[-1], j),) if columns else ()
                found.append(times(*(_compared(s, k) for s, k in places), cell.entry(())))
        return plus(*found)

    return Value(rows, columns, entry)
