"""What an expression in matrix notation means: its entries as terms."""

from __future__ import annotations

from derivcheck.core import terms
from derivcheck.core.errors import ShapeError
from derivcheck.core.functions import exp
from derivcheck.core.terms import (
    Apply,
    Delta,
    Determinant,
    Dimension,
    Entry,
    Index,
    Inverse,
    Number,
    Power,
    Term,
    Total,
    fresh_index,
    plus,
    times,
)
from derivcheck.notation.matrix_expressions import (
    Add,
    Constant,
    DeterminantName,
    Diagonal,
    Elementwise,
    EntryPower,
    Hadamard,
    Identity,
    InverseName,
    MatMul,
    MatrixExpr,
    Name,
    NamedNumber,
    Ones,
    Scale,
    SizeNumber,
    Softmax,
    Transpose,
)


def lower_matrix(expr: MatrixExpr, indices: tuple[Index, ...]) -> Term:
    """The entry at the indices: one for each axis that the shape has, rows first.

    Raises ShapeError where the number or the ranges of the indices do not fit.
    """
    axes = [axis for axis in expr.shape if axis is not None]
    if axes != [index.size for index in indices]:
        raise ShapeError(f"an expression with the axes {axes} has no entry at {[str(i) for i in indices]}")
    given = iter(indices)
    rows, columns = (None if axis is None else next(given) for axis in expr.shape)
    return _entry(expr, rows, columns)


def _entry(expr: MatrixExpr, row: Index | None, column: Index | None) -> Term:
    match expr:
        case Name(name, _, _):
            return Entry(name, tuple(index for index in (row, column) if index is not None))
        case Constant(value):
            return Number(value)
        case SizeNumber(size):
            return Dimension(size)
        case NamedNumber(name):
            return terms.Constant(name)
        case DeterminantName(name):
            return Determinant(name)
        case InverseName(name, _):
            assert row is not None
            assert column is not None
            return Inverse(name, row, column)
        case Ones(_, _):
            return times()
        case Identity(_):
            return _delta(row, column)
        case Diagonal(vector):
            at = (row, None) if vector.shape[1] is None else (None, row)
            return times(_delta(row, column), _entry(vector, *at))
        case Transpose(inner):
            return _entry(inner, column, row)
        case MatMul(factors):
            return _chain(factors, row, column)
        case Hadamard(factors):
            return times(*(_entry(part, row, column) for part in factors))
        case Scale(number, scalars, inner):
            return times(number, *(_entry(part, None, None) for part in scalars), _entry(inner, row, column))
        case Add(parts):
            return plus(*(_entry(part, row, column) for part in parts))
        case EntryPower(inner, exponent):
            return Power(_entry(inner, row, column), exponent)
        case Elementwise(function, inner):
            return Apply(function, _entry(inner, row, column))
        case Softmax(inner, axis):
            return _softmax(inner, axis, row, column)
        case _:
            raise TypeError(f"{type(expr).__name__} is not an expression in matrix notation")


def _delta(row: Index | None, column: Index | None) -> Term:
    assert row is not None
    assert column is not None
    return Delta(row, column)


def _chain(factors: tuple[MatrixExpr, ...], row: Index | None, column: Index | None) -> Term:
    first, *rest = factors
    if not rest:
        return _entry(first, row, column)
    between = first.shape[1]
    if between != rest[0].shape[0]:
        raise ShapeError(f"a product of shapes {first.shape} and {rest[0].shape}")
    if between is None:
        return times(_entry(first, row, None), _chain(tuple(rest), None, column))
    inner = fresh_index(between)
    return Total(inner, times(_entry(first, row, inner), _chain(tuple(rest), inner, column)))


def _softmax(inner: MatrixExpr, axis: int, row: Index | None, column: Index | None) -> Term:
    along = row if axis == 0 else column
    assert along is not None
    other = fresh_index(along.size)
    at = (other, column) if axis == 0 else (row, other)
    return exp(_entry(inner, row, column)) / Total(other, exp(_entry(inner, *at)))
