"""SymPy expressions as quotients of polynomials in symbols, exponentials, logarithms and roots.

exp(u) becomes a product of powers of generators exp(b / 12), the b being linearly independent over the
rational numbers, so that exp(u + v) = exp(u) exp(v) is seen; a logarithm of what is positive by its form is
split over its irreducible factors; roots, erf and the step function are generators by their argument in
canonical form. Every replacement is an identity, so a difference that becomes 0 is 0. That one that does
not become 0 differs is not claimed here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import sympy

from derivcheck.core.errors import LimitError
from derivcheck.methods.sympy_components.combination import combination
from derivcheck.methods.sympy_components.quotients import Polynomial, Quotient, Quotients
from derivcheck.methods.sympy_components.unrolling import Step

PART = 12
"""exp(b / 12) is the generator, so that halves, thirds and quarters of an exponent have a place."""


class Elementary:
    """The functions that occur in some expressions, as generators of one field of quotients.

    `solved` gives symbols by others; `idempotent` are symbols whose square is themselves.
    """

    def __init__(
        self,
        expressions: Sequence[sympy.Expr],
        solved: Mapping[sympy.Symbol, sympy.Expr],
        idempotent: frozenset[sympy.Symbol],
    ) -> None:
        self.field = Quotients(_capacity([*expressions, *solved.values()]))
        self._solved = solved
        self._idempotent = idempotent
        self._known: dict[sympy.Expr, Quotient] = {}
        self._places: dict[object, int] = {}
        self._values: list[Callable[[list[float]], float]] = []
        self._exponents: list[tuple[int, Quotient]] = []
        self._logarithms: dict[int, Quotient] = {}
        self._relations: dict[int, tuple[int, Quotient]] = {}
        self._positive: set[int] = set()
        self._scale = 1.0

    def read(self, node: sympy.Expr) -> Quotient:
        """The expression. Raises LimitError past a budget, for 1/0, and for what it cannot express."""
        found = self._known.get(node)
        if found is None:
            found = self._known[node] = self._read(node)
        return found

    def _read(self, node: sympy.Expr) -> Quotient:
        if isinstance(node, sympy.Rational):
            return self.field.number(Fraction(int(node.p), int(node.q)))
        if node is sympy.zoo or node is sympy.nan:
            raise LimitError("a denominator is 0 at these sizes")
        if isinstance(node, sympy.Symbol):
            return self.read(self._solved[node]) if node in self._solved else self._symbol(node)
        if node is sympy.pi:
            return self._generator("pi", lambda _: math.pi, positive=True)
        if node is sympy.E:
            return self._exponential(self.field.number(1))
        if isinstance(node, sympy.Add):
            return self.field.sum(map(self.read, node.args))
        if isinstance(node, sympy.Mul):
            return self.reduced(self.field.product(map(self.read, node.args)))
        if isinstance(node, sympy.Pow):
            return self._power(node.base, node.exp)
        if isinstance(node, sympy.exp):
            return self._exponential(self.read(node.args[0]))
        if isinstance(node, sympy.log):
            return self._logarithm(self.read(node.args[0]))
        if isinstance(node, Step | sympy.erf):
            return self._odd(type(node), self.read(node.args[0]))
        raise LimitError(f"SymPy made a {type(node).__name__}, which has no place among these functions")

    def _power(self, base: sympy.Expr, exponent: sympy.Expr) -> Quotient:
        if isinstance(exponent, sympy.Integer):
            return self.reduced(self.field.power(self.read(base), int(exponent)))
        if isinstance(exponent, sympy.Rational):
            root = self._root(self.read(base), int(exponent.q))
            return self.reduced(self.field.power(root, int(exponent.p)))
        logarithm = self._logarithm(self.read(base))
        return self._exponential(self.field.product((logarithm, self.read(exponent))))

    def _generator(
        self, key: object, value: Callable[[list[float]], float], *, positive: bool = False
    ) -> Quotient:
        """The generator that stands for the key; `value` computes it from those before it."""
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = len(self._values)
            if place == self.field.ring.ngens:
                raise LimitError("more functions turned up than there is place for")
            self._values.append(value)
            if positive:
                self._positive.add(place)
        return self.field.generator(place)

    def _symbol(self, symbol: sympy.Symbol) -> Quotient:
        seed = 1 + len(self._values)
        idempotent = symbol in self._idempotent

        def value(_: list[float]) -> float:
            return float(seed % 2) if idempotent else self._scale * (math.sin(seed) + 1.5)

        found = self._generator(symbol, value, positive=symbol.is_positive is True)
        if idempotent:
            self._relations[self._places[symbol]] = (2, found)
        return found

    def _exponential(self, exponent: Quotient) -> Quotient:
        """exp of the exponent as a product of powers of the exponentials before it, and of a new one."""
        factors: list[Quotient] = []
        rest, logarithms = self._without_logarithms(exponent)
        factors += [self.field.power(self._logarithms[place], power) for place, power in logarithms.items()]
        if not rest.numerator:
            return self.field.product(factors)
        powers = combination([known for _, known in self._exponents], rest, self.field)
        if powers is None:
            key = ("exp", self.field.canonical(rest))
            part = self._generator(
                key, lambda values: math.exp(self.value(rest, values) / PART), positive=True
            )
            self._exponents.append((self._places[key], rest))
            return self.field.product([*factors, self.field.power(part, PART)])
        for (place, _), power in zip(self._exponents, powers, strict=True):
            whole = power * PART
            if whole.denominator != 1:
                raise LimitError("an exponent is too small a part of another")
            factors.append(self.field.power(self.field.generator(place), whole.numerator))
        return self.field.product(factors)

    def _without_logarithms(self, exponent: Quotient) -> tuple[Quotient, dict[int, int]]:
        """The exponent without whole multiples of logarithms, and these."""
        found: dict[int, int] = {}
        rest = exponent.numerator
        for monomial, coefficient in () if exponent.factors else tuple(rest.terms()):
            place = monomial.index(1) if sum(monomial) == 1 else -1
            if place in self._logarithms and coefficient.denominator == 1:
                found[place] = int(coefficient)
                rest = rest - self.field.ring.gens[place].mul_ground(coefficient)
        return Quotient(rest, exponent.factors), found

    def _logarithm(self, argument: Quotient) -> Quotient:
        numerator, denominator = self.field.canonical(argument)
        if not numerator:
            raise LimitError("a logarithm of 0 at these sizes")
        parts: list[Quotient] = []
        for polynomial, sign in ((numerator, 1), (denominator, -1)):
            content, factors = self.field.factored(polynomial)
            if content < 0 or not all(self._is_positive(factor) for factor, _ in factors):
                return self._atom_logarithm(argument, numerator, denominator)
            for prime, power in _primes(content).items():
                parts.append(self._scaled(self._logarithm_of_factor(self.field.ring(prime)), sign * power))
            for factor, power in factors:
                parts.append(self._scaled(self._logarithm_of_factor(factor), sign * power))
        return self.field.sum(parts)

    def _scaled(self, part: Quotient, factor: int | Fraction) -> Quotient:
        return self.field.product((self.field.number(factor), part))

    def _logarithm_of_factor(self, factor: Polynomial) -> Quotient:
        if len(factor) > 1 or factor == factor.LC:
            return self._atom_logarithm(Quotient(factor, {}), factor, self.field.ring.one)
        exponents = dict(self._exponents)
        parts: list[Quotient] = []
        for place, power in enumerate(factor.LM):
            if power and place in exponents:
                parts.append(self._scaled(exponents[place], Fraction(power, PART)))
            elif power:
                atom = self.field.generator(place)
                logarithm = self._atom_logarithm(atom, atom.numerator, self.field.ring.one)
                parts.append(self._scaled(logarithm, power))
        return self.field.sum(parts)

    def _atom_logarithm(self, argument: Quotient, numerator: Polynomial, denominator: Polynomial) -> Quotient:
        key = ("log", numerator, denominator)
        found = self._generator(key, lambda values: math.log(self.value(argument, values)))
        self._logarithms[self._places[key]] = argument
        return found

    def _is_positive(self, polynomial: Polynomial) -> bool:
        """Whether all coefficients and all generators in it are positive."""
        return all(
            coefficient > 0 and all(place in self._positive for place, power in enumerate(monomial) if power)
            for monomial, coefficient in polynomial.terms()
        )

    def _root(self, base: Quotient, degree: int) -> Quotient:
        key = ("root", degree, self.field.canonical(base))
        found = self._generator(
            key, lambda values: math.pow(self.value(base, values), 1 / degree), positive=True
        )
        self._relations[self._places[key]] = (degree, base)
        return found

    def _odd(self, function: Any, argument: Quotient) -> Quotient:
        """erf(-u) = -erf(u) and step(-u) = 1 - step(u): the leading coefficient of u is made positive."""
        numerator, denominator = self.field.canonical(argument)
        flipped = bool(numerator) and numerator.LC < 0
        u = self._scaled(argument, -1) if flipped else argument
        key = (function, -numerator if flipped else numerator, denominator)
        if function is sympy.erf:
            found = self._generator(key, lambda values: math.erf(self.value(u, values)))
            return self._scaled(found, -1) if flipped else found
        found = self._generator(key, lambda values: float(self.value(u, values) > 0))
        self._relations[self._places[key]] = (2, found)
        return self.field.sum((self.field.number(1), self._scaled(found, -1))) if flipped else found

    def reduced(self, part: Quotient) -> Quotient:
        """Powers of roots and idempotents lowered in the numerator."""
        for place, (degree, base) in self._relations.items():
            while any(monomial[place] >= degree for monomial in part.numerator):
                part = self._lowered(part, place, degree, base)
        return part

    def _lowered(self, part: Quotient, place: int, degree: int, base: Quotient) -> Quotient:
        groups: dict[int, Polynomial] = {}
        for monomial, coefficient in part.numerator.terms():
            times = monomial[place] // degree
            lowered = list(monomial)
            lowered[place] -= times * degree
            term = self.field.ring({tuple(lowered): coefficient})
            groups[times] = groups.get(times, self.field.ring.zero) + term
        summands = [
            self.field.product((Quotient(rest, part.factors), self.field.power(base, times)))
            for times, rest in groups.items()
        ]
        return self.field.sum(summands)

    def values(self, scale: float) -> list[float]:
        """Every generator at one point, in floating point; the symbols are about as large as the scale.

        Raises ValueError, OverflowError or ZeroDivisionError where one has no value there.
        """
        self._scale = scale
        found: list[float] = []
        for value in self._values:
            found.append(value(found))
        return found

    def value(self, part: Quotient, values: list[float]) -> float:
        denominator = math.prod(_value(f, values)[0] ** power for f, power in part.factors.items())
        return _value(part.numerator, values)[0] / denominator


def visible(polynomial: Polynomial, values: list[float]) -> bool:
    """Whether the polynomial is not 0 at the values by more than rounding could make it."""
    value, scale = _value(polynomial, values)
    return math.isfinite(scale) and abs(value) > 1e-6 * scale


def _value(polynomial: Polynomial, values: list[float]) -> tuple[float, float]:
    """The polynomial at the values, and the sum of the absolute values of its terms."""
    terms = [
        float(coefficient)
        * math.prod(values[place] ** power for place, power in enumerate(monomial) if power)
        for monomial, coefficient in polynomial.terms()
    ]
    return math.fsum(terms), math.fsum(map(abs, terms))


def _capacity(expressions: Sequence[sympy.Expr]) -> int:
    """Enough generators: symbols, functions, and some for the factors of logarithms."""
    atoms = {atom for node in expressions for atom in node.atoms(sympy.Symbol)}
    functions = {atom for node in expressions for atom in node.atoms(sympy.Function, sympy.Pow)}
    return len(atoms) + 2 * len(functions) + 8


def _primes(content: Any) -> Mapping[int, int]:
    """The prime factors of a positive rational number, with their exponents."""
    found = sympy.factorrat(sympy.Rational(int(content.numerator), int(content.denominator)))
    return {int(prime): int(power) for prime, power in found.items() if prime != 1}
