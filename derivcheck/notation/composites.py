"""Composite axes: Kronecker products, and matrices written as one column.

An axis of vec(A) or kron(A, B) is a pair of axes, the slower one first. It becomes two indices of the
term, so that nothing is ever numbered.
"""

from __future__ import annotations

from typing import Any

from derivcheck.core.errors import ShapeError
from derivcheck.notation.arrays import Array, as_array, bindings
from derivcheck.notation.elementwise import call
from derivcheck.notation.places import author_place
from derivcheck.notation.symbols import kronecker, multiplied, sympy


def kron(a: Array, b: Array) -> Array:
    """The Kronecker product of two matrices: A[i, j]*B[k, l] at row (i, k) and column (j, l)."""
    left, right = _matrix("kron", a), _matrix("kron", b)
    axes = tuple(map(_pair, left.axes, right.axes))
    return Array(
        axes,
        lambda row, column: multiplied(left.at(row[0], column[0]), right.at(row[1], column[1])),
        call("kron", left, right),
    )


def vec(a: Array) -> Array:
    """The columns of a matrix, one below the other."""
    matrix = _matrix("vec", a)
    return Array((_pair(*matrix.axes[::-1]),), lambda at: matrix.at(at[1], at[0]), call("vec", matrix))


def unvec(v: Array) -> Array:
    """The matrix whose columns, one below the other, are the vector: the inverse of vec."""
    vector = as_array(v)
    if vector.rank != 1 or not isinstance(vector.axes[0], sympy.Tuple):
        what = f"unvec takes a vector such as vec(A); this has shape {vector.shape}"
        raise ShapeError(what, text=bindings(vector), place=author_place())
    columns, rows = vector.axes[0]
    return Array((rows, columns), lambda i, j: vector.at(sympy.Tuple(j, i)), call("unvec", vector))


def commutation(a: Array) -> Array:
    """The permutation matrix P with P @ vec(A) = vec(A.T), for matrices of the shape of A."""
    rows, columns = _matrix("commutation", a).axes
    return Array(
        (_pair(rows, columns), _pair(columns, rows)),
        lambda out, into: kronecker(out, sympy.Tuple(into[1], into[0])),
        call("commutation", a),
    )


def _matrix(name: str, value: object) -> Array:
    array = as_array(value)
    if array.rank != 2:
        what = f"{name} takes matrices; this has shape {array.shape}"
        raise ShapeError(what, text=bindings(array), place=author_place())
    return array


def _pair(slow: Any, fast: Any) -> Any:
    return sympy.Tuple(slow, fast)
