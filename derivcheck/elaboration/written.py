"""Rules for arrays that are written out: identities, constant vectors, lists, tables."""

from __future__ import annotations

from typing import TypeAlias

from derivcheck.core.terms import Number, Term, plus, substitute, times
from derivcheck.elaboration.elaborator import Elaborator
from derivcheck.elaboration.readings import MeaningError
from derivcheck.elaboration.reductions import compared
from derivcheck.elaboration.sizes import Axis, Mismatch, Overfull
from derivcheck.elaboration.values import At, Value, number
from derivcheck.meaning.expressions import Expression, Filled, Identity, Listed, Variable, WrittenOut

Axes: TypeAlias = tuple[Axis, ...]


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
    e.runs.remember(node, axis, e.environment)
    with e.indices.binding(node.index, axis) as bound:
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
    """A matrix of scalars, a column of rows or a row of columns: the sum of its cells times the deltas of
    their places.
    """
    assert isinstance(node, WrittenOut)
    cells = [[e.value(cell) for cell in row] for row in node.rows]
    height, width = len(cells), len(cells[0])
    if any(len(row) != width for row in cells):
        raise MeaningError("rows of different lengths", span=node.span, ill_formed=True)
    down, across = _whole(e, cells, node)
    rows = (e.sizes.given(height),) if height > 1 or (width == 1 and not down) else ()
    columns = (e.sizes.given(width),) if width > 1 else ()
    before, behind = len(rows), len(rows) + len(down) + len(across)

    def entry(at: At) -> Term:
        found: list[Term] = []
        for i, row in enumerate(cells, 1):
            for j, cell in enumerate(row, 1):
                places = ((at[0], i),) if rows else ()
                places += ((at[-1], j),) if columns else ()
                inner = cell.entry(at[before:behind])
                found.append(times(*(compared(s, k) for s, k in places), inner))
        return plus(*found)

    return Value(rows + down, across + columns, entry)


def _whole(e: Elaborator, cells: list[list[Value]], node: WrittenOut) -> tuple[Axes, Axes]:
    """The axes of the cells, which all have one shape: columns side by side, or rows one below another."""
    flat = [cell for row in cells for cell in row]
    if all(cell.is_scalar for cell in flat):
        return (), ()
    beside = len(cells) == 1 and all(cell.is_vector and cell.rows for cell in flat)
    below = len(cells[0]) == 1 and all(cell.is_vector and cell.columns for cell in flat)
    if not (beside or below):
        raise Overfull("a matrix of blocks")
    bare = (cell for row in node.rows for cell in row if isinstance(cell, Variable))
    if any(
        cell.name not in e.environment.shapes and cell.name not in e.environment.definitions for cell in bare
    ):
        e.found.note("the cells of a matrix are vectors", 4)
    for cell in flat[1:]:
        e.arrays.alike(flat[0], cell, "a matrix")
    return flat[0].rows, flat[0].columns
