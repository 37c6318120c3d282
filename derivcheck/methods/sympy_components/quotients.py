"""Quotients of polynomials with rational coefficients, the denominators kept as products."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from sympy import Symbol
from sympy.polys.domains import QQ
from sympy.polys.rings import PolyRing

from derivcheck.core.errors import LimitError

Polynomial: TypeAlias = Any
"""An element of the ring; SymPy has no types for it."""

WORK = 200_000
"""Products of two terms that one comparison may take."""


@dataclass(frozen=True, eq=False)
class Quotient:
    """numerator / product of factors to their powers."""

    numerator: Polynomial
    factors: Mapping[Polynomial, int]


class Quotients:
    """Arithmetic in a field of quotients with so many generators, named g0, g1, .."""

    def __init__(self, generators: int) -> None:
        self.ring = PolyRing([Symbol(f"g{number}") for number in range(generators)], QQ)
        self._work = 0

    def number(self, value: int | Fraction) -> Quotient:
        return Quotient(self.ring.ground_new(QQ(value.numerator, value.denominator)), {})

    def generator(self, place: int) -> Quotient:
        return Quotient(self.ring.gens[place], {})

    def sum(self, parts: Iterable[Quotient]) -> Quotient:
        result = self.number(0)
        for part in parts:
            result = self._added(result, part)
        return result

    def _added(self, left: Quotient, right: Quotient) -> Quotient:
        if not left.numerator or not right.numerator:
            return left if left.numerator else right
        factors = _common((left, right))
        return self._cancelled(self._over(left, factors) + self._over(right, factors), factors)

    def common_denominator(self, parts: Sequence[Quotient]) -> list[Polynomial]:
        """The numerators of the parts over one denominator."""
        factors = _common(parts)
        return [self._over(part, factors) for part in parts]

    def _over(self, part: Quotient, factors: Mapping[Polynomial, int]) -> Polynomial:
        """The numerator over a common denominator."""
        result = part.numerator
        for factor, power in factors.items():
            result = self._times(result, factor, power - part.factors.get(factor, 0))
        return result

    def product(self, parts: Iterable[Quotient]) -> Quotient:
        result = self.number(1)
        for part in parts:
            factors = dict(result.factors)
            for factor, power in part.factors.items():
                factors[factor] = factors.get(factor, 0) + power
            result = self._cancelled(self._times(result.numerator, part.numerator, 1), factors)
        return result

    def power(self, part: Quotient, exponent: int) -> Quotient:
        base = part if exponent >= 0 else self.inverse(part)
        numerator = self._times(self.ring.one, base.numerator, abs(exponent))
        return Quotient(numerator, {f: power * abs(exponent) for f, power in base.factors.items()})

    def inverse(self, part: Quotient) -> Quotient:
        """Raises LimitError for 0: the claim says nothing at this size."""
        if not part.numerator:
            raise LimitError("a denominator is 0 at these sizes")
        numerator = self._over(Quotient(self.ring.one, {}), part.factors)
        leading = part.numerator.LC
        monic = part.numerator.quo_ground(leading)
        powers = [min(monomial[place] for monomial in monic) for place in range(self.ring.ngens)]
        factors: dict[Polynomial, int] = {}
        for place, power in enumerate(powers):
            if power:
                factors[self.ring.gens[place]] = power
                monic = monic.exquo(self.ring.gens[place] ** power)
        if monic != 1:
            factors[monic] = 1
        return self._cancelled(numerator.quo_ground(leading), factors)

    def _times(self, left: Polynomial, right: Polynomial, power: int) -> Polynomial:
        """left * right^power within the budget."""
        for _ in range(power):
            self._work += len(left) * len(right)
            if self._work > WORK:
                raise LimitError("the rational functions went past their budget")
            left = left * right
        return left

    def _cancelled(self, numerator: Polynomial, factors: Mapping[Polynomial, int]) -> Quotient:
        """Factors that divide the numerator are divided out."""
        kept: dict[Polynomial, int] = {}
        for factor, power in factors.items():
            left = power
            while left and numerator:
                quotient, rest = numerator.div(factor)
                if rest:
                    break
                numerator, left = quotient, left - 1
            if left and numerator:
                kept[factor] = left
        return Quotient(numerator, kept)

    def factored(self, polynomial: Polynomial) -> tuple[Any, list[tuple[Polynomial, int]]]:
        """Content, and irreducible factors with their powers.

        A generator that occurs in whole powers g^m only is read as if g^m were the generator: 1 + g^12 is
        1 + exp(u) and stays whole.
        """
        steps = [
            math.gcd(*(monomial[place] for monomial in polynomial)) or 1 for place in range(self.ring.ngens)
        ]
        content, factors = self._scaled(polynomial, [Fraction(1, step) for step in steps]).factor_list()
        back = [Fraction(step) for step in steps]
        return content, [(self._scaled(factor, back), power) for factor, power in factors]

    def _scaled(self, polynomial: Polynomial, scales: Sequence[Fraction]) -> Polynomial:
        """Every generator's exponents multiplied by its scale."""
        return self.ring(
            {
                tuple(int(power * scale) for power, scale in zip(monomial, scales, strict=True)): coefficient
                for monomial, coefficient in polynomial.terms()
            }
        )

    def canonical(self, part: Quotient) -> tuple[Polynomial, Polynomial]:
        """Numerator and monic denominator without a common factor: the same for equal quotients."""
        denominator = self._over(Quotient(self.ring.one, {}), part.factors)
        numerator, denominator = part.numerator.cancel(denominator)
        leading = denominator.LC
        return numerator.quo_ground(leading), denominator.quo_ground(leading)


def _common(parts: Iterable[Quotient]) -> dict[Polynomial, int]:
    """The least denominator that all parts divide."""
    factors: dict[Polynomial, int] = {}
    for part in parts:
        for factor, power in part.factors.items():
            factors[factor] = max(power, factors.get(factor, 0))
    return factors
