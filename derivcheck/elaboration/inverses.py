"""Rules for inverses and determinants of matrices."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from derivcheck.core.terms import Determinant, Power
from derivcheck.core.terms import Inverse as InverseTerm
from derivcheck.elaboration.definitions import named
from derivcheck.elaboration.elaborator import Elaborator
from derivcheck.elaboration.indices import free_slots
from derivcheck.elaboration.inverse_families import (
    determinant_of_member,
    inverse_of_member,
    inverted_member,
)
from derivcheck.elaboration.names import names
from derivcheck.elaboration.powers import power
from derivcheck.elaboration.readings import MeaningError
from derivcheck.elaboration.sizes import Mismatch
from derivcheck.elaboration.values import Value, scalar
from derivcheck.meaning.expressions import (
    Expression,
    Inverse,
    Multiply,
    Raise,
    Transpose,
    Variable,
    walk,
)


def inverse(e: Elaborator, node: Expression) -> Value:
    assert isinstance(node, Inverse)
    if isinstance(node.base, Transpose):
        return e.arrays.transposed(inverse(e, Inverse(node.base.base, span=node.span)))
    if (within := inverted_member(e, node.base)) is not None:
        return e.value(within)
    if (factors := _kronecker(node.base)) is not None:
        inverses = tuple(Inverse(each, span=node.span) for each in factors.factors)
        return e.value(replace(factors, factors=inverses))
    base = e.value(node.base)
    if base.is_scalar:
        return power(e, base, Fraction(-1))
    if not base.is_matrix and not base.is_vector:
        raise MeaningError(f"the inverse of {base.described()}", span=node.span)
    if not base.is_matrix:
        e.found.note("the inverse of a vector goes entry by entry", 2)
        return e.arrays.mapped(base, lambda entry: Power(entry, Fraction(-1)))
    if (member := inverse_of_member(e, node.base)) is not None:
        return member
    e.arrays.merge(base.rows[0], base.columns[0])
    name = _matrix_name(e, node.base, base)
    return Value(base.rows, base.columns, lambda at: InverseTerm(name, at[0], at[1]))


def _kronecker(node: Expression) -> Multiply | None:
    """A Kronecker product: it has an inverse where its factors have, and this is the product of theirs."""
    return node if isinstance(node, Multiply) and set(node.operators) == {"otimes"} else None


def determinant(e: Elaborator, value: Value, node: Expression) -> Value:
    if value.is_scalar:
        if not _is_number(e, node):
            e.only = "the determinant of what is a number here"
            e.found.left_open(e.only)
        return value
    if not value.is_matrix:
        raise Mismatch(f"the determinant of {value.described()}")
    for name in _powers(e):
        e.found.left_open(f"nothing says whether {name} is the size of the matrix")
    within = inverted_member(e, node)
    if within is not None and (member := determinant_of_member(e, within)) is not None:
        return power(e, member, Fraction(-1))
    if (member := determinant_of_member(e, node)) is not None:
        return member
    e.arrays.merge(value.rows[0], value.columns[0])
    name = _matrix_name(e, node, value)
    return scalar(Determinant(name))


def _powers(e: Elaborator) -> list[str]:
    """N beside a determinant, |s I| = s^N: it may be the size of the matrix."""
    nodes = (node for part in e.subject.closure for node in walk(part))
    found = {node.exponent for node in nodes if isinstance(node, Raise)}
    known = {*e.environment.shapes, *e.environment.definitions}
    return sorted({each.name for each in found if isinstance(each, Variable)} - known)


def _is_number(e: Elaborator, node: Expression) -> bool:
    """Whether the document says that everything in it is a number."""
    shapes, held = e.environment.shapes, e.environment.properties
    said = {name for name, shape in shapes.items() if not shape.sizes}
    return set(names(node)) <= said | {each.name for each in held if each.kind == "scalar"}


def _matrix_name(e: Elaborator, node: Expression, value: Value) -> str:
    """The name of a matrix: its own, or that of which it is the definition, or a new one."""
    if isinstance(node, Variable) and not e.subject.is_size(node.name):
        return e.array(node.name).name
    if (known := e.subject.named(node)) is not None and known not in e.elaborating:
        return e.array(known).name
    if (before := e.inverted.get(node)) is not None:
        e.arrays.merge_all(e.intermediates[before].array.axes, value.axes, "a matrix, written twice")
        return before
    located = named(e, value, "M")
    if not free_slots(node):
        e.inverted[node] = located.array.name
    if len(located.array.axes) != 2:
        raise MeaningError("the inverse or determinant of a matrix that depends on an index")
    return located.array.name
