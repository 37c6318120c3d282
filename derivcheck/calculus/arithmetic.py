"""Two arithmetics that terms are evaluated in: Arb balls, which enclose the value, and exact rationals.

Both raise rather than return a value outside a domain. Part of the trusted base; it shares nothing with
the normal form or the table of derivatives.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import Generic, TypeVar

from flint import arb, arb_series, fmpq

from derivcheck.core.errors import LimitError

S = TypeVar("S", arb, Fraction)
U = TypeVar("U", arb, arb_series)

BIT_LIMIT = 100_000
"""Largest numerator or denominator of an exact power, in bits."""


class UndefinedError(ArithmeticError):
    """The term certainly has no value here: log(0), 1/0, a derivative at a kink."""


class PrecisionError(UndefinedError):
    """The ball is too wide to tell whether the term is defined; a higher precision may."""


class IrrationalError(ArithmeticError):
    """The value is not found to be rational, so exact arithmetic cannot go on."""


class Arithmetic(ABC, Generic[S]):
    """What evaluation needs of its numbers besides + and *."""

    @abstractmethod
    def number(self, value: Fraction) -> S:
        """The rational number in this arithmetic."""

    @abstractmethod
    def constant(self, name: str) -> S:
        """pi; raises IrrationalError where it has no value in this arithmetic."""

    @abstractmethod
    def sign(self, value: S) -> int:
        """-1, 0 or 1; raises PrecisionError where a ball contains 0 and more."""

    @abstractmethod
    def _size(self, value: S) -> S:
        """The absolute value."""

    @abstractmethod
    def _power(self, base: S, exponent: Fraction) -> S:
        """base ** exponent inside its domain; the base is positive where the exponent is not an integer."""

    @abstractmethod
    def _smooth(self, function: str, at: S, order: int) -> list[S]:
        """f^(k)(at) / k! for k = 0..order of a function without a kink, inside its domain."""

    def power(self, base: S, exponent: Fraction) -> S:
        """base ** exponent. Raises UndefinedError outside the domain."""
        self._check_base(base, exponent)
        return self._power(base, exponent)

    def apply(self, function: str, at: S) -> S:
        """f(at). Raises UndefinedError outside the domain or where f jumps."""
        return self.taylor(function, at, 0)[0]

    def taylor(self, function: str, at: S, order: int) -> list[S]:
        """f^(k)(at) / k! for k = 0..order. Raises UndefinedError outside the domain or at a kink."""
        if function in ("relu", "abs", "step", "sign"):
            return self._kinked(function, at, order)
        if function == "log" and self.sign(at) <= 0:
            raise UndefinedError("log of a number that is not positive")
        return self._smooth(function, at, order)

    def power_taylor(self, base: S, exponent: Fraction, order: int) -> list[S]:
        """binomial(exponent, k) base^(exponent - k) for k = 0..order: the Taylor coefficients of a power."""
        self._check_base(base, exponent)
        coefficients = [_binomial(exponent, k) for k in range(order + 1)]
        return [
            self.number(c) * self._power(base, exponent - k) if c else self.number(c)
            for k, c in enumerate(coefficients)
        ]

    def _check_base(self, base: S, exponent: Fraction) -> None:
        if exponent.denominator != 1 or exponent.numerator < 0:
            sign = self.sign(base)
            if sign == 0 or (sign < 0 and exponent.denominator != 1):
                raise UndefinedError(f"power {exponent} of a number that is not in its domain")

    def _kinked(self, function: str, at: S, order: int) -> list[S]:
        """relu, abs, step and sign, by the sign of the argument: each is linear on either side of 0."""
        if order == 0 and function in ("relu", "abs"):
            size = self._size(at)
            return [size if function == "abs" else (at + size) * self.number(Fraction(1, 2))]
        sign = self.sign(at)
        if sign == 0:
            raise UndefinedError(f"{function} or its derivative at 0")
        slope = {"relu": int(sign > 0), "abs": sign}.get(function, 0)
        jump = {"step": int(sign > 0), "sign": sign}.get(function)
        value = at * self.number(Fraction(slope)) if jump is None else self.number(Fraction(jump))
        rest = [slope if k == 1 else 0 for k in range(1, order + 1)]
        return [value, *(self.number(Fraction(c)) for c in rest)]


def added(parts: Sequence[S]) -> S:
    """The sum of at least one number."""
    result = parts[0]
    for part in parts[1:]:
        result = result + part
    return result


def multiplied(parts: Sequence[S]) -> S:
    """The product of at least one number."""
    result = parts[0]
    for part in parts[1:]:
        result = result * part
    return result


class BallArithmetic(Arithmetic[arb]):
    """Arb balls at the working precision of flint."""

    def number(self, value: Fraction) -> arb:
        return arb(fmpq(value.numerator, value.denominator))

    def constant(self, name: str) -> arb:
        return {"pi": arb.pi}[name]()

    def sign(self, value: arb) -> int:
        if value > 0:
            return 1
        if value < 0:
            return -1
        if value.is_zero():
            return 0
        raise PrecisionError("a ball contains 0")

    def _size(self, value: arb) -> arb:
        return abs(value)

    def _power(self, base: arb, exponent: Fraction) -> arb:
        if exponent.denominator == 1:
            return _whole_power(base, exponent.numerator)
        return base ** fmpq(exponent.numerator, exponent.denominator)

    def _smooth(self, function: str, at: arb, order: int) -> list[arb]:
        if order == 0:
            value = _smooth(function, at)
            if not value.is_finite():
                raise PrecisionError(f"{function} of a number too large to be enclosed")
            return [value]
        try:
            found = _smooth(function, arb_series([at, 1], order + 1)).coeffs()
        except ValueError as error:  # flint: a denominator that is not known to differ from 0
            raise PrecisionError(f"{function} of a number too large to be enclosed") from error
        return [*found, *(arb(0) for _ in range(order + 1 - len(found)))]


def _whole_power(base: arb, exponent: int) -> arb:
    """Arb has no value for the square of a ball around 0, but has one for its product with itself."""
    if exponent < 0 or not base.contains(0):
        return base**exponent
    result = arb(1)
    while exponent:
        result = result * base if exponent & 1 else result
        base, exponent = base * base, exponent >> 1
    return result


def _smooth(function: str, u: U) -> U:
    """The function of a ball, or of a series with balls as coefficients."""
    match function:
        case "exp":
            return u.exp()
        case "log":
            return u.log()
        case "sigmoid":
            return 1 / (1 + (-u).exp())
        case "tanh":
            return 1 - 2 / (1 + (2 * u).exp())
        case "softplus":
            return (1 + u.exp()).log()
        case "erf":
            return u.erf()
        case "silu":
            return u / (1 + (-u).exp())
        case "gelu":
            return u * (1 + (u / arb(2).sqrt()).erf()) / 2
        case _:
            raise ValueError(f"{function} is not a known function")


class ExactArithmetic(Arithmetic[Fraction]):
    """Rational numbers. Of the smooth functions it knows the value at the one rational point there is."""

    def number(self, value: Fraction) -> Fraction:
        return value

    def constant(self, name: str) -> Fraction:
        raise IrrationalError(name)

    def sign(self, value: Fraction) -> int:
        return (value > 0) - (value < 0)

    def _size(self, value: Fraction) -> Fraction:
        return abs(value)

    def _power(self, base: Fraction, exponent: Fraction) -> Fraction:
        bits = max(base.numerator.bit_length(), base.denominator.bit_length())
        if bits > 1 and abs(exponent) * bits > BIT_LIMIT:
            raise LimitError(f"a power {exponent} is too long to be written out")
        root = Fraction(
            _root(base.numerator, exponent.denominator), _root(base.denominator, exponent.denominator)
        )
        return root**exponent.numerator

    def _smooth(self, function: str, at: Fraction, order: int) -> list[Fraction]:
        point, value = _RATIONAL_VALUES[function]
        if at == point and order == 0:
            return [value]
        raise IrrationalError(f"{function}({at})")


_RATIONAL_VALUES: dict[str, tuple[Fraction | None, Fraction]] = {
    "exp": (Fraction(0), Fraction(1)),
    "log": (Fraction(1), Fraction(0)),
    "sigmoid": (Fraction(0), Fraction(1, 2)),
    "tanh": (Fraction(0), Fraction(0)),
    "softplus": (None, Fraction(0)),
    "erf": (Fraction(0), Fraction(0)),
    "silu": (Fraction(0), Fraction(0)),
    "gelu": (Fraction(0), Fraction(0)),
}


def _root(value: int, degree: int) -> int:
    """The integer root of a perfect power; raises IrrationalError for any other number."""
    if degree == 1 or value in (0, 1):
        return value
    if degree >= value.bit_length():
        raise IrrationalError(f"root {degree} of {value}")
    low, high = 1, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if middle**degree < value else (low, middle)
    if low**degree != value:
        raise IrrationalError(f"root {degree} of {value}")
    return low


def _binomial(exponent: Fraction, k: int) -> Fraction:
    """exponent (exponent - 1) .. (exponent - k + 1) / k!"""
    return prod(((exponent - j) / (j + 1) for j in range(k)), start=Fraction(1))
