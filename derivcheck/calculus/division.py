"""Content of a sum, and division by a sum.

A sum in a denominator is made primitive first: its rational content and the common powers of its nodes
are taken out, so that e^-u + 1 = e^-u (1 + e^u) has one denominator with 1 + e^u. Then for a primitive
P with a unique leading term c L,

    L m P^e = (1/c) (m P^(e+1) - (P - c L) m P^e),

and for a binomial P = a + c L with a constant a,

    L^-1 m P^e = (1/a) (L^-1 m P^(e+1) - c m P^e),

so that sigma(u) = e^u/(1+e^u) and 1 - 1/(1+e^u) have one normal form.

One order of monomials makes the steps end. It compares what stands above the line: weights first, where the
base of a power weighs as much as its heaviest term; then how much of the weight deep bases have, since
sqrt(x^2 + 1) rises to its base, which is below it; then shapes, which do not know index names, so renaming
an index never changes what leads. A sum is divided by where one term is above all others, as x is in x + 1,
but not in x + x/y, where x/y would be divided again and again. Where two terms tie nothing is rewritten.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import TYPE_CHECKING

from derivcheck.calculus import signs
from derivcheck.calculus.nodes import (
    ONE,
    Monomial,
    Node,
    Polynomial,
    Rational,
    monomial,
    polynomial,
    rational,
)
from derivcheck.core.errors import LimitError

if TYPE_CHECKING:
    from derivcheck.calculus.algebra import Algebra

ROUNDS = 12


def content(algebra: Algebra, p: Polynomial, *, everything: bool) -> tuple[Rational, Monomial, Polynomial]:
    """p = c * content * primitive with rational c > 0; for p = 0 the primitive is 0.

    Only nodes proved positive enter the content, unless `everything` may.
    """
    taken: dict[Node, Rational] = {}
    for _ in range(ROUNDS):
        common = _common(algebra, p, everything)
        if not common or not p.terms:
            break
        p = algebra.multiply(p, polynomial([(monomial((n, -e) for n, e in common.items()), 1)]))
        for n, e in common.items():
            taken[n] = taken.get(n, 0) + e
    else:
        raise LimitError("taking out common factors did not end")
    if not p.terms:
        return 1, ONE, p
    c = _rational_content(p)
    return c, monomial(taken.items()), algebra.scale(p, 1 / Fraction(c))


def _common(algebra: Algebra, p: Polynomial, everything: bool) -> dict[Node, Rational]:
    """The least exponent of each node over all terms, absent counting as 0, where it is not 0."""
    exponents = [dict(m.factors) for m, _ in p.terms]
    found = {
        n: min(e.get(n, 0) for e in exponents)
        for n in dict.fromkeys(n for e in exponents for n in e)
        if everything or signs.node_sign(algebra, n) == "positive"
    }
    return {n: e for n, e in found.items() if e}


def _rational_content(p: Polynomial) -> Rational:
    ratios = [Fraction(c) for _, c in p.terms]
    return rational(Fraction(gcd(*(r.numerator for r in ratios)), lcm(*(r.denominator for r in ratios))))


def reduce(algebra: Algebra, merged: dict[Node, Rational]) -> Polynomial | None:
    """One division step on a product, if one applies."""
    for n, e in merged.items():
        if e < 0 and n.kind == "POL":
            p = n.polynomial()
            lead = leading_term(p)
            if lead is not None and _divides(lead[0], merged):
                return _divide(algebra, merged, n, p, *lead)
            tail = _binomial_tail(p)
            if lead is not None and tail and _divides_inverse(lead[0], merged):
                return _divide_inverse(algebra, merged, n, lead, tail)
    return None


def _divide(
    algebra: Algebra, merged: dict[Node, Rational], n: Node, p: Polynomial, lead: Monomial, c: Rational
) -> Polynomial:
    quotient = _combine(merged, lead, -1)
    risen = algebra.product([*quotient, (n, 1)])
    rest = (algebra.scale(algebra.product([*quotient, *m.factors]), -k) for m, k in p.terms if m is not lead)
    return algebra.scale(algebra.add(risen, *rest), 1 / Fraction(c))


def _divide_inverse(
    algebra: Algebra, merged: dict[Node, Rational], n: Node, lead: tuple[Monomial, Rational], tail: Rational
) -> Polynomial:
    risen = algebra.product([*merged.items(), (n, 1)])
    rest = algebra.scale(algebra.product(_combine(merged, lead[0], 1)), -lead[1])
    return algebra.scale(algebra.add(risen, rest), 1 / Fraction(tail))


def _combine(merged: dict[Node, Rational], lead: Monomial, sign: int) -> list[tuple[Node, Rational]]:
    return [*merged.items(), *((n, sign * e) for n, e in lead.factors)]


def _divides(lead: Monomial, merged: dict[Node, Rational]) -> bool:
    return all(e > 0 and merged.get(n, 0) >= e for n, e in lead.factors)


def _divides_inverse(lead: Monomial, merged: dict[Node, Rational]) -> bool:
    return all(e > 0 and merged.get(n, 0) <= -e for n, e in lead.factors)


def _binomial_tail(p: Polynomial) -> Rational:
    """The constant of a sum of a constant and one other term, else 0."""
    constants = [c for m, c in p.terms if not m.factors]
    return constants[0] if len(p.terms) == 2 and constants else 0


@lru_cache(maxsize=4096)
def leading_term(p: Polynomial) -> tuple[Monomial, Rational] | None:
    """The term that is above all others in the order of monomials; None where none is."""
    nodes = {n for m, _ in p.terms for n, _ in m.factors}
    classes = sorted({(-_depth(n), n.shape) for n in nodes})
    ranked = sorted(p.terms, key=lambda term: _rank(term[0], classes))
    last = ranked[-1]
    if not last[0].factors or (len(ranked) > 1 and _rank(ranked[-2][0], classes) == _rank(last[0], classes)):
        return None
    return last


def _rank(m: Monomial, classes: list[tuple[int, bytes]]) -> tuple[Rational, ...]:
    """The weight above the line; then how much of it is of each class of nodes, the deepest first."""
    above = [(n, e) for n, e in m.factors if e > 0]
    degrees: list[Rational] = [sum(e for n, e in above if (-_depth(n), n.shape) == each) for each in classes]
    return (_weight(m), *degrees)


def _weight(m: Monomial) -> Rational:
    """The degree above the line, powers of sums written out."""
    return sum((e * _node_weight(n) for n, e in m.factors if e > 0), 0)


@lru_cache(maxsize=4096)
def _node_weight(n: Node) -> Rational:
    """The weight of a node; of the base of a power, that of its heaviest term."""
    return max(_weight(m) for m, _ in n.polynomial().terms) if n.kind == "POL" else 1


@lru_cache(maxsize=4096)
def _depth(n: Node) -> int:
    """How deep bases of powers are nested in a node; 0 for any other."""
    if n.kind != "POL":
        return 0
    return 1 + max((_depth(k) for m, _ in n.polynomial().terms for k, _ in m.factors), default=0)


def clear(algebra: Algebra, p: Polynomial) -> Polynomial:
    """p times a product of the sums in its denominators, which is zero only where p is zero."""
    for _ in range(ROUNDS):
        powers: dict[Node, Rational] = {}
        for m, _ in p.terms:
            for n, e in m.factors:
                if n.kind == "POL" and e < 0:
                    powers[n] = max(powers.get(n, 0), -e)
        if not powers:
            return p
        p = algebra.multiply(p, polynomial([(monomial((n, _ceiling(e)) for n, e in powers.items()), 1)]))
    raise LimitError("clearing denominators did not end")


def _ceiling(e: Rational) -> int:
    return -((-e) // 1)
