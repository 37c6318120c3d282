"""Inverse and determinant of a small matrix over a ring, by Gauss-Jordan elimination.

Pivots must be units; where no entry of a column is known to be one, the matrix is not known to be
invertible and the caller's `reciprocal` raises.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Ring(Generic[R]):
    """The operations that elimination needs; `is_unit` may say no where it does not know."""

    zero: R
    one: R
    add: Callable[[R, R], R]
    multiply: Callable[[R, R], R]
    negative: Callable[[R], R]
    reciprocal: Callable[[R], R]
    is_unit: Callable[[R], bool]


def eliminate(ring: Ring[R], matrix: list[list[R]]) -> tuple[list[list[R]], R]:
    """The inverse and the determinant of a square matrix given by rows."""
    size = len(matrix)
    rows = [[*row, *(ring.one if i == j else ring.zero for j in range(size))] for i, row in enumerate(matrix)]
    determinant = ring.one
    for column in range(size):
        found = next((i for i in range(column, size) if ring.is_unit(rows[i][column])), column)
        if found != column:
            rows[column], rows[found] = rows[found], rows[column]
            determinant = ring.negative(determinant)
        pivot = rows[column][column]
        determinant = ring.multiply(determinant, pivot)
        scale = ring.reciprocal(pivot)
        rows[column] = [ring.multiply(scale, entry) for entry in rows[column]]
        for i in range(size):
            if i != column:
                rows[i] = _reduced(ring, rows[i], rows[column], rows[i][column])
    return [row[size:] for row in rows], determinant


def _reduced(ring: Ring[R], row: list[R], pivot_row: list[R], factor: R) -> list[R]:
    opposite = ring.negative(factor)
    return [ring.add(a, ring.multiply(opposite, b)) for a, b in zip(row, pivot_row, strict=True)]


def determinant_by_minors(ring: Ring[R], matrix: list[list[R]]) -> R:
    """The determinant without division, for any matrix: expansion along the first row, for small sizes."""
    if not matrix:
        return ring.one
    total, sign = ring.zero, False
    for column, entry in enumerate(matrix[0]):
        minor = [row[:column] + row[column + 1 :] for row in matrix[1:]]
        part = ring.multiply(entry, determinant_by_minors(ring, minor))
        total = ring.add(total, ring.negative(part) if sign else part)
        sign = not sign
    return total
