"""Powers and prime factors of rational numbers."""

from __future__ import annotations

from fractions import Fraction

from derivcheck.calculus.nodes import Rational
from derivcheck.core.errors import LimitError

LONGEST_NUMBER = 20_000
"""Bits of a number that a power may be written out to."""


def prime_factors(value: Rational) -> list[tuple[int, int]]:
    """The prime factorisation of a positive rational number, exponents of either sign.

    >>> prime_factors(Fraction(12, 5))
    [(2, 2), (3, 1), (5, -1)]
    """
    found: list[tuple[int, int]] = []
    ratio = Fraction(value)
    for whole, sign in ((ratio.numerator, 1), (ratio.denominator, -1)):
        found += [(p, sign * k) for p, k in _trial_division(whole)]
    return sorted(found)


def _trial_division(whole: int) -> list[tuple[int, int]]:
    """Factors found by divisors below 10 000; what is left counts as one factor."""
    found: list[tuple[int, int]] = []
    p = 2
    while p * p <= whole and p < 10_000:
        k = 0
        while whole % p == 0:
            whole, k = whole // p, k + 1
        found += [(p, k)] if k else []
        p += 1
    return [*found, (whole, 1)] if whole > 1 else found


def whole_power(c: Rational, e: int) -> Rational:
    """c^e; raises LimitError where the number is too long to be written out."""
    if c == 1:
        return 1
    size = max(abs(Fraction(c).numerator).bit_length(), Fraction(c).denominator.bit_length())
    if size > 1 and size * abs(e) > LONGEST_NUMBER:
        raise LimitError(f"{c} to the power {e} is too long to be written out")
    return Fraction(c) ** e
