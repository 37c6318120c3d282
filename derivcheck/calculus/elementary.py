"""exp, log and the elementwise functions that are not expanded, at normal forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivcheck.calculus import division, selection, signs
from derivcheck.calculus.nodes import (
    UNIT,
    ZERO,
    Factor,
    Node,
    Polynomial,
    Rational,
    constant,
    even,
    leads_negative,
    node,
    polynomial,
    rational,
    single,
)
from derivcheck.calculus.primes import prime_factors
from derivcheck.core.errors import MalformedError

if TYPE_CHECKING:
    from derivcheck.calculus.algebra import Algebra


def exp(algebra: Algebra, p: Polynomial) -> Polynomial:
    """exp(c1 m1 + c2 m2) = EXP(m1)^c1 EXP(m2)^c2, and exp(c log q) = q^c."""
    picked = selection.selected(algebra, p, lambda q: exp(algebra, q), everywhere=True)
    if picked is not None:
        return picked
    result, factors = UNIT, list[Factor]()
    for m, c in p.terms:
        if len(m.factors) == 1 and m.factors[0][0].kind == "LOG" and m.factors[0][1] == 1:
            result = algebra.multiply(result, algebra.power(m.factors[0][0].polynomial(), c))
        else:
            factors.append((node("EXP", inner=m), c))
    return algebra.multiply(result, algebra.product(factors))


def log(algebra: Algebra, p: Polynomial) -> Polynomial:
    """log(c exp(u) q r) = log c + u + log q + log r for c > 0, q > 0 proved; the rest stays together."""
    if not p.terms:
        raise MalformedError("the logarithm of zero")
    picked = selection.selected(algebra, p, lambda q: log(algebra, q), everywhere=False)
    if picked is not None:
        return picked
    c, content, primitive = division.content(algebra, p, everything=False)
    if not primitive.terms:
        raise MalformedError("the logarithm of zero")
    parts = [algebra.scale(single(node("LOG", inner=constant(q))), k) for q, k in prime_factors(c)]
    parts += [algebra.scale(_log_factor(n), e) for n, e in content.factors]
    if primitive is not UNIT:
        parts.append(_log_primitive(algebra, primitive))
    return algebra.add(*parts)


def _log_primitive(algebra: Algebra, primitive: Polynomial) -> Polynomial:
    """log n^e = e log n for an odd or fractional e: it is defined only where n > 0."""
    (m, k), *rest = primitive.terms
    if not rest and k == 1 and len(m.factors) == 1:
        n, e = m.factors[0]
        if not even(e):
            return algebra.scale(_log_factor(n), e)
    return single(node("LOG", inner=primitive))


def _log_factor(n: Node) -> Polynomial:
    if n.kind == "EXP":
        return polynomial([(n.monomial(), 1)])
    if n.kind == "PRIME":
        assert isinstance(n.label, int)
        return single(node("LOG", inner=constant(n.label)))
    return single(node("LOG", inner=n.polynomial() if n.kind == "POL" else single(n)))


def apply(algebra: Algebra, function: str, p: Polynomial) -> Polynomial:
    """A function of the table without a definition in exp, log and powers.

    relu(u) = u step(u), abs(u) = u (2 step(u) - 1) and sign(u) = 2 step(u) - 1 leave step and erf as the
    only ones. step takes the values 0 and 1, so its powers are itself; at u = 0 it has no value, and the
    first two equations hold whichever of the two is put there.
    """
    picked = selection.selected(algebra, p, lambda q: apply(algebra, function, q), everywhere=True)
    if picked is not None:
        return picked
    if function in ("relu", "abs") and signs.polynomial_sign(algebra, p) != "unknown":
        return p
    match function:
        case "step":
            return _step(algebra, p)
        case "relu":
            return algebra.multiply(p, _step(algebra, p))
        case "abs":
            return algebra.multiply(p, _sign(algebra, p))
        case "sign":
            return _sign(algebra, p)
        case "erf":
            return _odd(algebra, function, p)
        case _:
            raise MalformedError(f"{function} has no rule")


def root_of_square(algebra: Algebra, p: Polynomial, e: Rational) -> Polynomial | None:
    """(n^x)^e = abs(n)^(x e) for an even x where x e is an integer; None for any other power."""
    if len(p.terms) != 1 or p.terms[0][1] != 1 or len(p.terms[0][0].factors) != 1:
        return None
    n, x = p.terms[0][0].factors[0]
    power = rational(x * e)
    if not even(x) or not isinstance(power, int):
        return None
    value = algebra.product([(n, power)])
    return value if even(power) else algebra.multiply(value, _sign(algebra, single(n)))


def _sign(algebra: Algebra, p: Polynomial) -> Polynomial:
    return algebra.subtract(algebra.scale(_step(algebra, p), 2), UNIT)


def _step(algebra: Algebra, p: Polynomial) -> Polynomial:
    """step(c q u) = step(u) for c > 0, q > 0; step(step(v) u) = step(v) step(u); step(-u) = 1 - step(u)."""
    if not p.terms:
        return ZERO
    _, _, primitive = division.content(algebra, p, everything=False)
    if not primitive.terms:
        return ZERO
    if signs.polynomial_sign(algebra, primitive) == "positive":
        return UNIT
    for n, e in primitive.terms[0][0].factors:
        everywhere = all((n, e) in m.factors for m, _ in primitive.terms)
        if n.kind == "FN" and n.label == "step" and e == 1 and everywhere:
            rest = algebra.multiply(primitive, algebra.product([(n, -1)]))
            return algebra.multiply(single(n), _step(algebra, rest))
    opposite = algebra.scale(primitive, -1)
    if signs.polynomial_sign(algebra, opposite) == "positive":
        return ZERO
    if leads_negative(primitive):
        return algebra.subtract(UNIT, single(node("FN", "step", inner=opposite)))
    return single(node("FN", "step", inner=primitive))


def _odd(algebra: Algebra, function: str, p: Polynomial) -> Polynomial:
    """f(-u) = -f(u)."""
    if not p.terms:
        return ZERO
    if leads_negative(p):
        return algebra.scale(single(node("FN", function, inner=algebra.scale(p, -1))), -1)
    return single(node("FN", function, inner=p))
