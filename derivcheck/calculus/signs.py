"""What is known of the sign of a normal form: three-valued, and unknown is never positive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from derivcheck.calculus import division
from derivcheck.calculus.nodes import UNIT, Monomial, Node, Polynomial, Rational, rational
from derivcheck.core.terms import Index

if TYPE_CHECKING:
    from derivcheck.calculus.algebra import Algebra

Sign: TypeAlias = Literal["positive", "nonnegative", "unknown"]


def polynomial_sign(algebra: Algebra, p: Polynomial) -> Sign:
    """Positive where every term is nonnegative and one is positive, positive content taken out first."""
    found = algebra.sign_memo.get(p)
    if found is None:
        found = _terms_sign(algebra, p)
        if found == "unknown" and len(p.terms) > 1:
            c, _, primitive = division.content(algebra, p, everything=False)
            assert c > 0
            found = _terms_sign(algebra, primitive)
        algebra.sign_memo[p] = found
    return found


def _terms_sign(algebra: Algebra, p: Polynomial) -> Sign:
    signs = [monomial_sign(algebra, m) if c > 0 else "unknown" for m, c in p.terms]
    if "unknown" in signs:
        return "unknown"
    return "positive" if "positive" in signs else "nonnegative"


def monomial_sign(algebra: Algebra, m: Monomial) -> Sign:
    """Sign of a product, wherever it is defined."""
    signs = [_power_sign(node_sign(algebra, n), e) for n, e in m.factors]
    if "unknown" in signs:
        return "unknown"
    return "nonnegative" if "nonnegative" in signs else "positive"


def _power_sign(sign: Sign, e: Rational) -> Sign:
    """x^e: a fractional power is defined for x >= 0 only, a negative one for x != 0 only."""
    e = rational(e)
    nonnegative = sign != "unknown" or not isinstance(e, int) or e % 2 == 0
    if sign == "positive" or (nonnegative and e < 0):
        return "positive"
    return "nonnegative" if nonnegative else "unknown"


def node_sign(algebra: Algebra, n: Node) -> Sign:
    """Sign of one node."""
    found = algebra.sign_memo.get(n)
    if found is None:
        found = algebra.sign_memo[n] = _node_sign(algebra, n)
    return found


def _node_sign(algebra: Algebra, n: Node) -> Sign:
    if any(_covers(pattern, n) for pattern in algebra.positive_patterns):
        return "positive"
    match n.kind:
        case "EXP" | "DIM" | "PRIME" | "CONST":
            return "positive"
        case "SUM":
            return monomial_sign(algebra, n.monomial())
        case "POL":
            return polynomial_sign(algebra, n.polynomial())
        case "LOG":
            above_one = algebra.subtract(n.polynomial(), UNIT)
            return polynomial_sign(algebra, above_one) if above_one.terms else "nonnegative"
        case "DELTA":
            return "nonnegative"
        case "FN":
            return "nonnegative" if n.label == "step" else "unknown"
        case "ENTRY" | "INV" | "DET":
            return "unknown"


def _covers(pattern: Node, n: Node) -> bool:
    """Whether a pattern x[i, j] with distinct free indices, or the very same entry, covers the entry."""
    distinct = len(set(pattern.indices)) == len(pattern.indices)
    general = pattern.kind == "ENTRY" and distinct and all(isinstance(s, Index) for s in pattern.indices)
    return n is pattern or (general and n.kind == "ENTRY" and n.label == pattern.label)
