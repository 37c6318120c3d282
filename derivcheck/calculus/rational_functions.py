"""Whether a normal form is the rational function 0 of its nodes.

Every node that is no sum (an entry, an exponential, a logarithm, a root) is taken for a variable of its own
that is independent of all others. What vanishes then vanishes for the true values of the nodes as well; what
does not may vanish all the same, so False is no answer. Linear equations are used to eliminate variables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, lcm
from typing import TypeAlias

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from derivcheck.calculus.nodes import Node, Polynomial, Rational
from derivcheck.core.errors import LimitError

MOST_TERMS = 20_000
"""Products of terms that one multiplication may take."""


def vanishes(p: Polynomial, equations: Sequence[Polynomial] = ()) -> bool:
    """True only where p is zero wherever it is defined and every one of the equations is zero.

    Raises LimitError where the polynomials get too long.
    """
    field = _Field((p, *equations))
    found = field.value(p)
    images = _eliminated(field, [field.value(each).numerator for each in equations])
    if images is None:
        return False
    return _composed(field, found.numerator, images).is_zero() and not (
        _composed(field, found.denominator, images).is_zero()
    )


@dataclass(frozen=True)
class _Quotient:
    numerator: fmpq_mpoly
    denominator: fmpq_mpoly


class _Field:
    """Rational functions in the nodes that occur, n^(1/b) in place of n where there are roots."""

    def __init__(self, parts: Iterable[Polynomial]) -> None:
        self._roots: dict[Node, int] = {}
        for part in parts:
            self._collect(part)
        variables = sorted((n for n in self._roots if _is_variable(n, self._roots)), key=lambda n: n.digest)
        names = tuple(f"v{place}" for place in range(len(variables))) or ("v",)
        self.context = fmpq_mpoly_ctx.get(names, Ordering.degrevlex)
        self.variables: list[fmpq_mpoly] = list(self.context.gens())
        self._variable = dict(zip(variables, self.variables, strict=False))
        self._values: dict[Polynomial, _Quotient] = {}

    def number(self, value: Rational) -> fmpq_mpoly:
        exact = Fraction(value)
        return self.context.constant(fmpq(exact.numerator, exact.denominator))

    def value(self, p: Polynomial) -> _Quotient:
        """The polynomial as a quotient."""
        found = self._values.get(p)
        if found is None:
            total = _Quotient(self.number(0), self.number(1))
            for m, c in p.terms:
                term = _Quotient(self.number(c), self.number(1))
                for n, e in m.factors:
                    term = self._times_power(term, n, Fraction(e))
                total = _sum(total, term)
            found = self._values[p] = total
        return found

    def _collect(self, p: Polynomial) -> None:
        for m, _ in p.terms:
            for n, e in m.factors:
                fresh = n not in self._roots
                self._roots[n] = lcm(self._roots.get(n, 1), Fraction(e).denominator)
                if fresh and n.kind == "POL":
                    self._collect(n.polynomial())

    def _times_power(self, q: _Quotient, n: Node, e: Fraction) -> _Quotient:
        """q n^e; for a sum P, P^(k + f) = P^k (P^(1/b))^(f b) with 0 <= f < 1."""
        root = self._roots[n]
        if n.kind != "POL":
            return _times(q, _Quotient(self._variable[n], self.number(1)), int(e * root))
        whole = floor(e)
        q = _times(q, self.value(n.polynomial()), whole)
        rest = int((e - whole) * root)
        return _times(q, _Quotient(self._variable[n], self.number(1)), rest) if rest else q


def _is_variable(n: Node, roots: dict[Node, int]) -> bool:
    return n.kind != "POL" or roots[n] > 1


def _times(q: _Quotient, factor: _Quotient, exponent: int) -> _Quotient:
    above, below = factor.numerator, factor.denominator
    if exponent < 0:
        above, below = below, above
        if below.is_zero():
            raise LimitError("a denominator vanishes under the assumptions")
    numerator, denominator = q.numerator, q.denominator
    for _ in range(abs(exponent)):
        numerator, denominator = _product(numerator, above), _product(denominator, below)
    return _Quotient(numerator, denominator)


def _sum(a: _Quotient, b: _Quotient) -> _Quotient:
    common = a.denominator.gcd(b.denominator)
    left, right = a.denominator / common, b.denominator / common
    numerator = _product(a.numerator, right) + _product(b.numerator, left)
    return _Quotient(numerator, _product(a.denominator, right))


def _product(a: fmpq_mpoly, b: fmpq_mpoly) -> fmpq_mpoly:
    if len(a) * len(b) > MOST_TERMS:
        raise LimitError("a rational function is too long")
    return a * b


Images: TypeAlias = dict[int, fmpq_mpoly]


def _eliminated(field: _Field, equations: Sequence[fmpq_mpoly]) -> Images | None:
    """Variables, by place, as functions of the others, so that the linear equations hold.

    None where the equations contradict each other: nothing is shown of no value at all.
    """
    images: Images = {}
    for equation in equations:
        left = _composed(field, equation, images)
        place, image = next(_solutions(field, left), (None, left))
        if place is not None:
            images = {p: _composed(field, old, {place: image}) for p, old in images.items()}
            images[place] = image
        elif left.is_constant() and not left.is_zero():
            return None
    return images


def _solutions(field: _Field, equation: fmpq_mpoly) -> Iterator[tuple[int, fmpq_mpoly]]:
    """Each variable that occurs with a number in front and nowhere else, and what it is equal to."""
    for place, variable in enumerate(field.variables):
        slope = equation.derivative(place)
        if slope.is_constant() and not slope.is_zero():
            yield place, variable - equation / slope


def _composed(field: _Field, p: fmpq_mpoly, images: Images) -> fmpq_mpoly:
    degrees = p.degrees()
    used = [len(image) ** int(degrees[place]) for place, image in images.items() if degrees[place]]
    if len(p) * max(used, default=0) > MOST_TERMS:
        raise LimitError("a rational function is too long")
    if not used:
        return p
    values = [images.get(place, variable) for place, variable in enumerate(field.variables)]
    return p.compose(*values, ctx=field.context)
