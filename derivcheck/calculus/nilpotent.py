"""Nilpotent arithmetic: polynomials in e1, .., em with e_k^2 = 0, over balls or rationals.

f(a + n) = sum_k f^(k)(a)/k! n^k for a nilpotent n; the coefficient of e1 e2 is a mixed second derivative.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Generic, TypeAlias

from derivcheck.calculus.arithmetic import Arithmetic, PrecisionError, S
from derivcheck.calculus.elimination import Ring, determinant_by_minors, eliminate
from derivcheck.core.errors import LimitError

SMALL_MATRIX = 5
"""Rows of a matrix whose determinant is expanded by minors, at most."""

Nilpotent: TypeAlias = dict[int, S]
"""The coefficient of each product of e_k, by their bits; 0 is always a key."""


class Work:
    """How many operations may still be done."""

    __slots__ = ("left",)

    def __init__(self, left: int) -> None:
        self.left = left

    def charge(self, operations: int) -> None:
        """Count operations; raises LimitError where there are none left."""
        self.left -= operations
        if self.left < 0:
            raise LimitError("an evaluation went past its budget of operations")


class NilpotentAlgebra(Generic[S]):
    """Sums, products and functions of nilpotent values."""

    def __init__(self, arithmetic: Arithmetic[S], work: Work) -> None:
        self.arithmetic = arithmetic
        self._work = work

    def number(self, value: Fraction) -> Nilpotent[S]:
        return {0: self.arithmetic.number(value)}

    def sum(self, values: Iterable[Nilpotent[S]]) -> Nilpotent[S]:
        result: Nilpotent[S] = {}
        for value in values:
            if not result:
                result.update(value)
                continue
            for mask, part in value.items():
                result[mask] = result[mask] + part if mask in result else part
        return result or self.number(Fraction(0))

    def product(self, values: Iterable[Nilpotent[S]]) -> Nilpotent[S]:
        result: Nilpotent[S] | None = None
        for value in values:
            self._work.charge(len(value) * (1 if result is None else len(result)))
            result = value if result is None else _product(result, value)
        return self.number(Fraction(1)) if result is None else result

    def compose(self, taylor: list[S], value: Nilpotent[S]) -> Nilpotent[S]:
        """sum_k taylor[k] n^k, where n is the nilpotent part of the value; by Horner's rule."""
        if len(taylor) == 2:
            return {mask: part * taylor[1] if mask else taylor[0] for mask, part in value.items()}
        nilpotent = {mask: part for mask, part in value.items() if mask}
        result: Nilpotent[S] = {0: taylor[-1]}
        for coefficient in reversed(taylor[:-1]):
            result = {**self.product((nilpotent, result)), 0: coefficient}
        return result

    def power(self, value: Nilpotent[S], exponent: Fraction) -> Nilpotent[S]:
        return self.compose(self.arithmetic.power_taylor(value[0], exponent, _order(value)), value)

    def apply(self, function: str, value: Nilpotent[S]) -> Nilpotent[S]:
        return self.compose(self.arithmetic.taylor(function, value[0], _order(value)), value)

    def inverse(self, matrix: list[list[Nilpotent[S]]]) -> list[list[Nilpotent[S]]]:
        return eliminate(self.ring(), matrix)[0]

    def determinant(self, matrix: list[list[Nilpotent[S]]]) -> Nilpotent[S]:
        """By elimination, or without division where that finds no pivot."""
        if len(matrix) <= SMALL_MATRIX:
            return determinant_by_minors(self.ring(), matrix)
        return eliminate(self.ring(), matrix)[1]

    def ring(self) -> Ring[Nilpotent[S]]:
        def negative(value: Nilpotent[S]) -> Nilpotent[S]:
            return self.product((self.number(Fraction(-1)), value))

        def reciprocal(value: Nilpotent[S]) -> Nilpotent[S]:
            return self.power(value, Fraction(-1))

        def is_unit(value: Nilpotent[S]) -> bool:
            try:
                return self.arithmetic.sign(value[0]) != 0
            except PrecisionError:
                return False

        return Ring(
            zero=self.number(Fraction(0)),
            one=self.number(Fraction(1)),
            add=lambda a, b: self.sum((a, b)),
            multiply=lambda a, b: self.product((a, b)),
            negative=negative,
            reciprocal=reciprocal,
            is_unit=is_unit,
        )


def _product(left: Nilpotent[S], right: Nilpotent[S]) -> Nilpotent[S]:
    if len(right) == 1 and 0 in right:
        factor = right[0]
        return {mask: part * factor for mask, part in left.items()}
    result: Nilpotent[S] = {}
    for m, a in left.items():
        for n, b in right.items():
            if not m & n:
                result[m | n] = result[m | n] + a * b if m | n in result else a * b
    return result


def _order(value: Nilpotent[S]) -> int:
    """The number of different e in the value: its nilpotent part to a higher power is 0."""
    masks = 0
    for mask in value:
        masks |= mask
    return masks.bit_count()
