"""Inverses and determinants of the members of a family: Sigma_k^{-1}, |Sigma_k|.

The core language has the inverse of one matrix. That of Sigma_k is here any matrix, for every k another one,
and symmetric where Sigma is: what holds of any matrices holds of the inverses. Nothing is refuted by it, and
nothing is differentiated by what they rest on.
"""

from __future__ import annotations

from fractions import Fraction

from derivcheck.core.terms import Entry, Number
from derivcheck.elaboration.elaborator import Elaborator
from derivcheck.elaboration.scope import Array, Located
from derivcheck.elaboration.values import Value
from derivcheck.meaning.expressions import Component, Expression, Inverse, Variable

_HALF = Number(Fraction(1, 2))


def inverse_of_member(e: Elaborator, node: Expression) -> Value | None:
    """The inverse of Sigma_k; None where it is no member of a family that nothing defines."""
    located = _member(e, node)
    if located is None:
        return None
    e.arrays.merge(located.rows[0], located.columns[0])
    name = _any(e, f"inverse({located.array.name})", located.array)
    turned = located.transposed()
    if any(each.name == located.array.name and each.kind == "symmetric" for each in e.environment.properties):
        return Value(
            located.rows,
            located.columns,
            lambda at: (
                _HALF * (Entry(name, located.subscripts(at)) + Entry(name, turned.subscripts(at[::-1])))
            ),
        )
    return Value(located.rows, located.columns, lambda at: Entry(name, located.subscripts(at)))


def determinant_of_member(e: Elaborator, node: Expression) -> Value | None:
    """The determinant of Sigma_k; None where it is no member of a family that nothing defines."""
    located = _member(e, node)
    if located is None:
        return None
    e.arrays.merge(located.rows[0], located.columns[0])
    array = located.array
    name = _any(e, f"det({array.name})", Array(array.name, array.axes[:-2]))
    return Value((), (), lambda _: Entry(name, located.fixed()))


def inverted_member(e: Elaborator, node: Expression) -> Component | None:
    """Sigma_k in Sigma_k^{-1}, where Sigma has more than two axes: else that is the row k of the inverse."""
    if isinstance(node, Inverse) and isinstance(node.base, Component):
        found = node.base
    elif isinstance(node, Component) and isinstance(node.base, Inverse):
        found = Component(node.base.base, node.slots, span=node.span)
    else:
        return None
    return None if _member(e, found) is None else found


def _member(e: Elaborator, node: Expression) -> Located | None:
    if not isinstance(node, Component) or not isinstance(node.base, Variable) or node.base.name in e.aliases:
        return None
    name, subject = node.base.name, e.subject
    moving = {*subject.differentiated, *subject.moved, *subject.dependent, *subject.random}
    if name in e.environment.definitions or name in moving:
        return None
    if len(e.array(name).axes) != len(node.slots) + 2:
        return None
    located = e.located(node)
    if located is None or len(located.rows) != 1 or len(located.columns) != 1 or located.array.implicit:
        return None
    return located


def _any(e: Elaborator, name: str, like: Array) -> str:
    """The name of an array of which nothing is said, with the axes of another."""
    e.tensors.setdefault(name, Array(name, like.axes))
    e.found.left_open(f"{name} is taken for anything")
    return name
