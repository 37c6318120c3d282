"""The inverse and the determinant of a square matrix that has a name."""

from __future__ import annotations

from typing import Any

from derivcheck.core.errors import NotationError, ShapeError
from derivcheck.notation.arrays import Array, as_array, bindings
from derivcheck.notation.elementwise import call, log
from derivcheck.notation.places import author_place
from derivcheck.notation.symbols import DeterminantOf, InverseEntry, size_of


def inverse(a: Array) -> Array:
    """The inverse of a declared or named square matrix; defined where its determinant is not 0."""
    base = _base("inverse", a)
    return Array(a.axes, lambda i, j: InverseEntry(base, i, j), call("inverse", a))


def det(a: Array) -> Array:
    """The determinant of a declared or named square matrix."""
    base = _base("det", a)
    return Array((), lambda: DeterminantOf(base), call("det", a))


def logdet(a: Array) -> Array:
    """The logarithm of the determinant, which has to be positive."""
    return Array((), log(det(a)).at, call("logdet", as_array(a)))


def _base(name: str, value: object) -> Any:
    matrix = as_array(value)
    if matrix.rank != 2 or size_of(matrix.axes[0]) != size_of(matrix.axes[1]):
        what = f"{name} takes a square matrix; this has shape {matrix.shape}"
        raise ShapeError(what, text=bindings(matrix), place=author_place())
    if matrix.base is None:
        raise NotationError(
            f"{name} takes a matrix that has a name",
            text=matrix.text,
            remedy='name it first: M = problem.let("M", ...)',
            place=author_place(),
        )
    return matrix.base
