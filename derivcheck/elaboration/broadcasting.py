r"""A vector that is added to every row or every column of a matrix, as arrays of numbers are in programs: the
b of X W + b where the rows of X are examples, of W X + b where the columns are.

Only a name is, and only where its size, how it is written, or the side of the weights says along which axis.
"""

from __future__ import annotations

from dataclasses import replace

from derivcheck.core.terms import Term
from derivcheck.elaboration.elaborator import Elaborator
from derivcheck.elaboration.names import base_name
from derivcheck.elaboration.values import At, Value
from derivcheck.meaning.expressions import Add, Component, Expression, Multiply, Transpose, Variable
from derivcheck.meaning.names import stem

_WEIGHTS = ("W", "w", "Theta", "theta", "U", "V")
_NOTE = "added to every {} of a matrix"
_COST = 1


def broadcast(e: Elaborator, parts: list[Value], node: Add) -> list[Value]:
    """The terms of a sum, with vectors beside a matrix as matrices."""
    pairs = list(zip(parts, node.terms, strict=True))
    matrix = next((each for each in pairs if each[0].is_matrix), None)
    if matrix is None:
        return parts
    return [_spread(e, matrix, part, term) if part.is_vector else part for part, term in pairs]


def adds_rows(notes: list[str]) -> bool:
    """Whether a vector was added to every row: then it is one."""
    return any(note.endswith(_NOTE.format("row")) for note in notes)


def _spread(e: Elaborator, matrix: tuple[Value, Expression], vector: Value, term: Expression) -> Value:
    whole, beside = matrix
    if not isinstance(term, Variable | Transpose) or e.sizes.same(*whole.axes):
        return vector
    place = _place(e, whole, beside, vector, term)
    if place is None or not e.arrays.fits((whole.axes[place],), vector.axes):
        return vector
    e.arrays.merge(whole.axes[place], vector.axes[0])
    name = base_name(term)
    if isinstance(term, Variable):
        e.tensors[name] = replace(e.tensors[name], shape=((1, 0), (0, 1))[place])
    e.found.note(f"{name} is {_NOTE.format(('column', 'row')[place])}", _COST)

    def entry(at: At) -> Term:
        return vector.entry((at[place],))

    return Value(whole.rows, whole.columns, entry)


def _place(e: Elaborator, whole: Value, beside: Expression, vector: Value, term: Expression) -> int | None:
    """The axis of the matrix along which the vector goes; None where nothing says so, or two things do."""
    name = base_name(term)
    if isinstance(term, Component) or name not in e.tensors:
        return None
    form = e.environment.shapes[name].form if name in e.environment.shapes else ""
    said = {each.kind for each in e.environment.properties if each.name == name}
    turned = isinstance(term, Transpose)
    fits = {at for at, axis in enumerate(whole.axes) if e.sizes.same(axis, vector.axes[0])}
    if form == "row" or "row" in said or turned:
        return 1 if fits <= {1} else None
    if form == "column" or "column" in said:
        return 0 if fits <= {0} else None
    return next(iter(fits)) if len(fits) == 1 else _by_weights(beside)


def _by_weights(beside: Expression) -> int | None:
    """X W + b: to every row; W X + b: to every column."""
    factors = beside.factors if isinstance(beside, Multiply) and len(beside.factors) == 2 else ()
    weights = [stem(base_name(each).rstrip("'")) in _WEIGHTS for each in factors]
    return weights.index(True) if weights.count(True) == 1 else None
