"""Norms of arrays, over all entries."""

from __future__ import annotations

from derivcheck.notation.arrays import Array, as_array
from derivcheck.notation.elementwise import absolute, call, sqrt
from derivcheck.notation.operations import total


def squared_norm(x: Array) -> Array:
    """The sum of the squares of the entries."""
    return Array((), total(as_array(x) ** 2).at, call("squared_norm", as_array(x)))


def norm1(x: Array) -> Array:
    """The sum of the absolute values of the entries."""
    return Array((), total(absolute(x)).at, call("norm1", as_array(x)))


def norm2(x: Array) -> Array:
    """The Euclidean norm; of a matrix, the Frobenius norm."""
    return Array((), sqrt(squared_norm(x)).at, call("norm2", as_array(x)))


def frobenius(a: Array) -> Array:
    """The Frobenius norm of a matrix."""
    return Array((), norm2(a).at, call("frobenius", as_array(a)))
