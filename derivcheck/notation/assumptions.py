"""Statements that problems often assume, for given=[...].

A function that states several things returns a list: given=[*one_hot(y), symmetric(A)].
"""

from __future__ import annotations

from derivcheck.notation.arrays import Array, Statement, as_array
from derivcheck.notation.elementwise import call
from derivcheck.notation.operations import axis_place, identity, total
from derivcheck.notation.symbols import kronecker, multiplied


def one_hot(y: Array, axis: int = -1) -> list[Statement]:
    """One entry along the axis is 1, the others are 0: y_j y_k = delta_jk y_k, and the sum is 1."""
    array = as_array(y)
    place = axis_place(array, axis)
    axes = (*array.axes, array.axes[place])
    text = call("one_hot", array)

    def products(*at: object) -> object:
        *first, other = at
        second = (*first[:place], other, *first[place + 1 :])
        return multiplied(array.at(*first), array.at(*second))

    def selected(*at: object) -> object:
        *first, other = at
        return multiplied(kronecker(first[place], other), array.at(*first))

    return [Array(axes, products, text) == Array(axes, selected, text), total(array, axis) == 1]


def probability(p: Array, axis: int = -1) -> list[Statement]:
    """Positive entries that sum to 1 along the axis."""
    array = as_array(p)
    return [total(array, axis) == 1, array > 0]


def positive(x: Array) -> Statement:
    """Every entry is positive."""
    return as_array(x) > 0


def symmetric(a: Array) -> Statement:
    """The matrix is its own transpose."""
    return as_array(a) == as_array(a).T


def orthogonal(q: Array) -> list[Statement]:
    """The rows of a square matrix are orthonormal, and so are its columns."""
    matrix = as_array(q)
    unit = identity(matrix.axes[0])
    return [matrix @ matrix.T == unit, matrix.T @ matrix == unit]
